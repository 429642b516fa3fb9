"""The caller in ``$context`` and in a function's event, as in API Gateway. Where callers are open nobody is refused: where
a method asks for IAM or a user pool, the caller is whom the request names, or a local one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import base64
import functools
import json
import re
import time
import uuid

from localstack.aws.connect import connect_to
from localstack.services.apigateway.legacy import provider as legacy_provider
from localstack.utils.aws.arns import get_partition

NAME = "local"
"""Name, id and access key of the local caller: of an IAM user, and of a user of a pool."""
SUBJECT = "00000000-0000-4000-8000-000000000000"
"""The ``sub`` of the local caller in a user pool: apps may take it for a UUID, as it is on AWS."""
ANY_METHOD = "x-amazon-apigateway-any-method"
_CREDENTIAL = re.compile(r"AWS4-[\w-]+\s.*?Credential=([^/,\s]+)/")
_JWT = re.compile(r"(?:Bearer\s+)?[\w=-]+\.([\w-]+)=*\.[\w=-]*", re.IGNORECASE)


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
        context.context_variables["identity"].update(_identity(context))
    elif kind == "COGNITO_USER_POOLS":
        context.context_variables["authorizer"] = {"claims": _claims(context)}


def access_key(request) -> str | None:
    """The access key that signs a request, in its header or in its query; None where it is not signed."""
    match = _CREDENTIAL.match(request["headers"].get("Authorization", ""))
    signed = match[1] if match else request["query_string_parameters"].get("X-Amz-Credential", "").partition("/")[0]
    return signed or None


def _identity(context) -> dict[str, str]:
    """The user or role of a key that was made here, else a user of the key's name."""
    key, account = access_key(context.invocation_request), context.account_id
    if key:
        sts = connect_to(aws_access_key_id=key, aws_secret_access_key=NAME, region_name=context.region).sts
        caller = sts.get_caller_identity()
        account = caller["Account"]
        if not caller["Arn"].endswith(":root"):  # LocalStack gives root for all keys that it does not know
            return as_identity(key, account, caller["UserId"], caller["Arn"])
    name = key or NAME
    return as_identity(name, account, name, f"arn:{get_partition(context.region)}:iam::{account}:user/{name}")


def as_identity(key: str, account: str, user: str, arn: str) -> dict[str, str]:
    return {"accessKey": key, "accountId": account, "caller": user, "user": user, "userArn": arn}


def _claims(context) -> dict[str, str]:
    method = context.resource_method
    authorizer = context.deployment.rest_api.authorizers.get(method.get("authorizerId")) or {}
    header = authorizer.get("identitySource", "").removeprefix("method.request.header.") or "Authorization"
    token = context.invocation_request["headers"].get(header, "")
    pools, scopes = authorizer.get("providerARNs") or [], method.get("authorizationScopes") or []
    return claims_of(token) or local_claims(pools, scopes)


def claims_of(token: str) -> dict[str, str] | None:
    """The claims of a JWT, whoever signed it and whenever it expires; None where it is none."""
    match = _JWT.fullmatch(token.strip())
    try:
        payload = json.loads(base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4))) if match else None
        return as_texts(payload) if isinstance(payload, dict) else None
    except (ValueError, OverflowError, OSError):  # the token has no Base64, UTF-8, JSON or date
        return None


def local_claims(pools: list[str], scopes: list[str]) -> dict[str, str]:
    """The local caller's claims: an access token's if a method asks for scopes, else an id token's. ``pools``: ARNs."""
    _, _, _, region, _, pool = (f"{pools[0] if pools else ''}:::::".split(":"))[:6]
    now = int(time.time())
    claims = {
        "sub": SUBJECT,
        "iss": f"https://cognito-idp.{region}.amazonaws.com/{pool.removeprefix('userpool/')}",
        "event_id": str(uuid.uuid4()),
        "jti": str(uuid.uuid4()),
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
    }
    if scopes:
        scope = " ".join(scopes)
        return as_texts(
            {**claims, "token_use": "access", "version": 2, "client_id": NAME, "username": NAME, "scope": scope}
        )
    email = {"email": f"{NAME}@example.com", "email_verified": True}
    return as_texts({**claims, "token_use": "id", "aud": NAME, "cognito:username": NAME, **email})


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
