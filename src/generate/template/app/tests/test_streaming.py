import json

from fastapi.testclient import TestClient

EXPECTED = [{"id": 1}, {"id": 2}]


def test_a_function_that_yields_answers_lines_of_json(client: TestClient) -> None:
    response = client.get("/stream")
    assert response.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in response.text.splitlines()] == EXPECTED


def test_a_json_streaming_response_has_headers_too(client: TestClient) -> None:
    response = client.get("/lines")
    assert response.headers["content-type"] == "application/jsonl"
    assert response.headers["x-total"] == "2"
    assert [json.loads(line) for line in response.text.splitlines()] == EXPECTED
