"""An application with routes of its own, so that the routes of `main.py` may change."""

import io
import json
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel

from my_api.api import Api
from my_api.init import JsonStreamingResponse, create_app, logger, metrics, tracer


class Item(BaseModel):
    id: int


def add_routes(app: Api) -> None:
    router = APIRouter(prefix="/things")

    @router.get("/{thing_id}")
    def read_thing(thing_id: int) -> Item:
        logger.info("Reads a thing")
        metrics.add_metric("ThingRead", "Count", 1)
        return Item(id=thing_id)

    @app.get("/items/{item_id}")
    @tracer.capture_method
    async def read_item(item_id: int) -> Item:
        with tracer.provider.in_subsegment(name="load"):
            return Item(id=item_id)

    @app.post("/items", status_code=201)
    async def create_item(item: Item) -> Item:
        return item

    @app.get("/files/{path:path}")
    async def read_file(path: str, line: int = 0) -> str:
        return f"{path}:{line}"

    @app.get("/fail")
    async def fail() -> None:
        metrics.add_metric("Attempt", "Count", 1)
        raise RuntimeError("Secret")

    @app.get("/stream")
    async def stream(*, fails: bool = False) -> AsyncIterable[Item]:
        yield Item(id=1)
        metrics.add_metric("Streamed", "Count", 1)
        if fails:
            raise RuntimeError("Secret")
        yield Item(id=2)

    @app.get(
        "/lines",
        response_class=JsonStreamingResponse,
        responses={200: JsonStreamingResponse.openapi_response(Item, "All items")},
    )
    async def stream_lines() -> JsonStreamingResponse:
        async def items() -> AsyncIterator[Item]:
            yield Item(id=1)
            yield Item(id=2)

        return JsonStreamingResponse(items(), headers={"X-Total": "2"})

    app.include_router(router, prefix="/v1")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Removes variables that a test could depend on."""
    for name in ("ALLOWED_ORIGINS", "AWS_LAMBDA_FUNCTION_NAME", "LOCAL_DEV"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def in_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")


@pytest.fixture
def app() -> Api:
    new = create_app()
    add_routes(new)
    return new


@pytest.fixture
def client(app: Api) -> TestClient:
    return TestClient(app)


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """The lines that the logger has written until now."""
    stream = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def emitted(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The metrics that were printed since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
