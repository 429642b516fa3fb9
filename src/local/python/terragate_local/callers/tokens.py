"""JSON web tokens: signature, time, issuer, audience, scopes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

import base64
import json
import re
from collections.abc import Callable, Iterable

from joserfc import jwk, jwt
from joserfc.errors import JoseError

Keys = jwk.KeySet
COGNITO_ALGORITHMS = ["RS256"]
RSA_ALGORITHMS = ["RS256", "RS384", "RS512"]
"""API Gateway takes tokens of RSA alone."""


class InvalidToken(Exception):
    """The reason why a token is refused, in the words of ``error_description``."""


def bare(header: str) -> str:
    """A token without ``Bearer`` before it."""
    return re.sub(r"^Bearer\s+", "", header.strip(), flags=re.IGNORECASE)


def unchecked(token: str) -> dict:
    """The claims that a token makes, whoever signed it; none where it cannot be read."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims if isinstance(claims, dict) else {}
    except (ValueError, IndexError):
        return {}


def signed(claims: dict, key: jwk.RSAKey) -> str:
    """A token of a user pool."""
    return jwt.encode({"kid": key.kid, "alg": COGNITO_ALGORITHMS[0]}, claims, key)


def verified(token: str, keys_of: Callable[[str], Keys | None], algorithms: list[str], now: float) -> dict:
    """The claims of a token whose signature and times are good.

    ``keys_of`` gives the keys of an issuer, None where the issuer is not one to trust. Raises InvalidToken.
    """
    claimed = unchecked(token)
    if not claimed:
        raise InvalidToken("the token is malformed")
    issuer = claimed.get("iss")
    keys = keys_of(issuer) if isinstance(issuer, str) else None
    if keys is None:
        raise InvalidToken('claim "iss" has an invalid value')
    try:
        decoded = jwt.decode(token, keys, algorithms=algorithms)
    except (JoseError, ValueError) as error:
        raise InvalidToken("the token's signature is invalid") from error
    claims = decoded.claims
    if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now:
        raise InvalidToken("the token has expired")
    if any(isinstance(claims.get(name), int | float) and claims[name] > now for name in ("nbf", "iat")):
        raise InvalidToken("the token is not valid yet")
    return claims


def has_audience(claims: dict, audiences: Iterable[str]) -> bool:
    """Whether a token is for one of the audiences: by ``aud``, or by ``client_id`` where it has no ``aud``."""
    named = claims.get("aud", claims.get("client_id"))
    return not set(named if isinstance(named, list) else [named]).isdisjoint(audiences)


def scopes(claims: dict) -> list[str]:
    """The scopes of a token, in ``scope`` or in ``scp``."""
    named = claims.get("scope", claims.get("scp")) or []
    return named if isinstance(named, list) else str(named).split()
