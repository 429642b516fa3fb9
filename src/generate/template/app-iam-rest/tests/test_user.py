import pytest

from my_api.api import Api
from my_api.user import CurrentUser, User

from .invocation import invoked

IDENTITY = {
    "accountId": "123456789012",
    "accessKey": "ASIAEXAMPLE",
    "caller": "AROAEXAMPLE:session",
    "user": "AROAEXAMPLE:session",
    "userArn": "arn:aws:sts::123456789012:assumed-role/caller/session",
    "sourceIp": "192.0.2.1",
}
POOL = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example"


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize(
    ("provider", "subject"), [(None, None), (f"{POOL},{POOL}:CognitoSignIn:9f0e2a1c", "9f0e2a1c")]
)
def test_the_user_is_the_one_of_the_event(app: Api, provider: str | None, subject: str | None) -> None:
    @app.get("/user")
    async def read_user(user: CurrentUser) -> User:
        return user

    context = {"path": "/prod/user", "identity": {**IDENTITY, "cognitoAuthenticationProvider": provider}}
    assert invoked(app, context).get("/user").json() == {
        "id": "AROAEXAMPLE:session",
        "arn": "arn:aws:sts::123456789012:assumed-role/caller/session",
        "account_id": "123456789012",
        "subject": subject,
    }
