"""Callers of REST APIs: the checks in the gateway, between the choice of a method and that of its API key.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

import functools
import io
import json
import logging
import re
import time
from datetime import UTC, datetime

from localstack.services.apigateway.next_gen.execute_api import handlers
from localstack.services.apigateway.next_gen.execute_api.gateway_response import (
    AccessDeniedError,
    BaseGatewayException,
    GatewayResponseCode,
    GatewayResponseType,
)
from localstack.services.apigateway.next_gen.execute_api.handlers.api_key_validation import ApiKeyValidationHandler
from localstack.services.apigateway.next_gen.execute_api.helpers import render_uri_with_stage_variables
from localstack.services.apigateway.next_gen.execute_api.moto_helpers import get_usage_plan_keys, get_usage_plans
from localstack.utils.aws.arns import get_partition
from werkzeug.datastructures import Headers

from .. import identity
from ..custom_domains import domain_of
from ..gateway_calls import call_as_api, function_arn
from ..gateway_requests import repeated, set_proxy_headers
from ..local_callers import Signer
from ..signatures import Request
from . import mode, pools, signers, tokens
from .authorizers import TTL, Answer, Cache, as_texts, parsed
from .authorizers import identity as identity_values
from .policies import Decision, Question, combined, decide, decide_for_resource
from .questions import ACTION, Call, keys_with_root, permitted
from .refusals import Refusal, authorizer_misconfigured, denied, unauthorized
from .usage import Usage

LOG = logging.getLogger(__name__)
_answers = Cache()
_usage = Usage()


def install(access_key: str, secret: str) -> None:
    """Key and secret are those of the instance."""
    checks = _Checks(access_key, secret)
    handlers.preprocess_request.append(checks)
    ApiKeyValidationHandler.__call__ = _counting(ApiKeyValidationHandler.__call__)


def _answered(check):
    """Turns a Refusal into the gateway response of its type."""

    @functools.wraps(check)
    def checked(*args):
        try:
            return check(*args)
        except Refusal as refusal:
            error = AccessDeniedError() if refusal.response == "ACCESS_DENIED" else BaseGatewayException()
            error.type = GatewayResponseType(refusal.response)
            error.code, error.message = refusal.error, refusal.message
            error.status_code = GatewayResponseCode[refusal.response]
            raise error from None

    return checked


def _counting(original):
    @_answered
    def validate(self, chain, context, response) -> None:
        original(self, chain, context, response)
        key = context.context_variables["identity"].get("apiKeyId")
        if mode.checked() and key and context.resource_method.get("apiKeyRequired"):
            method = f"{context.resource['path']}/{context.request.method}"
            for plan in _plans(context, key):
                _usage.count(plan, key, (context.api_id, context.stage), method)

    return validate


def _plans(context, key: str) -> list[dict]:
    """The usage plans of a stage that an API key is in."""
    place = {"account_id": context.account_id, "region_name": context.region}
    return [
        plan
        for plan in get_usage_plans(**place)
        if any((one.get("apiId"), one.get("stage")) == (context.api_id, context.stage) for one in plan["apiStages"])
        and any(one["id"] == key for one in get_usage_plan_keys(usage_plan_id=plan["id"], **place))
    ]


class _Checks:
    """A handler of the gateway."""

    def __init__(self, access_key: str, secret: str):
        self._root = (access_key, secret)

    def __call__(self, _chain, context, _response) -> None:
        if mode.checked():
            self._check(context)
        else:
            identity.name_caller(context)

    @_answered
    def _check(self, context) -> None:
        policy = _policy(context)
        kind = context.resource_method.get("authorizationType")
        if kind == "AWS_IAM":
            self._check_signer(context, policy)
        elif kind == "CUSTOM":
            self._check_answer(context, policy)
        else:
            if kind == "COGNITO_USER_POOLS":
                context.context_variables["authorizer"] = {"claims": identity.as_texts(_claims(context))}
            question = _call(context).question()
            if policy and (decision := decide_for_resource(policy, question)) != Decision.ALLOW:
                raise _not_authorized("anonymous", question, decision)

    def _check_signer(self, context, policy: dict | None) -> None:
        call, now = _call(context), datetime.now(UTC)
        key_of = keys_with_root(*self._root, call)
        key = signers.signer(_request(context), _paths(context), context.region, key_of, now)
        context.context_variables["identity"].update(
            identity.as_identity(Signer(key.id, key.account, key.user_id, key.arn)) | key.cognito
        )
        own, question = permitted(call, key)
        resource = decide_for_resource(policy, question) if policy else None
        decision = combined(own, resource, key.account == context.account_id)
        if decision != Decision.ALLOW:
            raise _not_authorized(key.arn, question, decision)

    def _check_answer(self, context, policy: dict | None) -> None:
        question = _call(context).question()
        resource = decide_for_resource(policy, question) if policy else None
        if resource == Decision.DENY:  # the function is not asked
            raise _not_authorized("anonymous", question, resource)
        answer = _answer(context, question.resource)
        decision = combined(decide([answer.policy], question), resource)
        if decision != Decision.ALLOW:
            explicit = " with an explicit deny" if decision == Decision.DENY else ""
            raise denied(f"User is not authorized to access this resource{explicit}")
        context.context_variables["authorizer"] = as_texts(answer.context) | {"principalId": answer.principal}
        if answer.usage_key and context.deployment.rest_api.rest_api.get("apiKeySource") == "AUTHORIZER":
            context.context_variables["identity"]["apiKey"] = answer.usage_key


def _answer(context, arn: str) -> Answer:
    authorizer = _authorizer(context)
    if not authorizer.get("authorizerUri"):
        raise authorizer_misconfigured()
    sources = [one.strip() for one in (authorizer.get("identitySource") or "").split(",") if one.strip()]
    values = identity_values(sources, functools.partial(_value, context))
    if authorizer["type"] == "TOKEN":
        pattern = authorizer.get("identityValidationExpression")
        if pattern and not re.fullmatch(pattern, values[0]):
            raise unauthorized()
        event = {"type": "TOKEN", "methodArn": arn, "authorizationToken": values[0]}
    else:
        event = _request_event(context, arn)
    ttl = authorizer.get("authorizerResultTtlInSeconds")
    seconds = float(TTL if ttl is None else ttl) if values else 0
    key = (context.api_id, context.stage, context.deployment_id, authorizer["id"], *values)
    return _answers.get(key, seconds, lambda: _ask(context, authorizer, event))


def _ask(context, authorizer: dict, event: dict) -> Answer:
    uri = render_uri_with_stage_variables(authorizer["authorizerUri"], context.stage_variables)
    source = f"{_call(context).api_arn}/authorizers/{authorizer['id']}"
    try:
        answer = call_as_api(function_arn(uri), event, authorizer.get("authorizerCredentials"), source)
    except Exception:
        LOG.warning("The Lambda authorizer %s cannot be called", authorizer.get("name"), exc_info=True)
        raise authorizer_misconfigured() from None
    return parsed(answer.payload, answer.failed)


def _policy(context) -> dict | None:
    """The resource policy of the API, as it was deployed."""
    text = context.deployment.rest_api.rest_api.get("policy")
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:  # as AWS gives it: with backslashes before its quotes
        return json.loads(text.replace('\\"', '"'))


def _authorizer(context) -> dict:
    return context.deployment.rest_api.authorizers.get(context.resource_method.get("authorizerId")) or {}


def _call(context) -> Call:
    return Call(
        get_partition(context.region),
        context.region,
        context.account_id,
        context.api_id,
        context.stage,
        context.request.method,
        context.invocation_request["path"] or "/",
        context.context_variables["identity"]["sourceIp"],
        context.invocation_request["headers"],
    )


def _not_authorized(who: str, question: Question, decision: Decision) -> Refusal:
    arn = re.sub(r":\d{8}(\d{4}):", r":********\1:", question.resource, count=1)
    explicit = " with an explicit deny" if decision == Decision.DENY else ""
    return denied(f"User: {who} is not authorized to perform: {ACTION} on resource: {arn}{explicit}")


def _request(context) -> Request:
    """The request, as its caller sent it."""
    headers: dict[str, list[str]] = {}
    for name, value in context.request.headers:
        headers.setdefault(name.lower(), []).append(value)
    target = context.request.environ.get("RAW_URI") or context.request.full_path
    body = io.BytesIO(context.invocation_request["body"] or b"")
    return Request(context.request.method, target, headers, body)


def _paths(context) -> list[str]:
    """The paths by which a caller knows that of a request: at a custom domain, at the stage, at this endpoint."""
    path = context.invocation_request["raw_path"] or "/"
    stage = f"/{context.stage}"
    sent = re.sub(r"^https?://[^/?]*", "", context.request.environ.get("RAW_URI") or context.request.path)
    domain = domain_of(context.request)
    forms = [path, stage + path, *([stage] if path == "/" else []), sent.partition("?")[0]]
    return [domain.path, *forms] if domain else forms


def _claims(context) -> dict:
    """The claims of a token of one of the authorizer's user pools, which the method takes."""
    authorizer = _authorizer(context)
    source = authorizer.get("identitySource") or "method.request.header.Authorization"
    token = tokens.bare(_value(context, source) or "")
    issuers = {pools.issuer_of(arn.rpartition("/")[2]) for arn in authorizer.get("providerARNs") or []}
    try:
        claims = tokens.verified(
            token,
            lambda issuer: pools.keys_of_issuer(issuer) if issuer in issuers else None,
            tokens.COGNITO_ALGORITHMS,
            time.time(),
        )
    except tokens.InvalidToken as error:
        raise unauthorized("The incoming token has expired" if "expired" in str(error) else "Unauthorized") from None
    needed = context.resource_method.get("authorizationScopes") or []
    pattern = authorizer.get("identityValidationExpression")
    if (
        claims.get("token_use") != ("access" if needed else "id")
        or (needed and set(needed).isdisjoint(tokens.scopes(claims)))
        or (pattern and not re.fullmatch(pattern, str(claims.get("aud", claims.get("client_id")))))
    ):
        raise unauthorized()
    return claims


def _value(context, source: str) -> str | None:
    """The value of an identity source."""
    request = context.invocation_request
    kind, _, name = source.removeprefix("method.request.").partition(".")
    if kind == "header":
        return request["headers"].get(name)
    if kind == "querystring":
        return request["query_string_parameters"].get(name)
    found = {"stageVariables": context.stage_variables, "context": context.context_variables}.get(kind) or {}
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return None if found is None else str(found)


def _request_event(context, arn: str) -> dict:
    request = context.invocation_request
    headers = Headers(request["headers"])
    set_proxy_headers(headers, context.request)  # in place of a caller's own
    values = repeated(headers)
    return {
        "type": "REQUEST",
        "methodArn": arn,
        "resource": context.resource["path"],
        "path": request["path"],
        "httpMethod": context.request.method,
        "headers": {name: all_[-1] for name, all_ in values.items()},
        "multiValueHeaders": values,
        "queryStringParameters": request["query_string_parameters"],
        "multiValueQueryStringParameters": request["multi_value_query_string_parameters"],
        "pathParameters": request["path_parameters"],
        "stageVariables": context.stage_variables or {},
        "requestContext": context.context_variables,
    }
