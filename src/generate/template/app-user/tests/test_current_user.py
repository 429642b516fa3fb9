"""The caller of a request without an event of API Gateway. Requests with one: `test_user.py`."""

import pytest
from fastapi.testclient import TestClient

from my_api import main
from my_api.api import Api
from my_api.user import LOCAL_USER, CurrentUser, User

from .invocation import invoked


@pytest.fixture
def app(app: Api) -> Api:
    @app.get("/user")
    async def read_user(user: CurrentUser) -> User:
        return user

    return app


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("context", [None, {}, {"authorizer": {}, "identity": {"userArn": None}}])
def test_without_a_user_the_answer_is_401(app: Api, context: dict[str, object]) -> None:
    response = invoked(app, context).get("/user")
    assert (response.status_code, response.json()) == (401, {"detail": "Nobody is signed in"})


def test_in_local_development_there_is_a_user(app: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_DEV", "true")
    assert TestClient(app).get("/user").json() == LOCAL_USER.model_dump()


@pytest.mark.usefixtures("in_lambda")
def test_in_lambda_there_is_no_local_user(app: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_DEV", "true")
    assert invoked(app).get("/user").status_code == 401


@pytest.mark.parametrize(("local_dev", "status"), [("true", 200), ("false", 401)])
def test_me_is_the_user(monkeypatch: pytest.MonkeyPatch, local_dev: str, status: int) -> None:
    monkeypatch.setenv("LOCAL_DEV", local_dev)
    response = TestClient(main.app).get("/me")
    assert response.status_code == status
    assert ("id" in response.json()) == (status == 200)
