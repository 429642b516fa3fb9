import asyncio
import json
import os
import subprocess
import sys

import pytest
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient

from my_api.api import Api
from my_api.init import logger
from my_api.observability import trace

from .conftest import Lines
from .invocation import ARN, invoked

SERVER = """
import logging, uvicorn
uvicorn.Config("my_api.init:app").load()
logging.getLogger("uvicorn.error").info("Started")
"""


def test_a_request_has_one_line_of_its_own(client: TestClient, logs: Lines) -> None:
    client.get("/items/7")
    [line] = logs()
    assert line["level"] == "INFO"
    assert line["service"] == "MyApi"
    assert (line["method"], line["path"]) == ("GET", "/items/7")
    assert (line["route"], line["status"]) == ("GET /items/{item_id}", 200)
    assert line["duration_ms"] >= 0


def test_lines_of_a_function_tell_their_request_also_in_a_router(client: TestClient, logs: Lines) -> None:
    correlation_id = client.get("/v1/things/7").headers["x-correlation-id"]
    own, _ = logs()
    assert own["message"] == "Reads a thing"
    assert own["route"] == "GET /v1/things/{thing_id}"
    assert own["path"] == "/v1/things/7"
    assert own["correlation_id"] == correlation_id


@pytest.mark.usefixtures("in_lambda")
def test_in_lambda_lines_tell_the_function_and_whether_it_was_cold(app: Api, logs: Lines) -> None:
    client = invoked(app, trace="Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
    client.get("/v1/things/7")
    client.get("/v1/things/7")
    assert [line["cold_start"] for line in logs()] == [True, True, False, False]
    for line in logs():
        assert line["function_name"] == "my-api"
        assert line["function_memory_size"] == 512
        assert line["function_arn"] == ARN
        assert line["function_request_id"] == line["correlation_id"] == "request-1"
        assert line["xray_trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"


def test_the_lines_of_the_server_are_json_in_lambda() -> None:
    env = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "my-api", "POWERTOOLS_LOG_LEVEL": "INFO"}
    printed = subprocess.check_output([sys.executable, "-c", SERVER], env=env, text=True)  # noqa: S603
    [line] = [json.loads(line) for line in printed.splitlines()]
    assert (line["level"], line["message"], line["service"]) == ("INFO", "Started", "MyApi")


def test_what_one_request_appends_is_not_in_the_next(client: TestClient, logs: Lines) -> None:
    client.get("/items/7")
    logger.append_keys(order_id=7)
    client.get("/nowhere")
    assert "order_id" not in logs()[1]
    assert logs()[1]["route"] == "other"


def test_keys_and_traces_of_requests_at_the_same_time_do_not_mix(app: Api, logs: Lines) -> None:
    both = asyncio.Barrier(2)

    @app.get("/concurrent/{name}")
    async def concurrent(name: str) -> None:
        trace.begin(f"Root=1-5759e988-{name * 24}")
        logger.append_keys(name=name)
        await both.wait()
        logger.info("Meets the other one")

    async def ask() -> None:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
            await asyncio.gather(client.get("/concurrent/a"), client.get("/concurrent/b"))

    asyncio.run(ask())
    lines = [line for line in logs() if line["message"] == "Meets the other one"]
    assert sorted((line["name"], line["xray_trace_id"], line["path"]) for line in lines) == [
        (name, f"1-5759e988-{name * 24}", f"/concurrent/{name}") for name in "ab"
    ]


def test_the_correlation_id_of_the_caller_is_kept(client: TestClient, logs: Lines) -> None:
    for path in ("/items/7", "/nowhere", "/fail", "/stream"):
        response = client.get(path, headers={"X-Correlation-Id": "order-7"})
        assert response.headers["x-correlation-id"] == "order-7"
    assert {line["correlation_id"] for line in logs()} == {"order-7"}


@pytest.mark.parametrize("given", ["", "a b", "a" * 129, '{"a":1}', "ü"])
def test_what_is_no_correlation_id_is_replaced(client: TestClient, given: str) -> None:
    response = client.get("/items/7", headers={b"X-Correlation-Id": given.encode("latin-1")})
    assert response.headers["x-correlation-id"].isalnum()
    assert len(response.headers["x-correlation-id"]) == 32
