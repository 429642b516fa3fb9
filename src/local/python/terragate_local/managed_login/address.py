"""The address of Cognito for pages, which has rules of its own for who may read its answers."""

import re
from types import ModuleType

from ..replaces import replaces

PREFIX = "/_terragate/cognito"
_ADDRESS = re.compile(rf"(?:https?://[^/?]*)?{PREFIX}(/[^?]*)?(?:\?(.*))?", re.DOTALL)


def address_of(context) -> re.Match[str] | None:
    """Path and query of a request to this address, as they were sent; None for requests to others."""
    return _ADDRESS.fullmatch(context.request.environ.get("RAW_URI") or "")


def keep_own_origins(cors: ModuleType) -> None:
    """To be called with LocalStack's handlers of origins: they would let every page read the answers."""

    @replaces(cors, "should_enforce_self_managed_service")
    def _enforces(original, context):
        return not address_of(context) and original(context)
