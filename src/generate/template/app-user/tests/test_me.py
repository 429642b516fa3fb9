import pytest
from fastapi.testclient import TestClient

from my_api.main import app


@pytest.mark.parametrize(("local_dev", "status"), [("true", 200), ("false", 401)])
def test_me_is_the_user(monkeypatch: pytest.MonkeyPatch, local_dev: str, status: int) -> None:
    monkeypatch.setenv("LOCAL_DEV", local_dev)
    response = TestClient(app).get("/me")
    assert response.status_code == status
    assert ("id" in response.json()) == (status == 200)
