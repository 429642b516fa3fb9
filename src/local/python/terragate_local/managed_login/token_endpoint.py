"""Tokens for an authorization code, and new ones for a refresh token.

https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
"""

import base64
import binascii
import hashlib
import hmac
import time
import uuid
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, unquote

from ..http_api.messages import HttpRequest
from .authorization import Authorization
from .clients import AppClient, client_of
from .grants import Grant, tokens_of
from .tickets import Tickets
from .users import known

CODE_SECONDS = 300


class Failed(Exception):
    """An error of OAuth 2.0."""


@dataclass(frozen=True)
class _Code:
    asked: Authorization
    username: str
    auth_time: int


_codes: Tickets[_Code] = Tickets(CODE_SECONDS)
_grants: dict[str, tuple[Grant, float]] = {}
"""What refresh tokens are for, and when their time is over."""


def code_for(asked: Authorization, username: str, auth_time: int) -> str:
    return _codes.issue(_Code(asked, username, auth_time))


def tokens_for(pool, request: HttpRequest) -> dict:
    """Answers a request for tokens. Raises Failed."""
    if not (request.header("content-type") or "").startswith("application/x-www-form-urlencoded"):
        raise Failed("invalid_request")
    form = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    if any(len(values) > 1 for values in form.values()):
        raise Failed("invalid_request")
    given = {name: values[0] for name, values in form.items() if values[0]}
    grant_type = given.get("grant_type")
    if grant_type is None:
        raise Failed("invalid_request")
    if grant_type not in ("authorization_code", "refresh_token"):
        raise Failed("unsupported_grant_type")
    client = _client(pool, given, request.header("authorization"))
    if not client.allows("code"):
        raise Failed("unauthorized_client")
    return _by_code(client, given) if grant_type == "authorization_code" else _by_refresh_token(client, given)


def _client(pool, given: dict[str, str], authorization: str | None) -> AppClient:
    client_id, secret = given.get("client_id"), given.get("client_secret")
    if authorization is not None:
        named, secret = _basic(authorization)
        if client_id not in (None, named):
            raise Failed("invalid_client")
        client_id = named
    if client_id is None:
        raise Failed("invalid_request")
    client = client_of(pool, client_id)
    if client is None or not client.is_proven_by(secret):
        raise Failed("invalid_client")
    return client


def _basic(authorization: str) -> tuple[str, str]:
    kind, _, coded = authorization.partition(" ")
    try:
        name, _, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Failed("invalid_client") from None
    if kind.lower() != "basic":
        raise Failed("invalid_client")
    return unquote(name), unquote(secret)


def _by_code(client: AppClient, given: dict[str, str]) -> dict:
    if "code" not in given or "redirect_uri" not in given:
        raise Failed("invalid_request")
    # Whoever tries a code uses it up
    code = _codes.take(given["code"])
    if code is None or code.asked.client.id != client.id or code.asked.client.pool is not client.pool:
        raise Failed("invalid_grant")
    if code.asked.redirect_uri != given["redirect_uri"]:
        raise Failed("unauthorized_client")
    if code.asked.challenge is not None and not _proves(given.get("code_verifier"), code.asked.challenge):
        raise Failed("invalid_grant")
    user = known(client.pool, code.username)
    if user is None:
        raise Failed("invalid_grant")
    grant = Grant(client, user.username, code.asked.scopes, code.asked.nonce, code.auth_time, str(uuid.uuid4()))
    refresh_token, _ = client.pool.create_refresh_token(client.id, user.username)
    _grants[refresh_token] = (replace(grant, nonce=None), time.time() + client.seconds("RefreshToken"))
    return {**tokens_of(grant, user), "refresh_token": refresh_token}


def _proves(verifier: str | None, challenge: str) -> bool:
    """https://www.rfc-editor.org/rfc/rfc7636#section-4.6"""
    if verifier is None:
        raise Failed("invalid_request")
    hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(hashed, challenge.encode())


def _by_refresh_token(client: AppClient, given: dict[str, str]) -> dict:
    if "refresh_token" not in given:
        raise Failed("invalid_request")
    grant, end = _grants.get(given["refresh_token"], (None, 0))
    # Who signs out everywhere takes the token back at the pool
    kept = client.pool.refresh_tokens.get(given["refresh_token"])
    user = grant and known(client.pool, grant.username)
    if not grant or not kept or grant.client.id != client.id or end <= time.time() or user is None:
        raise Failed("invalid_grant")
    return tokens_of(grant, user)
