"""The API as its callers see it."""

import pytest
from fastapi.testclient import TestClient

from my_api.main import app, create_app

client = TestClient(app)


def test_hello() -> None:
    assert client.get("/").json() == {"message": "Hello from MyApi!"}


def test_echo_answers_what_it_gets() -> None:
    assert client.get("/echo", params={"message": "hi"}).json() == {"message": "hi"}


@pytest.mark.parametrize("query", ["", f"?message={'a' * 1025}"])
def test_echo_refuses_no_message_and_long_ones(query: str) -> None:
    assert client.get(f"/echo{query}").json()["detail"][0]["loc"] == ["query", "message"]


@pytest.mark.parametrize(
    ("variable", "value", "origin"),
    [
        ("ALLOWED_ORIGINS", "https://example.com, https://app.example.com", "https://app.example.com"),
        ("LOCAL_DEV", "true", "http://localhost:5173"),
    ],
)
def test_pages_of_allowed_origins_may_call(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, origin: str
) -> None:
    asked = {"Origin": origin}
    assert "access-control-allow-origin" not in client.get("/", headers=asked).headers
    monkeypatch.setenv(variable, value)
    headers = TestClient(create_app()).get("/", headers=asked).headers
    assert headers["access-control-allow-origin"] == origin
