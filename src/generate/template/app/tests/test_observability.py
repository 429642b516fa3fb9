"""Logs, metrics and traces."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import AsyncMock

import pytest
from aws_lambda_powertools.metrics import EphemeralMetrics
from aws_xray_sdk import global_sdk_config
from aws_xray_sdk.core import xray_recorder
from fastapi import BackgroundTasks, Depends
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient
from starlette.types import Message, Receive, Scope, Send

from my_api.api import Api
from my_api.init import logger, metrics, tracer
from my_api.observability import ObservabilityMiddleware, trace
from my_api.powertools import RequestMetrics, RequestTrace

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


def values(emitted: dict[str, Any]) -> dict[str, float]:
    names = [metric["Name"] for metric in emitted["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
    return {name: sum(emitted[name]) for name in names}


def of_requests(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if "RequestCount" in line]


@pytest.mark.parametrize(
    ("path", "counted", "route"),
    [
        ("/items/7", {"Success": 1, "Failure": 0}, "GET /items/{item_id}"),
        ("/v1/things/7/", {"Success": 1, "Failure": 0}, "other"),  # a redirect
        ("/items/seven", {"Success": 0, "Failure": 0}, "GET /items/{item_id}"),
        ("/nowhere", {"Success": 0, "Failure": 0}, "other"),
        ("/fail", {"Success": 0, "Failure": 1}, "GET /fail"),
        ("/stream", {"Success": 1, "Failure": 0}, "GET /stream"),
        ("/stream?fails=true", {"Success": 0, "Failure": 1}, "GET /stream"),
    ],
)
def test_each_request_is_counted_by_its_route_and_in_all(
    client: TestClient, emitted: Lines, path: str, counted: dict[str, float], route: str
) -> None:
    client.get(path, follow_redirects=False)
    [line] = of_requests(emitted())
    assert line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "MyApi"
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"], ["service", "route"]]
    assert (line["service"], line["route"]) == ("MyApi", route)
    assert ({"RequestCount": 1} | counted).items() <= values(line).items()


def test_other_statuses_of_success_count_and_other_methods_make_no_routes(
    client: TestClient, emitted: Lines
) -> None:
    client.post("/items", json={"id": 7})
    client.request("XYZ", "/items/7")
    created, refused = emitted()
    assert values(created)["Success"] == 1
    assert refused["route"] == "other"


@pytest.mark.parametrize(
    ("path", "name"), [("/v1/things/7", "ThingRead"), ("/fail", "Attempt"), ("/stream", "Streamed")]
)
def test_metrics_of_a_function_are_by_its_route_and_in_all(
    client: TestClient, emitted: Lines, path: str, name: str
) -> None:
    client.get(path)
    own, of_request = emitted()
    assert values(own) == {name: 1}
    assert own["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"], ["service", "route"]]
    assert values(of_request)["RequestCount"] == 1


def test_what_a_route_adds_changes_nothing_of_the_metrics_of_its_request(app: Api, emitted: Lines) -> None:
    @app.get("/tenants")
    async def tenants() -> None:
        metrics.add_dimension(name="tenant", value="a")
        for number in range(101):
            metrics.add_metric(f"Metric{number}", "Count", 1)

    TestClient(app).get("/tenants")
    [line] = of_requests(emitted())
    assert values(line) == {"RequestCount": 1, "Success": 1, "Failure": 0}
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"], ["service", "route"]]


def test_metrics_that_cannot_be_written_take_those_of_the_request_with_them_nowhere(
    app: Api, emitted: Lines, logs: Lines
) -> None:
    @app.get("/metadata")
    async def metadata() -> None:
        metrics.add_metadata("who", object())
        metrics.add_metric("Asked", "Count", 1)

    TestClient(app).get("/metadata")
    [line] = emitted()
    assert values(line) == {"RequestCount": 1, "Success": 1, "Failure": 0}
    assert [line["message"] for line in logs()] == ["Telemetry failed", "GET /metadata answered with 200"]


@pytest.mark.parametrize("where", ["task", "dependency"])
def test_what_fails_behind_an_answer_is_a_failure(app: Api, emitted: Lines, where: str) -> None:
    def fails() -> None:
        raise RuntimeError("Secret")

    async def dependency() -> AsyncIterator[None]:
        yield
        if where == "dependency":
            fails()

    @app.get("/behind", dependencies=[Depends(dependency)])
    async def behind(tasks: BackgroundTasks) -> None:
        if where == "task":
            tasks.add_task(fails)

    assert TestClient(app).get("/behind").status_code == 200
    lines = emitted()
    assert [values(line)["RequestCount"] for line in of_requests(lines)] == [1]
    assert sum(values(line).get("Failure", 0) for line in lines) == 1
    assert {line["route"] for line in lines} == {"GET /behind"}


def test_an_end_of_the_process_is_a_failure(emitted: Lines) -> None:
    async def end(*_: object) -> None:
        raise SystemExit(1)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(SystemExit):
        asyncio.run(ObservabilityMiddleware(end)(scope, AsyncMock(), AsyncMock()))
    [line] = emitted()
    assert values(line)["Failure"] == 1


def test_telemetry_that_fails_is_logged_and_ends_no_answer(
    client: TestClient, logs: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no telemetry")

    monkeypatch.setattr(RequestMetrics, "apart", fails)
    monkeypatch.setattr(RequestMetrics, "begin", lambda _: EphemeralMetrics())
    monkeypatch.setattr(RequestTrace, "begin", fails)
    assert client.get("/items/7").json() == {"id": 7}
    messages = [line["message"] for line in logs()]
    assert messages == ["Telemetry failed", "Telemetry failed", "GET /items/{item_id} answered with 200"]


def test_they_are_written_before_the_answer_is_complete(app: Api, emitted: Lines) -> None:
    before_end: list[dict[str, Any]] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def watch(message: Message) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                before_end.extend(emitted())
            await send(message)

        await app(scope, receive, watch)

    TestClient(watched).get("/stream")
    own, of_request = before_end
    assert values(own)["Streamed"] == values(of_request)["RequestCount"] == 1


@pytest.mark.usefixtures("in_lambda")
def test_a_cold_start_is_counted_once(app: Api, emitted: Lines) -> None:
    TestClient(app).get("/nowhere")  # no invocation, as when the Lambda Web Adapter waits for the application
    client = invoked(app)
    client.get("/items/7")
    client.get("/items/7")
    cold, warm = emitted()[-2:]
    assert values(cold)["ColdStart"] == 1
    assert "ColdStart" not in values(warm)


@pytest.mark.usefixtures("in_lambda")
def test_provisioned_concurrency_has_no_cold_start(
    app: Api, emitted: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")
    invoked(app).get("/items/7")
    assert "ColdStart" not in values(emitted()[0])


def test_concurrent_requests_do_not_mix(app: Api, emitted: Lines) -> None:
    both = asyncio.Barrier(2)

    @app.get("/concurrent/{name}")
    async def concurrent(name: str) -> None:
        metrics.add_dimension("name", name)
        metrics.add_metric("Asked", "Count", 1)
        await both.wait()

    async def ask() -> None:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
            await asyncio.gather(client.get("/concurrent/a"), client.get("/concurrent/b"))

    asyncio.run(ask())
    lines = [line for line in emitted() if "name" in line]
    assert sorted(line["name"] for line in lines) == ["a", "b"]
    assert [values(line)["Asked"] for line in lines] == [1, 1]


def test_what_a_background_task_adds_is_written_too(app: Api, emitted: Lines) -> None:
    @app.get("/later")
    async def later(tasks: BackgroundTasks) -> None:
        tasks.add_task(metrics.add_metric, "Later", "Count", 1)

    TestClient(app).get("/later")
    assert [list(values(line)) for line in emitted()] == [["RequestCount", "Success", "Failure"], ["Later"]]


def test_outside_of_a_request_metrics_are_flushed_by_hand(emitted: Lines) -> None:
    metrics.add_metric("Started", "Count", 1)
    metrics.flush_metrics()
    assert values(emitted()[0]) == {"Started": 1}


ROOT = "1-5759e988-bd862e3fe1be46a994272793"


class Daemon:
    """A server in place of the X-Ray daemon of Lambda."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []

    def send_entity(self, entity: Any) -> None:
        self.documents.append(json.loads(entity.serialize()))

    def named(self, name: str) -> list[dict[str, Any]]:
        return [document for document in self.documents if document["name"] == name]


