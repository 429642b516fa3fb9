"""Requests of an HTTP API, and answers to them."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote

from ..custom_domains import CustomDomain

HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
"""Headers of one connection. https://www.rfc-editor.org/rfc/rfc9110.html#section-7.6.1"""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HttpRequest:
    """A request below the address of an API."""

    method: str
    path: str
    """Path as it was sent, percent-encoded, with the stage."""
    query: str
    """Query as it was sent, without the question mark."""
    headers: Headers
    """Names and values in their order, with repeated ones."""
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    scheme: str = "http"
    protocol: str = "HTTP/1.1"
    domain: CustomDomain | None = None
    """The custom domain by which it came."""
    id: str = field(default_factory=lambda: base64.urlsafe_b64encode(secrets.token_bytes(11)).decode())
    """Id of the request, in the form of HTTP APIs: 15 characters and an equals sign."""

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """All values of each header, by its name in lower case."""
        return repeated((name.lower(), value) for name, value in self.headers)

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        """All values of each parameter of the query, decoded."""
        return repeated(parse_qsl(self.query, keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """The values of a header, with commas between them; None where there is none."""
        values = self.values.get(name.lower())
        return None if values is None else ",".join(values)

    @property
    def decoded_path(self) -> str:
        return unquote(self.path)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers = ()
    body: bytes = b""


def repeated(pairs) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def error(status: int, message: str) -> Answer:
    """An answer of API Gateway itself."""
    body = json.dumps({"message": message}, separators=(",", ":")).encode()
    return Answer(status, (("content-type", "application/json"),), body)


def unauthorized(why: str) -> Answer:
    """Refuses a token. @param why: value of ``www-authenticate``, such as ``Bearer error="invalid_token"``"""
    answer = error(401, "Unauthorized")
    return Answer(answer.status, (*answer.headers, ("www-authenticate", why)), answer.body)


def forbidden() -> Answer:
    return error(403, "Forbidden")


def not_found() -> Answer:
    return error(404, "Not Found")


def too_large() -> Answer:
    return error(413, "Request Entity Too Large")


def failed() -> Answer:
    """The function, or what it returns, is at fault.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html"""
    return error(500, "Internal Server Error")


def unavailable() -> Answer:
    """The integration took too long, or cannot be reached."""
    return error(503, "Service Unavailable")
