#!/usr/bin/env bash
# httpx 0.28.1 with botocore 1.44.8 (PyPI): a blank in a query is signed as "+".
#
# Expected: a request that httpx has built can be signed by botocore's SigV4Auth as it stands, whatever its parameters are.
# Seen: httpx writes a blank as "+", and SigV4Auth takes the query of a URL as it is written, while it writes "%20" where it
# gets the parameters apart. Signature Version 4 asks for "%20": a server that follows it makes another signature, and
# refuses each request with a blank in its query, and no other one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check httpx==0.28.1 botocore==1.44.8
cat > main.py <<'PY'
import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

auth = SigV4Auth(Credentials("key", "secret"), "execute-api", "us-east-1")
params = {"text": "x y"}
built = httpx.Request("GET", "https://example.com/items", params=params)
print("by httpx's URL:", auth.canonical_query_string(AWSRequest("GET", str(built.url))))
print("by parameters:", auth.canonical_query_string(AWSRequest("GET", "https://example.com/items", params=params)))
PY
venv/bin/python main.py | tee seen
printf "by httpx's URL: text=x+y\nby parameters: text=x%%20y\n" | diff - seen && echo "as found: httpx 0.28.1, botocore 1.44.8"
