"""CORS of HTTP APIs, which the gateway answers by itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

The page does not say who answers a preflight request for which there is a route, and which headers errors of the gateway
have. Here the gateway does, once the route's authorizer has let the request pass, and all answers have the same headers.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .messages import Answer, Headers, HttpRequest

Configuration = Mapping[str, Any]
_PREFIX = "access-control-"


def is_preflight(request: HttpRequest) -> bool:
    names = ("origin", "access-control-request-method")
    return request.method == "OPTIONS" and all(request.header(name) is not None for name in names)


def preflight(cors: Configuration, request: HttpRequest) -> Answer:
    """The answer to a preflight request; without a header of CORS for an origin that is not allowed."""
    headers = _shared(cors, request)
    if headers:
        for name, key in (("methods", "allowMethods"), ("headers", "allowHeaders")):
            if cors.get(key):
                headers += ((f"{_PREFIX}allow-{name}", ",".join(cors[key])),)
        if cors.get("maxAge") is not None:
            headers += ((f"{_PREFIX}max-age", str(cors["maxAge"])),)
    return Answer(204, headers)


def with_cors(cors: Configuration | None, request: HttpRequest, answer: Answer) -> Answer:
    """An answer with the headers of the API instead of the integration's own."""
    if not cors:
        return answer
    kept = tuple((name, value) for name, value in answer.headers if not name.lower().startswith(_PREFIX))
    return replace(answer, headers=(*kept, *_shared(cors, request)))


def _shared(cors: Configuration, request: HttpRequest) -> Headers:
    origin = request.header("origin")
    allowed = _allowed(cors.get("allowOrigins") or (), origin) if origin is not None else None
    if allowed is None:
        return ()
    headers = ((f"{_PREFIX}allow-origin", allowed),)
    if cors.get("allowCredentials"):
        headers += ((f"{_PREFIX}allow-credentials", "true"),)
    if cors.get("exposeHeaders"):
        headers += ((f"{_PREFIX}expose-headers", ",".join(cors["exposeHeaders"])),)
    return headers


def _allowed(origins, origin: str) -> str | None:
    """The origin that a page reads: ``*`` where all are allowed; ``https://*`` stands for all of a scheme."""
    if "*" in origins:
        return "*"
    scheme = f"{origin.partition('://')[0]}://*"
    return origin if origin in origins or (scheme in ("https://*", "http://*") and scheme in origins) else None
