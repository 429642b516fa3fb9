"""What somebody who has signed in has granted an app, and the tokens of it.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
"""

import base64
import hashlib
import time
import uuid
from dataclasses import dataclass

from ..callers import pools, tokens
from .attributes import attributes_of
from .clients import AppClient

ADMIN = "aws.cognito.signin.user.admin"
"""Scope of the operations by which users look after themselves."""
_VERIFIED = ("email_verified", "phone_number_verified")


@dataclass(frozen=True)
class Grant:
    client: AppClient
    username: str
    scopes: tuple[str, ...]
    nonce: str | None
    auth_time: int
    origin: str
    """Id of the sign-in, which all its tokens have."""


def tokens_of(grant: Grant, user) -> dict:
    """An access token, and an id token where ``openid`` was granted: parts of an answer of the token endpoint."""
    client = grant.client
    groups = {"cognito:groups": [group.group_name for group in user.groups]} if user.groups else {}
    access = _signed(
        grant,
        user,
        "AccessToken",
        {"token_use": "access", "scope": " ".join(grant.scopes), "client_id": client.id, "version": 2}
        | {"username": user.username, **groups},
    )
    if ADMIN in grant.scopes:
        client.pool.access_tokens[access] = (client.id, user.username)
    told = {"access_token": access, "token_type": "Bearer", "expires_in": client.seconds("AccessToken")}
    if "openid" not in grant.scopes:
        return told
    own = attributes_of(user, client, grant.scopes)
    own |= {name: own[name] == "true" for name in _VERIFIED if name in own}
    nonce = {"nonce": grant.nonce} if grant.nonce else {}
    fixed = {"token_use": "id", "aud": client.id, "at_hash": _half_hash(access), "cognito:username": user.username}
    return {"id_token": _signed(grant, user, "IdToken", {**own, **groups, **nonce, **fixed}), **told}


def _signed(grant: Grant, user, kind: str, claims: dict) -> str:
    now = int(time.time())
    times = {"auth_time": grant.auth_time, "iat": now, "exp": now + grant.client.seconds(kind)}
    ids = {"jti": str(uuid.uuid4()), "event_id": str(uuid.uuid4()), "origin_jti": grant.origin}
    whose = {"sub": user.id, "iss": pools.issuer_of(grant.client.pool.id)}
    return tokens.signed({**claims, **whose, **times, **ids}, grant.client.pool.json_web_key)


def _half_hash(token: str) -> str:
    half = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).decode().rstrip("=")
