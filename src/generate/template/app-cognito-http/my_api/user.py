"""The user who calls, by a token of the Cognito user pool."""

import os
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, status
from pydantic import BaseModel

from .invocation import in_lambda, request_context


class User(BaseModel):
    """A user of the Cognito user pool."""

    id: str
    """The claim `sub`."""
    name: str
    email: str | None = None
    """The claim `email`, which only id tokens have."""
    groups: list[str] = []


def user_of(context: dict[str, Any]) -> User | None:
    """The user in the request context of an HTTP API, by the claims of the token."""
    claims = context.get("authorizer", {}).get("jwt", {}).get("claims", {})
    if "sub" not in claims:
        return None
    # A token that a client got by its own credentials has no user: the client is who calls
    names = ("username", "cognito:username", "client_id", "sub")
    return User(
        id=claims["sub"],
        name=next(claims[name] for name in names if name in claims),
        email=claims.get("email"),
        groups=claims.get("cognito:groups", "").strip("[]").split(),
    )


LOCAL_USER = User(id="local", name="local")


def current_user(request: Request) -> User:
    """The caller, whom API Gateway has authenticated. With LOCAL_DEV=true, on your machine, a fixed one."""
    if user := user_of(request_context(request.scope)):
        return user
    if os.environ.get("LOCAL_DEV") == "true" and not in_lambda():
        return LOCAL_USER
    raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Nobody is signed in")


CurrentUser = Annotated[User, Depends(current_user)]
