from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from my_api.init import create_app

from .conftest import add_routes

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
