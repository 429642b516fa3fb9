"""Identity pools of Cognito, which LocalStack's core lacks: the pools as moto keeps them, and what moto makes up: their
roles, the identities of users, and keys that the local STS knows.

https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
"""

import re
import sys
import threading
import time
from types import ModuleType

from .moto_services import add_service

_lock = threading.Lock()
_roles: dict[str, dict] = {}
"""Roles of pools, as they were set."""
_identities: dict[str, tuple[str, str | None]] = {}
"""Pool and user of each identity; no user where nobody has signed in."""
_PROVIDER = re.compile(r"cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/[\w-]+")
_SESSION = "CognitoIdentityCredentials"


def install(plugins: ModuleType) -> None:
    own = {
        "SetIdentityPoolRoles": _set_roles,
        "GetIdentityPoolRoles": _get_roles,
        **PUBLIC,
    }
    add_service(plugins, "cognito-identity", own=own)


def pool_of_client(client_id: str) -> str | None:
    """The id of the identity pool that takes tokens of an app client; None where there is none."""
    models = sys.modules.get("moto.cognitoidentity.models")
    accounts = list(models.cognitoidentity_backends.values()) if models else []
    backends = [backend for account in accounts for backend in list(account.values())]
    for pool in (one for backend in backends for one in list(backend.identity_pools.values())):
        if any(known.get("ClientId") == client_id for known in pool.cognito_identity_providers or []):
            return pool.identity_pool_id
    return None


def _set_roles(context, request) -> dict:
    _pool(context, request["IdentityPoolId"])
    names = ("Roles", "RoleMappings")
    _roles[request["IdentityPoolId"]] = {name: request[name] for name in names if request.get(name)}
    return {}


def _get_roles(context, request) -> dict:
    _pool(context, request["IdentityPoolId"])
    return {"IdentityPoolId": request["IdentityPoolId"], **_roles.get(request["IdentityPoolId"], {})}


def _get_id(context, request) -> dict:
    pool = _pool(context, request["IdentityPoolId"])
    user = _user(pool, request.get("Logins"))
    return {"IdentityId": _identity(pool, user and f"{user[0]}:{user[1]}")}


def _identity(pool, login: str | None) -> str:
    from moto.cognitoidentity.utils import get_random_identity_id

    with _lock:
        for known, place in _identities.items():
            if login and place == (pool.identity_pool_id, login):
                return known
        made = get_random_identity_id(pool.identity_pool_id.partition(":")[0])
        _identities[made] = (pool.identity_pool_id, login)
        return made


def _get_credentials(context, request) -> dict:
    identity = request["IdentityId"]
    pool_id, login = _identities.get(identity, ("", None))
    if not pool_id:
        raise _error("ResourceNotFoundException", f"Identity '{identity}' not found.")
    pool = _pool(context, pool_id)
    user = _user(pool, request.get("Logins"))
    if (user and f"{user[0]}:{user[1]}") != login:
        raise _error("NotAuthorizedException", f"Access to Identity '{identity}' is forbidden.")
    kind = "authenticated" if user else "unauthenticated"
    made = _session(context, _role(pool_id, kind), _told(identity, pool_id, kind, user))
    return {
        "IdentityId": identity,
        "Credentials": {
            "AccessKeyId": made.access_key_id,
            "SecretKey": made.secret_access_key,
            "SessionToken": made.session_token,
            "Expiration": made.expiration,
        },
    }


def _session(context, role: str, told: dict[str, str]):
    from localstack.services.iam.models import iam_stores

    from .callers.sessions import session

    name = role.rpartition("/")[2]
    entity = iam_stores[context.account_id]["us-east-1"].ROLES.get(name)
    if entity is None:
        raise _error("InvalidIdentityPoolConfigurationException", f"The role {role} is not there.")
    arn = f"arn:{role.split(':')[1]}:sts::{context.account_id}:assumed-role/{name}/{_SESSION}"
    return session(context.account_id, arn, f"{entity.role['RoleId']}:{_SESSION}", told)


def _told(identity: str, pool_id: str, kind: str, user: tuple[str, str] | None) -> dict[str, str]:
    """What ``$context.identity`` tells.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    """
    told = {
        "cognitoIdentityId": identity,
        "cognitoIdentityPoolId": pool_id,
        "cognitoAuthenticationType": kind,
    }
    if user:
        provider, subject = user
        told["cognitoAuthenticationProvider"] = f"{provider},{provider}:CognitoSignIn:{subject}"
    return told


def _role(pool_id: str, kind: str) -> str:
    role = (_roles.get(pool_id, {}).get("Roles") or {}).get(kind)
    if role is None:
        text = f"Invalid identity pool configuration. Check assigned IAM roles for this pool: it has no {kind} role."
        raise _error("InvalidIdentityPoolConfigurationException", text)
    return role


def _user(pool, logins: dict[str, str] | None) -> tuple[str, str] | None:
    """Provider and subject of the user that logins are for, by a token of a user pool that the pool knows."""
    if not logins:
        if not pool.allow_unauthenticated_identities:
            text = "Unauthenticated access is not supported for this identity pool."
            raise _error("NotAuthorizedException", text)
        return None
    from .callers import pools, tokens

    provider, token = next(iter(logins.items()))
    known = [one for one in pool.cognito_identity_providers or [] if one.get("ProviderName") == provider]
    if not known or not _PROVIDER.fullmatch(provider):
        text = f"Token is not from a supported provider of this identity pool: {provider}"
        raise _error("NotAuthorizedException", text)
    issuer = f"https://{provider}"
    try:
        claims = tokens.verified(
            token,
            lambda named: pools.keys_of_issuer(issuer) if named == issuer else None,
            tokens.COGNITO_ALGORITHMS,
            time.time(),
        )
    except tokens.InvalidToken as why:
        raise _error("NotAuthorizedException", f"Invalid login token. {why}") from None
    if claims.get("token_use") != "id" or not tokens.has_audience(claims, [one.get("ClientId") for one in known]):
        raise _error("NotAuthorizedException", "Invalid login token. Incorrect token audience.")
    return provider, claims["sub"]


def _pool(context, pool_id: str):
    from moto.cognitoidentity.models import cognitoidentity_backends

    region = pool_id.partition(":")[0]
    backends = cognitoidentity_backends[context.account_id]
    found = backends[region].identity_pools.get(pool_id) if re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region) else None
    if found is None:
        raise _error("ResourceNotFoundException", f"IdentityPool '{pool_id}' not found.")
    return found


PUBLIC = {"GetId": _get_id, "GetCredentialsForIdentity": _get_credentials}
"""Operations that AWS answers without a signature."""


def _error(code: str, text: str) -> Exception:
    from localstack.aws.api import CommonServiceException

    return CommonServiceException(code, text, status_code=400, sender_fault=True)
