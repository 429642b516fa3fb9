"""The routes. The application is `my_api.main:app`."""

import asyncio
from collections.abc import AsyncIterable
from typing import Annotated

from fastapi import Query
from mangum import Mangum
from pydantic import BaseModel

from .init import app, tracer
from .invocation import behind_gateway, event_handlers


class Greeting(BaseModel):
    message: str


class Echo(BaseModel):
    message: str


class Count(BaseModel):
    remaining: int


@app.get("/")
async def say_hello() -> Greeting:
    """Say hello."""
    return Greeting(message="Hello from MyApi!")


@app.get("/echo")
@tracer.capture_method
async def echo(message: Annotated[str, Query(max_length=1024)]) -> Echo:
    """Get back what you send."""
    return Echo(message=message)


@app.get("/countdown")
async def count_down(start: Annotated[int, Query(ge=1, le=100)] = 3) -> AsyncIterable[Count]:
    """Count down to zero, one line of JSON for each number."""
    for remaining in range(start, -1, -1):
        yield Count(remaining=remaining)
        await asyncio.sleep(0.1)


# Mangum answers with what the application has sent in all: streams arrive as a whole.
handler = Mangum(behind_gateway(app), lifespan="off", custom_handlers=event_handlers())
