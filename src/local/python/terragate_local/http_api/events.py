"""The event of a function, in both payload formats.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
from typing import Any
from urllib.parse import unquote

from .contexts import Context
from .messages import HOP_BY_HOP, HttpRequest

TEXT_TYPES = ("application/json", "application/xml", "application/javascript")
"""Media types, beside those of text, whose bodies reach a function as text; all others are Base64. AWS does not describe
it; forms are Base64, as its users report."""
NO_TYPE = "text/plain; charset=utf-8"
"""The content type of a body that names none."""


def event_for(request: HttpRequest, context: Context, version: str) -> dict[str, Any]:
    """@param request: with its parameters mapped"""
    return event_1(request, context) if version == "1.0" else event_2(request, context)


def event_2(request: HttpRequest, context: Context) -> dict[str, Any]:
    """The payload 2.0. What a request has not is left out."""
    stage, headers = context.stage, _headers(request)
    cookies = [cookie.strip() for line in headers.pop("cookie", []) for cookie in line.split(";") if cookie.strip()]
    path = context_path(context)
    return {
        "version": "2.0",
        "routeKey": context.route.key,
        "rawPath": path,
        "rawQueryString": request.query,
        **({"cookies": cookies} if cookies else {}),
        "headers": {name: ",".join(values) for name, values in headers.items()},
        **_given("queryStringParameters", {name: ",".join(all_) for name, all_ in request.parameters.items()}),
        "requestContext": {
            "accountId": stage.account,
            "apiId": stage.api_id,
            **({"authorizer": context.caller.authorizer} if context.caller.authorizer else {}),
            "domainName": context.domain_name,
            "domainPrefix": context.domain_prefix,
            "http": {
                "method": request.method,
                "path": path,
                "protocol": request.protocol,
                "sourceIp": request.source_ip,
                "userAgent": request.header("user-agent") or "",
            },
            "requestId": request.id,
            "routeKey": context.route.key,
            "stage": stage.name,
            "time": context.time,
            "timeEpoch": context.millis,
        },
        **_body(request),
        **_given("pathParameters", context.path_variables),
        **_given("stageVariables", stage.variables),
    }


def event_1(request: HttpRequest, context: Context) -> dict[str, Any]:
    """The payload 1.0. What a request has not is null. By a custom domain its path begins with the base path; that of the
    payload 2.0 does not."""
    stage, headers, key = context.stage, _headers(request), context.route.key
    resource = key.partition(" ")[2] or key
    parameters = request.parameters
    path = unquote(request.domain.path) if request.domain else context_path(context)
    body = _body(request)
    return {
        "version": "1.0",
        "resource": resource,
        "path": path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in parameters.items()} or None,
        "multiValueQueryStringParameters": parameters or None,
        "requestContext": {
            "accountId": stage.account,
            "apiId": stage.api_id,
            "authorizer": _authorizer_1(context),
            "domainName": context.domain_name,
            "domainPrefix": context.domain_prefix,
            "extendedRequestId": request.id,
            "httpMethod": request.method,
            "identity": _identity_1(context),
            "path": path,
            "protocol": request.protocol,
            "requestId": request.id,
            "requestTime": context.time,
            "requestTimeEpoch": context.millis,
            "resourceId": key,
            "resourcePath": resource,
            "stage": stage.name,
        },
        "pathParameters": context.path_variables or None,
        "stageVariables": stage.variables or None,
        "body": body.get("body"),
        "isBase64Encoded": body["isBase64Encoded"],
    }


def context_path(context: Context) -> str:
    """The path with the stage's name, decoded: HTTP APIs decode it, also as ``rawPath``.

    https://github.com/aws-powertools/powertools-lambda-python/issues/621, https://github.com/honojs/hono/issues/2156
    """
    return context.stage.prefix + unquote(context.path)


def _given(name: str, values: dict[str, str]) -> dict[str, Any]:
    return {name: values} if values else {}


def _headers(request: HttpRequest) -> dict[str, list[str]]:
    """Headers by their names in lower case, with those that API Gateway adds."""
    headers = {name: list(values) for name, values in request.values.items() if name not in HOP_BY_HOP}
    headers["content-length"] = [str(len(request.body))]
    if request.body:
        headers.setdefault("content-type", [NO_TYPE])
    return headers


def _body(request: HttpRequest) -> dict[str, Any]:
    if not request.body:
        return {"isBase64Encoded": False}
    if is_text(request):
        try:
            return {"body": request.body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


def is_text(request: HttpRequest) -> bool:
    if request.header("content-encoding"):
        return False
    media_type = (request.header("content-type") or NO_TYPE).partition(";")[0].strip().lower()
    return media_type.startswith("text/") or media_type in TEXT_TYPES or media_type.endswith(("+json", "+xml"))


_IDENTITY_1 = (
    "accessKey",
    "accountId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
)


def _identity_1(context: Context) -> dict[str, Any]:
    iam = context.caller.authorizer.get("iam") or {}
    known = {
        "accessKey": iam.get("accessKey"),
        "accountId": iam.get("accountId"),
        "caller": iam.get("callerId"),
        "user": iam.get("userId"),
        "userArn": iam.get("userArn"),
    }
    return {
        **dict.fromkeys(_IDENTITY_1),
        **known,
        "sourceIp": context.request.source_ip,
        "userAgent": context.request.header("user-agent") or "",
    }


def _authorizer_1(context: Context) -> dict[str, Any]:
    given = context.caller.authorizer
    jwt = given.get("jwt") or {}
    return {"claims": jwt.get("claims"), "scopes": jwt.get("scopes"), **(given.get("lambda") or {})}
