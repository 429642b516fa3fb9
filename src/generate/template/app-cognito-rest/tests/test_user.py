import pytest

from my_api.api import Api
from my_api.user import CurrentUser, User

from .invocation import invoked

ACCESS_TOKEN = {"sub": "9f0e2a1c", "username": "ada", "token_use": "access", "scope": "my-api/read"}
CLIENT_TOKEN = {"sub": "9f0e2a1c", "client_id": "ada", "token_use": "access", "scope": "my-api/read"}
ID_TOKEN = {
    "sub": "9f0e2a1c",
    "cognito:username": "ada",
    "cognito:groups": "admins,editors",
    "email": "ada@example.com",
    "token_use": "id",
}


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize(
    ("claims", "email", "groups"),
    [
        (ACCESS_TOKEN, None, []),
        (CLIENT_TOKEN, None, []),
        (ID_TOKEN, "ada@example.com", ["admins", "editors"]),
    ],
)
def test_the_user_is_the_one_of_the_event(
    app: Api, claims: dict[str, str], email: str | None, groups: list[str]
) -> None:
    @app.get("/user")
    async def read_user(user: CurrentUser) -> User:
        return user

    context = {"authorizer": {"claims": claims}}
    assert invoked(app, context).get("/user").json() == {
        "id": "9f0e2a1c",
        "name": "ada",
        "email": email,
        "groups": groups,
    }
