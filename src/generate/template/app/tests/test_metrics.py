import asyncio
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import AsyncMock

import pytest
from aws_lambda_powertools.metrics import EphemeralMetrics
from fastapi import BackgroundTasks, Depends
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient
from starlette.types import Message, Receive, Scope, Send

from my_api.api import Api
from my_api.init import metrics
from my_api.metrics import RequestMetrics
from my_api.observability import ObservabilityMiddleware
from my_api.tracing import RequestTrace

from .conftest import Lines
from .invocation import invoked


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
