from fastapi.testclient import TestClient


def test_the_app_says_that_it_answers(client: TestClient):
    answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
