"""Callers of HTTP APIs: IAM, tokens and Lambda authorizers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
"""

import functools
import io
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ..gateway_calls import Refused, call_as_api, function_arn
from ..http_api import callers as open_callers
from ..http_api.contexts import Caller, Context
from ..http_api.events import event_1, event_2
from ..http_api.messages import Answer, HttpRequest, error, failed, forbidden, unauthorized
from ..http_api.stages import Route, Stage, stage_for
from ..signatures import Request
from . import authorizers, issuers, mode, signers, tokens
from .policies import Decision, decide
from .questions import Call, keys_with_root, permitted
from .refusals import Refusal

_answers = authorizers.Cache()
_root = ("", "")


def install(access_key: str, secret: str) -> None:
    """Key and secret are those of the instance."""
    global _root
    _root = (access_key, secret)


def authorize(stage: Stage, route: Route, request: HttpRequest) -> Caller | Answer:
    """The caller of a route, or the answer that refuses the request."""
    if not mode.checked():
        return open_callers.authorize(stage, route, request)
    if route.authorization == "AWS_IAM":
        return _signer(stage, request)
    if route.authorization == "JWT":
        return _token(route, request)
    if route.authorization == "CUSTOM":
        return _answer(stage, route, request)
    return Caller()


def _signer(stage: Stage, request: HttpRequest) -> Caller | Answer:
    call = _call(stage, request)
    # As the caller knows it: at a custom domain, at $default, at the stage, at this endpoint
    paths = [call.path, f"/{stage.name}{call.path}", f"/_aws/execute-api/{stage.api_id}{request.path}"]
    if request.domain:
        paths.insert(0, request.domain.path)
    return signer_of(request, paths, [call]) or forbidden()


def signer_of(
    request: HttpRequest, paths: Sequence[str], calls: Sequence[Call], service: str = signers.SERVICE
) -> Caller | None:
    """Who signs a request; None where nobody does, or somebody who may not make all of the calls that it is.

    ``paths`` are those by which the caller may know the path of the request.
    """
    headers = {name: list(values) for name, values in request.values.items()}
    target = request.path + (f"?{request.query}" if request.query else "")
    sent = Request(request.method, target, headers, io.BytesIO(request.body))
    keys = keys_with_root(*_root, calls[0])
    try:
        key = signers.signer(sent, paths, calls[0].region, keys, datetime.now(UTC), service)
    except Refusal:
        return None
    if any(permitted(call, key)[0] != Decision.ALLOW for call in calls):
        return None
    return Caller(
        {
            "iam": {
                "accessKey": key.id,
                "accountId": key.account,
                "callerId": key.user_id,
                "cognitoIdentity": _cognito_identity(key.cognito),
                "principalOrgId": None,
                "userArn": key.arn,
                "userId": key.user_id,
            }
        }
    )


def _cognito_identity(known: dict[str, str]) -> dict[str, Any] | None:
    if not known:
        return None
    providers = known.get("cognitoAuthenticationProvider")
    return {
        "amr": [known["cognitoAuthenticationType"], *providers.split(",")] if providers else ["unauthenticated"],
        "identityId": known["cognitoIdentityId"],
        "identityPoolId": known["cognitoIdentityPoolId"],
    }


def _token(route: Route, request: HttpRequest) -> Caller | Answer:
    authorizer = route.authorizer or {}
    configuration = authorizer.get("jwtConfiguration") or {}
    token = open_callers.token_of(authorizer.get("identitySource") or [], request)
    if not token:
        return unauthorized("Bearer")
    issuer = configuration.get("issuer") or ""
    try:
        claims = tokens.verified(
            tokens.bare(token),
            lambda named: issuers.keys_of(issuer) if named == issuer else None,
            tokens.RSA_ALGORITHMS,
            time.time(),
        )
        if not tokens.has_audience(claims, configuration.get("audience") or []):
            raise tokens.InvalidToken("the token does not have a valid audience")
    except tokens.InvalidToken as why:
        return unauthorized(_challenge(route, "invalid_token", str(why)))
    if route.scopes and set(route.scopes).isdisjoint(tokens.scopes(claims)):
        text = "the token does not have any of the required scopes"
        refusal = error(403, "Forbidden")
        challenge = ("www-authenticate", _challenge(route, "insufficient_scope", text))
        return replace(refusal, headers=(*refusal.headers, challenge))
    return Caller({"jwt": {"claims": open_callers.as_texts(claims), "scopes": list(route.scopes) or None}})


def _challenge(route: Route, code: str, text: str) -> str:
    quoted = text.replace('"', "'")
    return f'Bearer scope="{" ".join(route.scopes)}" error="{code}" error_description="{quoted}"'


def _answer(stage: Stage, route: Route, request: HttpRequest) -> Caller | Answer:
    authorizer, call = route.authorizer or {}, _call(stage, request)
    choice = stage.table.choose(request.method, call.path)
    context = Context(request, stage, route, choice.variables if choice else {}, call.path, Caller())
    try:
        sources = authorizer.get("identitySource") or []
        values = authorizers.identity(sources, functools.partial(_value, context))
        seconds = float(authorizer.get("authorizerResultTtlInSeconds") or 0) if values else 0
        key = (stage.api_id, stage.name, authorizer.get("authorizerId"), *values)
        answer = _answers.get(key, seconds, lambda: _ask(context, authorizer, values, call))
    except Refusal as refusal:
        return error(401, "Unauthorized") if refusal.response == "UNAUTHORIZED" else failed()
    if answer.policy is None:
        return Caller({"lambda": dict(answer.context)}) if answer.allowed else forbidden()
    if decide([answer.policy], call.question()) != Decision.ALLOW:
        return forbidden()
    return Caller({"lambda": {**answer.context, "principalId": answer.principal}})


def _ask(context: Context, authorizer: dict[str, Any], values: list[str], call: Call) -> authorizers.Answer:
    newer = authorizer.get("authorizerPayloadFormatVersion") == "2.0"
    if newer:
        event = event_2(context.request, context) | {"routeArn": call.arn, "identitySource": values or None}
    else:
        token = values[0] if values else None
        event = event_1(context.request, context) | {"methodArn": call.arn, "authorizationToken": token}
        event["identitySource"] = ",".join(values) or None
    for part in ("body", "isBase64Encoded"):
        event.pop(part, None)
    try:
        answer = call_as_api(
            function_arn(authorizer.get("authorizerUri") or ""),
            event | {"type": "REQUEST"},
            authorizer.get("authorizerCredentialsArn"),
            f"{call.api_arn}/authorizers/{authorizer.get('authorizerId')}",
        )
    except Refused:
        return authorizers.parsed(b"", failed=True)
    return authorizers.parsed(answer.payload, answer.failed, newer and bool(authorizer.get("enableSimpleResponses")))


def _value(context: Context, source: str) -> str | None:
    """The value of an identity source."""
    kind, _, name = source.removeprefix("$").partition(".")
    if kind == "request":
        return open_callers.token_of([source], context.request)
    return context.stage.variables.get(name) if kind == "stageVariables" else context.variable(name)


def _call(stage: Stage, request: HttpRequest) -> Call:
    found = stage_for(stage.api_id, request.path)
    return Call(
        stage.partition,
        stage.region,
        stage.account,
        stage.api_id,
        stage.name,
        request.method,
        found[1] if found else request.path,
        request.source_ip,
        {"User-Agent": request.header("user-agent"), "Referer": request.header("referer")},
    )
