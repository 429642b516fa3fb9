import pytest

from my_api.api import Api
from my_api.user import CurrentUser, User

from .invocation import invoked

IDENTITY = {
    "accessKey": "ASIAEXAMPLE",
    "accountId": "123456789012",
    "callerId": "AROAEXAMPLE:session",
    "principalOrgId": None,
    "userArn": "arn:aws:sts::123456789012:assumed-role/caller/session",
    "userId": "AROAEXAMPLE:session",
}
POOL = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example"
COGNITO = {
    "amr": ["authenticated", POOL, f"{POOL}:CognitoSignIn:9f0e2a1c"],
    "identityId": "eu-west-1:1",
    "identityPoolId": "eu-west-1:2",
}


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize(("cognito", "subject"), [(None, None), (COGNITO, "9f0e2a1c")])
def test_the_user_is_the_one_of_the_event(
    app: Api, cognito: dict[str, object] | None, subject: str | None
) -> None:
    @app.get("/user")
    async def read_user(user: CurrentUser) -> User:
        return user

    context = {"authorizer": {"iam": {**IDENTITY, "cognitoIdentity": cognito}}}
    assert invoked(app, context).get("/user").json() == {
        "id": "AROAEXAMPLE:session",
        "arn": "arn:aws:sts::123456789012:assumed-role/caller/session",
        "account_id": "123456789012",
        "subject": subject,
    }
