"""The public keys of issuers of tokens: of user pools that are here, and of others from the network.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
"""

import json
import logging
import threading
import time

from .pools import keys_of_issuer
from .tokens import InvalidToken, Keys

LOG = logging.getLogger(__name__)
KEPT = 2 * 3600
"""Seconds for which keys are kept."""
TIMEOUT = 1.5
SIZE = 150_000
"""Most bytes of a document."""
_kept: dict[str, tuple[float, Keys]] = {}
_lock = threading.Lock()


def keys_of(issuer: str) -> Keys:
    """The keys of an issuer. Raises InvalidToken where they cannot be had."""
    own = keys_of_issuer(issuer)
    if own is not None:
        return own
    with _lock:
        until, keys = _kept.get(issuer, (0.0, None))
    if keys is not None and time.monotonic() < until:
        return keys
    try:
        configuration = _document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        keys = Keys.import_key_set(_document(configuration["jwks_uri"]))
    except Exception as error:
        LOG.warning("The keys of %s cannot be had: %s", issuer, error)
        raise InvalidToken("OIDC discovery endpoint communication error") from None
    with _lock:
        _kept[issuer] = (time.monotonic() + KEPT, keys)
    return keys


def _document(address: str) -> dict:
    import requests

    with requests.get(address, timeout=TIMEOUT, stream=True) as answer:
        answer.raise_for_status()
        text = answer.raw.read(SIZE + 1, decode_content=True)
    if len(text) > SIZE:
        raise ValueError(f"{address} has more than {SIZE} bytes")

    return json.loads(text)
