"""What an access token tells of its user.

https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
"""

import json
import time

from ..callers import pools, tokens
from ..http_api.messages import Answer, HttpRequest
from .attributes import attributes_of
from .clients import client_of
from .users import known

_INVALID_REQUEST = 'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"'
_INVALID_TOKEN = (
    'error="invalid_token", error_description="Access token is expired, disabled, or deleted, or the user has globally '
    'signed out."'
)


def user_info(pool, request: HttpRequest) -> Answer:
    header = request.header("authorization") or ""
    if not header.lower().startswith("bearer "):
        return Answer(400, (("www-authenticate", _INVALID_REQUEST),))
    issuer = pools.issuer_of(pool.id)
    try:
        claims = tokens.verified(
            tokens.bare(header),
            lambda named: pools.keys_of_issuer(issuer) if named == issuer else None,
            tokens.COGNITO_ALGORITHMS,
            time.time(),
        )
    except tokens.InvalidToken:
        return _invalid_token()
    scopes = tokens.scopes(claims)
    client = client_of(pool, claims.get("client_id"))
    user = known(pool, claims.get("username", ""))
    if claims.get("token_use") != "access" or "openid" not in scopes or client is None or user is None:
        return _invalid_token()
    told = {"sub": user.id, **attributes_of(user, client, scopes), "username": user.username}
    return Answer(200, (("content-type", "application/json;charset=UTF-8"),), json.dumps(told).encode())


def _invalid_token() -> Answer:
    return Answer(401, (("www-authenticate", _INVALID_TOKEN),))
