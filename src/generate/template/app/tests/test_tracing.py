import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from aws_xray_sdk import global_sdk_config
from aws_xray_sdk.core import xray_recorder
from fastapi import BackgroundTasks
from fastapi.testclient import TestClient

from my_api.api import Api
from my_api.init import tracer

from .conftest import Lines
from .invocation import invoked

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
