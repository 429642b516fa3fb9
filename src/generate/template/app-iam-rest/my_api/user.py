"""The user who calls, signed with AWS credentials."""

import os
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, status
from pydantic import BaseModel

from .invocation import in_lambda, request_context


class User(BaseModel):
    """An identity of AWS."""

    id: str
    """Unique id; of a role's session with its name: `AROAEXAMPLE:session`."""
    arn: str
    account_id: str
    subject: str | None = None
    """The user's `sub` in a Cognito user pool, when the credentials are of an identity pool."""


def user_of(context: dict[str, Any]) -> User | None:
    """The user in the request context of a REST API, when the route asks for IAM."""
    identity = context.get("identity", {})
    if not identity.get("userArn"):
        return None
    return User(
        id=identity["user"],
        arn=identity["userArn"],
        account_id=identity["accountId"],
        subject=subject_of(identity.get("cognitoAuthenticationProvider") or ""),
    )


def subject_of(provider: str) -> str | None:
    """The user's `sub`, the last part of `cognito-idp.<region>.amazonaws.com/<pool>:CognitoSignIn:<sub>`."""
    return provider.rpartition(":CognitoSignIn:")[2] if ":CognitoSignIn:" in provider else None


LOCAL_USER = User(id="local", arn="arn:aws:iam::000000000000:user/local", account_id="000000000000")


def current_user(request: Request) -> User:
    """The caller, whom API Gateway has authenticated. With LOCAL_DEV=true, on your machine, a fixed one."""
    if user := user_of(request_context(request.scope)):
        return user
    if os.environ.get("LOCAL_DEV") == "true" and not in_lambda():
        return LOCAL_USER
    raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Nobody is signed in")


CurrentUser = Annotated[User, Depends(current_user)]
