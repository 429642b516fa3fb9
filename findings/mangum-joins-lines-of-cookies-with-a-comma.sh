#!/usr/bin/env bash
# mangum 0.22.0 and fastapi 0.165.0 (PyPI): a request with two Cookie lines, as HTTP/2 clients may send them, through a REST API.
#
# Expected: the app sees both cookies. RFC 9113 (8.2.3) and RFC 6265 join lines of Cookie with "; ", and ASGI servers do so.
# Seen: all lines of multiValueHeaders are joined with ", ", cookies too. Starlette then reads one cookie "a" whose value is "1, b=2";
# "b", a session say, is not there. Events of HTTP APIs have a list of their own for cookies, and both arrive.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mangum==0.22.0 fastapi==0.165.0
cat > cookies.py <<'PYTHON'
import json

from fastapi import FastAPI, Request
from mangum import Mangum

app = FastAPI()


@app.get("/")
def cookies(request: Request) -> dict[str, str]:
    return request.cookies


handler = Mangum(app, lifespan="off")
rest = {
    "resource": "/", "path": "/", "httpMethod": "GET", "headers": {"Host": "api.example.com", "Cookie": "b=2"},
    "multiValueHeaders": {"Host": ["api.example.com"], "Cookie": ["a=1", "b=2"]},
    "queryStringParameters": None, "multiValueQueryStringParameters": None,
    "requestContext": {"stage": "prod", "identity": {"sourceIp": "192.0.2.1"}}, "body": None, "isBase64Encoded": False,
}
about = {"method": "GET", "path": "/", "sourceIp": "192.0.2.1"}
http = {
    "version": "2.0", "rawPath": "/", "rawQueryString": "", "headers": {"host": "api.example.com"}, "cookies": ["a=1", "b=2"],
    "requestContext": {"stage": "$default", "http": about}, "isBase64Encoded": False,
}
for name, event in (("REST", rest), ("HTTP", http)):
    print(name, json.dumps(json.loads(handler(event, {})["body"]), sort_keys=True))
PYTHON
venv/bin/python cookies.py | tee seen
diff - seen <<'SEEN' && echo "as found: mangum 0.22.0"
REST {"a": "1, b=2"}
HTTP {"a": "1", "b": "2"}
SEEN
