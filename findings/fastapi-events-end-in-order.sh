#!/usr/bin/env bash
# FastAPI 0.165.0 (PyPI), uvicorn 0.54.0: a stream of Server-Sent Events whose generator fails may end as if it were whole.
#
# Expected: as with JSON Lines of the same generator, the connection ends before the answer is whole, so that a reader learns of
# the error: curl ends with 18. Seen: where the generator fails while the reader waits for the next event, the answer ends in
# order (curl ends with 0), and the error is raised after it. Where it fails right behind a `yield`, the answer breaks off, and
# that last event is lost. A generator that catches the error and yields an event for it is read as it is meant.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  fastapi==0.165.0 uvicorn==0.54.0 starlette==1.10.0 anyio==4.16.0
cat > main.py <<'PY'
import asyncio
from collections.abc import AsyncIterable

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse

app = FastAPI()


async def numbers(pause: bool) -> AsyncIterable[int]:
    yield 1
    yield 2
    if pause:
        await asyncio.sleep(0.2)
    raise RuntimeError


@app.get("/lines")
async def lines(pause: bool = False) -> AsyncIterable[int]:
    async for number in numbers(pause):
        yield number


@app.get("/events", response_class=EventSourceResponse)
async def events(pause: bool = False) -> AsyncIterable[int]:
    async for number in numbers(pause):
        yield number
PY
venv/bin/uvicorn main:app --port 0 > log 2>&1 &
server=$!
until address=$(grep -so 'http://127.0.0.1:[0-9]*' log); do kill -0 "$server" && sleep 0.1; done
for path in lines 'lines?pause=true' events 'events?pause=true'; do
  code=0
  curl -sN "$address/$path" > body || code=$?
  echo "$path: $(tr -s '\n' ' ' < body)and ends with $code"
done | tee seen
diff - seen <<'TEXT' && echo "as found: fastapi 0.165.0"
lines: 1 2 and ends with 18
lines?pause=true: 1 2 and ends with 18
events: data: 1 and ends with 18
events?pause=true: data: 1 data: 2 and ends with 0
TEXT
