#!/usr/bin/env bash
# mangum 0.22.0 (PyPI), Python 3.11 to 3.13: a handler that was made before an `asyncio.run()` fails with each event after it.
#
# Expected: `handler = Mangum(app)` and then `asyncio.run(warm_up())` in the same module, as for a migration or a warm cache,
# go together. Seen: the handler takes the current event loop when it is made, asks for it again with each event, and
# asyncio.run() has removed it: RuntimeError. A handler that is made after asyncio.run() works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mangum==0.22.0
cat > main.py <<'PY'
import asyncio
import warnings

from mangum import Mangum

warnings.simplefilter("ignore")
EVENT = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/",
    "rawQueryString": "",
    "headers": {},
    "requestContext": {"stage": "$default", "http": {"method": "GET", "path": "/", "sourceIp": "192.0.2.1", "protocol": "HTTP/1.1"}},
    "isBase64Encoded": False,
}


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def warm_up():
    pass


def answer(handler):
    try:
        return handler(EVENT, {})["statusCode"]
    except RuntimeError as error:
        return type(error).__name__


early = Mangum(app, lifespan="off")
print("before", answer(early))
asyncio.run(warm_up())
print("after", answer(early))
print("made after", answer(Mangum(app, lifespan="off")))
PY
venv/bin/python main.py | tee seen
printf 'before 200\nafter RuntimeError\nmade after 200\n' | diff - seen && echo "as found: mangum 0.22.0"
