"""What an app asks for when it sends somebody to sign in.

https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from .clients import AppClient, client_of

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_OF_OPENID = {"email", "phone", "profile"}
"""Scopes that can be asked for together with ``openid`` alone."""


class Refused(Exception):
    """A request whose sender is not known: the reason is shown, and nobody is sent anywhere."""


class SentBack(Exception):
    """A request that its sender gets back, with an error."""

    def __init__(self, location: str):
        super().__init__(location)
        self.location = location


@dataclass(frozen=True)
class Authorization:
    client: AppClient
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    challenge: str | None
    """The hash of what has to come with the code (PKCE, S256)."""
    prompt: str | None
    login_hint: str

    def with_code(self, code: str) -> str:
        return _with(self.redirect_uri, {"code": code, "state": self.state})

    def with_error(self, error: str) -> str:
        return _with(self.redirect_uri, {"error": error, "state": self.state})


def authorization_of(pool, parameters: dict[str, list[str]]) -> Authorization:
    """Reads the parameters of a request. Raises Refused or SentBack."""
    first = {name: values[0] for name, values in parameters.items()}
    client = client_of(pool, first.get("client_id"))
    if client is None:
        raise Refused(f"The user pool {pool.name} has no app client with the client_id {first.get('client_id')}.")
    redirect_uri = first.get("redirect_uri", "")
    if redirect_uri not in client.callbacks:
        known = ", ".join(client.callbacks) or "none"
        what = f"the app client {client.name} does not have the callback URL {redirect_uri}"
        raise Refused(f"redirect_mismatch: {what}. It has {known}.")
    if not client.has_own_users:
        raise Refused(f"The app client {client.name} does not have COGNITO among its supported_identity_providers.")
    asked = Authorization(
        client,
        redirect_uri,
        tuple(first.get("scope", "").split()) or tuple(client.scopes),
        first.get("state"),
        first.get("nonce"),
        first.get("code_challenge"),
        first.get("prompt"),
        first.get("login_hint", ""),
    )
    error = _error(asked, first, any(len(values) > 1 for values in parameters.values()))
    if error:
        raise SentBack(asked.with_error(error))
    return asked


def _error(asked: Authorization, first: dict[str, str], repeats: bool) -> str | None:
    response_type, method = first.get("response_type"), first.get("code_challenge_method")
    if repeats or response_type not in ("code", "token"):
        return "invalid_request"
    if not asked.client.allows("code" if response_type == "code" else "implicit"):
        return "unauthorized_client"
    if response_type == "token":
        return "unsupported_response_type"
    if (asked.challenge is None) != (method is None) or method not in (None, "S256"):
        return "invalid_request"
    if asked.challenge is not None and not _CHALLENGE.fullmatch(asked.challenge):
        return "invalid_request"
    scopes = set(asked.scopes)
    if not scopes <= set(asked.client.scopes) or (scopes & _OF_OPENID and "openid" not in scopes):
        return "invalid_scope"
    return None


def _with(url: str, parameters: dict[str, str | None]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    return f"{url}{'&' if '?' in url else '?'}{query}"
