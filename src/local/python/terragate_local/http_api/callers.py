"""Who calls a route of an HTTP API. Nobody is refused here: where a route asks for IAM or a token, the caller is whom the
request names, or a local one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
"""

import json
from typing import Any

from ..local_callers import access_key, local_payload, payload_of, signer
from .contexts import Caller
from .messages import Answer, HttpRequest
from .stages import Route, Stage


def authorize(stage: Stage, route: Route, request: HttpRequest) -> Caller | Answer:
    """The caller of a route, or the answer that refuses the request."""
    if route.authorization == "JWT":
        return Caller({"jwt": _jwt(route, request)})
    if route.authorization == "AWS_IAM":
        return Caller({"iam": _iam(stage, request)})
    return Caller()


def _jwt(route: Route, request: HttpRequest) -> dict[str, Any]:
    authorizer = route.authorizer or {}
    payload = payload_of(token_of(authorizer.get("identitySource") or [], request) or "")
    if payload is None:
        issuer = (authorizer.get("jwtConfiguration") or {}).get("issuer") or ""
        payload = local_payload(issuer, list(route.scopes))
    return {"claims": as_texts(payload), "scopes": list(route.scopes) or None}


def token_of(sources: list[str], request: HttpRequest) -> str | None:
    """What the first identity source that the request has says: ``$request.header.Authorization``, or of the query."""
    for source in sources or ["$request.header.Authorization"]:
        kind, _, name = source.removeprefix("$request.").partition(".")
        values = request.parameters.get(name) if kind == "querystring" else request.values.get(name.lower())
        if values:
            return values[0]
    return None


def as_texts(claims: dict[str, Any]) -> dict[str, str]:
    """Claims in the form of HTTP APIs: all are texts, and a list is ``[a b]``. AWS does not describe it."""
    return {name: _text(value) for name, value in claims.items()}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return f"[{' '.join(map(_text, value))}]"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _iam(stage: Stage, request: HttpRequest) -> dict[str, Any]:
    headers = {"Authorization": request.header("authorization") or ""}
    key = access_key(headers, {name: values[0] for name, values in request.parameters.items()})
    caller = signer(key, stage.account, stage.region)
    return {
        "accessKey": caller.access_key,
        "accountId": caller.account,
        "callerId": caller.id,
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": caller.arn,
        "userId": caller.id,
    }
