import json

import pytest
from fastapi.testclient import TestClient

from app.routers import reports


def test_a_greeting_has_the_name_that_is_given(client: TestClient) -> None:
    assert client.get("/hello").json() == {"message": "Hello, world!"}
    assert client.get("/hello", params={"name": "Ada"}).json() == {"message": "Hello, Ada!"}


def test_a_file_is_found_by_its_name(client: TestClient) -> None:
    assert client.get("/file", params={"fileName": "readme.txt"}).text == "Served by the application."
    assert client.get("/file", params={"fileName": "other"}).status_code == 404
    assert client.get("/file").status_code == 422


def test_a_report_has_a_number_from_one(client: TestClient) -> None:
    assert client.get("/reports/7").json() == {"id": 7, "title": "Report 7"}
    assert client.get("/reports/0").status_code == 422


def test_a_report_tells_each_step_on_a_line_of_its_own(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "SECONDS_A_STEP", 0)
    answer = client.get("/reports/7/steps")
    assert answer.headers["content-type"] == "application/jsonl"
    steps = [json.loads(line) for line in answer.text.splitlines()]
    assert [(step["number"], step["of"]) for step in steps] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert steps[0]["title"] == "Collect the figures"


def test_the_documentation_says_where_to_read_on(client: TestClient) -> None:
    assert client.get("/documentation").text == "See /docs."
