"""User pools that the local AWS has, and the documents by which apps check their tokens.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

import json
import re
import sys
from types import ModuleType

from .tokens import COGNITO_ALGORITHMS, Keys

_ISSUER = re.compile(r"https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/(\w+-[\w-]+_[A-Za-z0-9]+)")


def all_pools() -> list:
    """The user pools, as moto keeps them."""
    models = sys.modules.get("moto.cognitoidp.models")
    accounts = list(models.cognitoidp_backends.values()) if models else []
    return [one for account in accounts for backend in list(account.values()) for one in backend.user_pools.values()]


def pool(pool_id: str):
    """A user pool by its id; None where there is none."""
    return next((one for one in all_pools() if one.id == pool_id), None)


def keys_of_issuer(issuer: str) -> Keys | None:
    """The keys of the user pool that an issuer is; None where it is none that is here."""
    match = _ISSUER.fullmatch(issuer)
    found = pool(match[1]) if match else None
    return Keys([found.json_web_key]) if found else None


def issuer_of(pool_id: str) -> str:
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


def install(edge: ModuleType) -> None:
    """Serves the documents at the endpoint of the local AWS, below the id of a pool as at the address of the pool."""
    edge.ROUTER.add("/<pool_id>/.well-known/jwks.json", endpoint=_keys, methods=["GET"])
    edge.ROUTER.add("/<pool_id>/.well-known/openid-configuration", endpoint=_configuration, methods=["GET"])


def _keys(_request, pool_id: str):
    found = pool(pool_id)
    return _json(keys_document(found) if found else None)


def _configuration(request, pool_id: str):
    found = pool(pool_id)
    return _json(configuration_document(found, f"{request.host_url}{pool_id}/.well-known/jwks.json") if found else None)


def is_by_email(found) -> bool:
    """Whether users of a pool sign in by their e-mail addresses."""
    return "email" in (found.extended_config.get("UsernameAttributes") or [])


def keys_document(found) -> dict:
    """The public keys of a user pool."""
    return {"keys": [found.json_web_key.as_dict(private=False)]}


def configuration_document(found, keys_at: str) -> dict:
    """What OpenID Connect asks of an issuer. @param keys_at: address of its keys"""
    return {
        "issuer": issuer_of(found.id),
        "jwks_uri": keys_at,
        "id_token_signing_alg_values_supported": COGNITO_ALGORITHMS,
        "response_types_supported": ["code", "token"],
        "subject_types_supported": ["public"],
    }


def _json(document: dict | None):
    from rolo import Response

    if document is None:
        return Response(json.dumps({"message": "User pool does not exist."}), status=404, mimetype="application/json")
    return Response(json.dumps(document), mimetype="application/json")
