#!/usr/bin/env bash
# mangum 0.22.0 (PyPI): api_gateway_base_path, for a custom domain that maps /v1 to the API.
#
# Expected: /v1/items is /items for the app, /v1 is /, /v10/items is not touched, and "/v1/" means the same as "/v1".
# Seen: the text is cut off without a look at where the segment ends, in events of REST and of HTTP APIs alike.
# - /v1 becomes the empty path, which is no path of ASGI: Starlette's routes for "/" do not match it (404).
# - /v10/items becomes 0/items, without a slash: 404 for another API of the domain whose name begins with the same letters.
# - With "/v1/", /v1/items becomes items, and every route is a 404.
# - root_path stays empty, so that url_for, redirects and /docs leave the base path out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mangum==0.22.0
cat > paths.py <<'PYTHON'
from mangum import Mangum


async def app(scope, receive, send):
    text = f"{scope['path']!r} root_path={scope.get('root_path')!r}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text})


def rest(path):
    context = {"stage": "prod", "identity": {"sourceIp": "192.0.2.1"}}
    headers = {"Host": "api.example.com"}
    return {
        "resource": "/{proxy+}", "path": path, "httpMethod": "GET", "headers": headers, "multiValueHeaders": None,
        "queryStringParameters": None, "multiValueQueryStringParameters": None, "requestContext": context,
        "body": None, "isBase64Encoded": False,
    }


def http(path):
    about = {"method": "GET", "path": path, "sourceIp": "192.0.2.1"}
    return {
        "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {"host": "api.example.com"},
        "requestContext": {"stage": "$default", "http": about}, "isBase64Encoded": False,
    }


for base in ("/v1", "/v1/"):
    for path in ("/v1/items", "/v1", "/v10/items"):
        for kind in (rest, http):
            handler = Mangum(app, lifespan="off", api_gateway_base_path=base)
            print(f"{kind.__name__} {base}: {path} is {handler(kind(path), {})['body']}")
PYTHON
venv/bin/python paths.py | tee seen
diff - seen <<'SEEN' && echo "as found: mangum 0.22.0"
rest /v1: /v1/items is '/items' root_path=''
http /v1: /v1/items is '/items' root_path=''
rest /v1: /v1 is '' root_path=''
http /v1: /v1 is '' root_path=''
rest /v1: /v10/items is '0/items' root_path=''
http /v1: /v10/items is '0/items' root_path=''
rest /v1/: /v1/items is 'items' root_path=''
http /v1/: /v1/items is 'items' root_path=''
rest /v1/: /v1 is '/v1' root_path=''
http /v1/: /v1 is '/v1' root_path=''
rest /v1/: /v10/items is '/v10/items' root_path=''
http /v1/: /v10/items is '/v10/items' root_path=''
SEEN
