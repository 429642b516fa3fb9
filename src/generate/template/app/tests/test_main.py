import json

import pytest
from fastapi.testclient import TestClient

from my_api.main import app


@pytest.fixture
def client() -> TestClient:
    return TestClient(app)


def test_hello(client: TestClient) -> None:
    assert client.get("/").json() == {"message": "Hello from MyApi!"}


def test_echo_answers_what_it_gets(client: TestClient) -> None:
    assert client.get("/echo", params={"message": "hi"}).json() == {"message": "hi"}


@pytest.mark.parametrize("query", ["", f"?message={'a' * 1025}"])
def test_echo_refuses_no_message_and_long_ones(client: TestClient, query: str) -> None:
    assert client.get(f"/echo{query}").json()["detail"][0]["loc"] == ["query", "message"]


def test_the_countdown_is_one_line_for_each_number(client: TestClient) -> None:
    response = client.get("/countdown?start=1")
    assert response.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in response.text.splitlines()] == [{"remaining": 1}, {"remaining": 0}]