@pytest.fixture
def daemon(in_lambda: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:  # noqa: ARG001
    """Switches tracing on, as Powertools does in Lambda."""
    new = Daemon()
    monkeypatch.setattr(xray_recorder, "emitter", new)
    monkeypatch.setattr(xray_recorder, "streaming_threshold", 0)
    monkeypatch.setattr(tracer, "disabled", False)
    global_sdk_config.set_sdk_enabled(True)
    yield new
    global_sdk_config.set_sdk_enabled(False)


def header(parent: str, sampled: int = 1) -> str:
    return f"Root={ROOT};Parent={parent};Sampled={sampled}"


def test_subsegments_belong_to_the_trace_of_the_invocation(app: Api, daemon: Daemon) -> None:
    invoked(app, trace=header("53995c3f42cd8ad8")).get("/items/7")
    [request] = daemon.named("## MyApi")
    [method] = [document for document in daemon.documents if document["name"].endswith("read_item")]
    [load] = daemon.named("load")
    assert {document["trace_id"] for document in daemon.documents} == {ROOT}
    assert request["parent_id"] == "53995c3f42cd8ad8"
    assert method["parent_id"] == request["id"]
    assert load["parent_id"] == method["id"]
    annotations = {"Route": "GET /items/{item_id}", "ColdStart": True, "Service": "MyApi"}
    assert request["annotations"] == annotations


def test_requests_of_one_trace_do_not_mix(app: Api, daemon: Daemon) -> None:
    for parent in ("53995c3f42cd8ad1", "53995c3f42cd8ad2"):
        invoked(app, trace=header(parent)).get("/v1/things/7")
    parents = [document["parent_id"] for document in daemon.named("## MyApi")]
    assert parents == ["53995c3f42cd8ad1", "53995c3f42cd8ad2"]


def test_concurrent_subsegments_do_not_mix(app: Api, daemon: Daemon) -> None:
    @app.get("/concurrent")
    async def concurrent() -> None:
        async def step(name: str, seconds: float) -> None:
            async with tracer.provider.in_subsegment_async(name=name):
                await asyncio.sleep(seconds)

        await asyncio.gather(step("slow", 0.02), step("fast", 0.01))

    invoked(app, trace=header("53995c3f42cd8ad8")).get("/concurrent")
    [request] = daemon.named("## MyApi")
    assert [document["parent_id"] for document in daemon.named("slow")] == [request["id"]]
    assert [document["parent_id"] for document in daemon.named("fast")] == [request["id"]]


def test_a_sync_function_and_a_stream_are_traced_too(app: Api, daemon: Daemon) -> None:
    @app.get("/sync")
    @tracer.capture_method
    def sync() -> None:
        tracer.put_annotation("found", True)  # noqa: FBT003

    invoked(app, trace=header("53995c3f42cd8ad8")).get("/sync")
    invoked(app, trace=header("53995c3f42cd8ad8")).get("/stream")
    [method] = [document for document in daemon.documents if document["name"].endswith("sync")]
    assert method["annotations"] == {"found": True}
    routes = [document["annotations"]["Route"] for document in daemon.named("## MyApi")]
    assert routes == ["GET /sync", "GET /stream"]


def test_a_thread_is_given_what_is_open(app: Api, daemon: Daemon) -> None:
    def work(entity: Any) -> None:
        xray_recorder.set_trace_entity(entity)
        with tracer.provider.in_subsegment(name="thread"):
            pass

    @app.get("/threads")
    async def threads() -> None:
        with ThreadPoolExecutor() as pool:
            pool.submit(work, xray_recorder.get_trace_entity()).result()

    invoked(app, trace=header("53995c3f42cd8ad8")).get("/threads")
    [thread], [request] = daemon.named("thread"), daemon.named("## MyApi")
    assert thread["parent_id"] == request["id"]


@pytest.mark.parametrize(("path", "fault"), [("/fail", True), ("/items/seven", False), ("/items/7", False)])
def test_an_unhandled_error_is_a_fault_with_its_cause(
    app: Api,
    daemon: Daemon,
    path: str,
    fault: bool,  # noqa: FBT001
) -> None:
    invoked(app, trace=header("53995c3f42cd8ad8")).get(path)
    [request] = daemon.named("## MyApi")
    assert request.get("fault", False) is fault
    causes = [cause["type"] for cause in request.get("cause", {}).get("exceptions", [])]
    assert causes == (["RuntimeError"] if fault else [])


def test_what_fails_behind_an_answer_is_logged_once(app: Api, daemon: Daemon, logs: Lines) -> None:
    def fails() -> None:
        raise RuntimeError("Secret")

    @app.get("/behind")
    async def behind(tasks: BackgroundTasks) -> None:
        tasks.add_task(fails)

    invoked(app, trace=header("53995c3f42cd8ad8")).get("/behind")
    assert [line["message"] for line in logs() if line["level"] == "ERROR"] == ["Unhandled error"]
    assert "fault" not in daemon.named("## MyApi")[0]


@pytest.mark.parametrize("trace", ["", "nonsense", f"Root={ROOT}", header("53995c3f42cd8ad8", sampled=0)])
def test_what_is_not_sampled_is_not_sent(app: Api, daemon: Daemon, trace: str) -> None:
    assert invoked(app, trace=trace).get("/items/7").status_code == 200
    assert daemon.documents == []


def test_outside_of_a_request_nothing_is_sent(daemon: Daemon) -> None:
    with tracer.provider.in_subsegment(name="start"):
        tracer.put_annotation("started", True)  # noqa: FBT003
    assert daemon.documents == []


def test_outside_of_lambda_nothing_is_traced(client: TestClient) -> None:
    assert tracer.disabled
    assert client.get("/items/7").json() == {"id": 7}
