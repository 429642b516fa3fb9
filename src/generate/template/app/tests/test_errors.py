import pytest
from fastapi import WebSocket
from fastapi.responses import Response
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from my_api.api import Api

from .conftest import Lines
from .invocation import invoked


def test_an_unknown_path_has_a_detail(client: TestClient) -> None:
    response = client.get("/nowhere")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


def test_wrong_data_has_its_place_in_the_detail(client: TestClient) -> None:
    response = client.get("/items/seven")
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["path", "item_id"]


def test_an_unhandled_error_has_a_detail_that_tells_nothing(client: TestClient) -> None:
    response = client.get("/fail")
    assert (response.status_code, response.json()) == (500, {"detail": "Internal Server Error"})


@pytest.mark.parametrize("path", ["/fail", "/stream?fails=true"])
def test_an_unhandled_error_is_logged_once_with_its_stack(client: TestClient, logs: Lines, path: str) -> None:
    client.get(path, headers={"X-Correlation-Id": "order-7"})
    [error] = [line for line in logs() if line["level"] == "ERROR"]
    assert error["exception_name"] == "RuntimeError"
    assert "Secret" in error["exception"]
    assert error["correlation_id"] == "order-7"
    assert error["route"] == f"GET {path.partition('?')[0]}"


def test_a_stream_that_fails_ends_after_what_was_sent(client: TestClient) -> None:
    assert client.get("/stream?fails=true").text == '{"id":1}\n'


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("path", ["/stream?fails=true", "/stream"])
def test_a_stream_that_leaves_as_a_whole_is_an_error_where_it_fails(
    app: Api, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("AWS_LWA_INVOKE_MODE", "buffered")
    response = invoked(app).get(path, headers={"X-Correlation-Id": "order-7"})
    assert response.headers["x-correlation-id"] == "order-7"
    if path == "/stream":
        assert (response.status_code, response.text) == (200, '{"id":1}\n{"id":2}\n')
    else:
        assert (response.status_code, response.json()) == (500, {"detail": "Internal Server Error"})


@pytest.mark.usefixtures("in_lambda")
def test_an_answer_without_an_end_is_an_error_where_it_leaves_as_a_whole(
    app: Api, monkeypatch: pytest.MonkeyPatch, logs: Lines
) -> None:
    monkeypatch.setenv("AWS_LWA_INVOKE_MODE", "buffered")

    class Endless(Response):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
            await send({"type": "http.response.start", "status": 200, "headers": []})

    @app.get("/endless", response_model=None)
    async def endless() -> Response:
        return Endless()

    assert invoked(app).get("/endless").status_code == 500
    assert [line["level"] for line in logs()] == ["ERROR", "INFO"]


def test_a_websocket_is_left_alone(app: Api) -> None:
    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    with TestClient(app).websocket_connect("/socket") as session:
        assert session.receive_text() == "hello"
