"""The prefix of the application's address, its CORS headers and its errors."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import Response
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from my_api.api import Api
from my_api.init import create_app
from my_api.middleware import GatewayPrefixMiddleware, prefix_of

from .conftest import Lines, add_routes
from .invocation import invoked


def rest(path: str) -> dict[str, Any]:
    return {"path": path, "stage": "prod"}


def http(path: str) -> dict[str, Any]:
    return {"http": {"path": path}, "stage": "prod"}


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("context", [rest, http])
def test_the_documentation_loads_the_document_of_the_stage(app: Api, context: Any) -> None:
    assert "url: '/prod/openapi.json'" in invoked(app, context("/prod/docs")).get("/docs").text
    document = invoked(app, context("/prod/openapi.json")).get("/openapi.json").json()
    assert document["servers"] == [{"url": "/prod"}]


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("context", [rest, http])
def test_at_a_custom_domain_there_is_no_prefix(app: Api, context: Any) -> None:
    assert "url: '/openapi.json'" in invoked(app, context("/docs")).get("/docs").text


@pytest.mark.usefixtures("in_lambda")
def test_redirects_stay_below_the_stage(app: Api) -> None:
    client = invoked(app, rest("/prod/v1/things/7/"))
    response = client.get("/v1/things/7/", follow_redirects=False)
    assert response.headers["location"] == "https://api.example.com/prod/v1/things/7"


@pytest.mark.usefixtures("in_lambda")
def test_logs_have_the_path_of_the_application(app: Api, logs: Lines) -> None:
    invoked(app, rest("/prod/k%C3%A4se")).get("/k%C3%A4se")
    assert logs()[-1]["path"] == "/käse"


def test_a_server_that_knows_its_prefix_is_right() -> None:
    app = FastAPI()
    app.add_middleware(GatewayPrefixMiddleware)
    docs = TestClient(app, root_path="/outer").get("/docs")
    assert "url: '/outer/openapi.json'" in docs.text


@pytest.mark.parametrize(
    ("path", "at_gateway", "prefix"),
    [
        ("/items", "/prod/items", "/prod"),
        ("/", "/prod", "/prod"),
        ("/", "/", ""),
        ("/items", "/items", ""),
        ("/items/", "/prod/items/", "/prod"),
        ("/prod/items", "/prod/prod/items", "/prod"),
        ("/items", "/v1/api/items", "/v1/api"),
        ("/items", "", ""),
        ("/items", "/elsewhere", ""),
    ],
)
def test_the_prefix_is_what_the_application_does_not_see(path: str, at_gateway: str, prefix: str) -> None:
    assert prefix_of(path, at_gateway) == prefix


PAGE = "https://app.example.com"
PATHS = ["/items/1", "/nowhere", "/items/seven", "/fail", "/stream"]
Environment = Callable[..., TestClient]


@pytest.fixture
def client_with(monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An application that was started with these variables."""

    def start(**variables: str) -> TestClient:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        app = create_app()
        add_routes(app)
        return TestClient(app)

    return start


@pytest.mark.parametrize("path", PATHS)
def test_a_page_of_an_allowed_origin_reads_every_answer(client_with: Environment, path: str) -> None:
    client = client_with(ALLOWED_ORIGINS=f"https://example.com, {PAGE}")
    headers = client.get(path, headers={"Origin": PAGE}).headers
    assert headers["access-control-allow-origin"] == PAGE
    assert headers["access-control-expose-headers"] == "X-Correlation-Id"
    assert headers["vary"] == "Origin"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://other.example.com"}])
def test_others_do_not_and_caches_know(client_with: Environment, path: str, headers: dict[str, str]) -> None:
    response = client_with(ALLOWED_ORIGINS=PAGE).get(path, headers=headers)
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["vary"] == "Origin"


def test_a_preflight_is_answered(client_with: Environment) -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
    headers = {"Origin": PAGE, **asked}
    client = client_with(ALLOWED_ORIGINS=PAGE)
    response = client.options("/items/1", headers=headers)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == PAGE
    assert "PUT" in response.headers["access-control-allow-methods"]
    assert response.headers["access-control-allow-headers"] == "x-a"
    assert client.options("/items/1", headers=headers | {"Origin": "null"}).status_code == 400


def test_without_origins_there_is_no_cors(client_with: Environment) -> None:
    headers = client_with(ALLOWED_ORIGINS=" , ").get("/items/1", headers={"Origin": PAGE}).headers
    assert "access-control-allow-origin" not in headers
    assert "vary" not in headers


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:5173", True),
        ("https://127.0.0.1", True),
        ("http://localhost.example.com", False),
        (PAGE, False),
    ],
)
def test_local_development_allows_localhost(client_with: Environment, origin: str, *, allowed: bool) -> None:
    headers = client_with(LOCAL_DEV="true").get("/items/1", headers={"Origin": origin}).headers
    assert ("access-control-allow-origin" in headers) == allowed


def test_credentials_and_readable_headers_come_from_the_environment(client_with: Environment) -> None:
    client = client_with(ALLOWED_ORIGINS=PAGE, CORS_ALLOW_CREDENTIALS="true", CORS_EXPOSE_HEADERS="x-a, x-b")
    headers = client.get("/items/1", headers={"Origin": PAGE}).headers
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["access-control-expose-headers"] == "X-Correlation-Id, x-a, x-b"


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
