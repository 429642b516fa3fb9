"""The caller in ``$context`` and in a function's event, as in API Gateway. Where callers are open nobody is refused:
where a method asks for IAM or a user pool, the caller is whom the request names, or a local one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import functools
import json
import time

from localstack.services.apigateway.legacy import provider as legacy_provider

from . import local_callers

ANY_METHOD = "x-amazon-apigateway-any-method"


def install() -> None:
    legacy_provider.import_api_from_openapi_spec = _keeping_iam(legacy_provider.import_api_from_openapi_spec)


def _keeping_iam(original):
    """Keeps IAM as the authorization of a document's methods, which LocalStack drops."""

    @functools.wraps(original)
    def import_api(rest_api, context, open_api_spec, mode):
        result = original(rest_api, context=context, open_api_spec=open_api_spec, mode=mode)
        methods = {resource.get_path(): resource.resource_methods for resource in rest_api.resources.values()}
        for path, name in iam_methods(open_api_spec):
            method = methods.get(path.rstrip("/") or "/", {}).get(name)
            if method:
                method.authorization_type = "AWS_IAM"
        return result

    return import_api


def iam_methods(document: dict) -> list[tuple[str, str]]:
    """Path and method of each operation of a document that asks for IAM."""
    schemes = document.get("securityDefinitions") or document.get("components", {}).get("securitySchemes", {})
    signed = {
        name
        for name, scheme in schemes.items()
        if scheme.get("x-amazon-apigateway-authtype", "").lower() == "awssigv4"
    }
    return [
        (path, "ANY" if method == ANY_METHOD else method.upper())
        for path, item in document.get("paths", {}).items()
        for method, operation in item.items()
        if isinstance(operation, dict)
        and (
            any(signed.intersection(scheme) for scheme in operation.get("security") or [])
            or operation.get("x-amazon-apigateway-auth", {}).get("type") == "AWS_IAM"
        )
    ]


def name_caller(context) -> None:
    """Says who calls, of a request that nobody checks."""
    kind = context.resource_method.get("authorizationType")
    if kind == "AWS_IAM":
        request = context.invocation_request
        key = local_callers.access_key(request["headers"], request["query_string_parameters"])
        caller = local_callers.signer(key, context.account_id, context.region)
        context.context_variables["identity"].update(as_identity(caller))
    elif kind == "COGNITO_USER_POOLS":
        context.context_variables["authorizer"] = {"claims": _claims(context)}


def as_identity(caller: local_callers.Signer) -> dict[str, str]:
    return {
        "accessKey": caller.access_key,
        "accountId": caller.account,
        "caller": caller.id,
        "user": caller.id,
        "userArn": caller.arn,
    }


def _claims(context) -> dict[str, str]:
    method = context.resource_method
    authorizer = context.deployment.rest_api.authorizers.get(method.get("authorizerId")) or {}
    header = authorizer.get("identitySource", "").removeprefix("method.request.header.") or "Authorization"
    token = context.invocation_request["headers"].get(header, "")
    pools, scopes = authorizer.get("providerARNs") or [], method.get("authorizationScopes") or []
    return claims_of(token) or local_claims(pools, scopes)


def claims_of(token: str) -> dict[str, str] | None:
    """The claims of a JWT, whoever signed it and whenever it expires; None where it is none."""
    payload = local_callers.payload_of(token)
    try:
        return None if payload is None else as_texts(payload)
    except (ValueError, OverflowError, OSError):  # the token has no date
        return None


def local_claims(pools: list[str], scopes: list[str]) -> dict[str, str]:
    """The local caller's claims. ``pools``: ARNs."""
    _, _, _, region, _, pool = (f"{pools[0] if pools else ''}:::::".split(":"))[:6]
    issuer = f"https://cognito-idp.{region}.amazonaws.com/{pool.removeprefix('userpool/')}"
    return as_texts(local_callers.local_payload(issuer, scopes))


def as_texts(claims: dict) -> dict[str, str]:
    """Claims in the form of REST APIs: all are texts, times are dates, and lists have commas between their values.

    AWS does not describe it: https://github.com/awsdocs/amazon-api-gateway-developer-guide/issues/158
    """
    return {
        name: time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(value))
        if name in ("exp", "iat") and isinstance(value, int | float)
        else ",".join(map(_text, value if isinstance(value, list) else [value]))
        for name, value in claims.items()
    }


def _text(value) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
