"""Function URLs among the addresses of LocalStack, which has them by their host alone, and whole answers alone.

Requests come at ``/_aws/execute-api/<url id>/<path>``, as those of an HTTP API with the stage ``$default``.
"""

import logging
from types import ModuleType

from ..delivery import KEY as DELIVERY
from ..http_api.endpoint import ADDRESS, as_http, deliver
from . import gateway
from .urls import url_of

LOG = logging.getLogger(__name__)


def install_addresses(handlers: ModuleType) -> None:
    """To be called with LocalStack's handlers of requests."""
    handlers.preprocess_request.handlers.insert(0, _serve)


def _serve(chain, context, response) -> None:
    request = context.request
    address = ADDRESS.fullmatch(request.environ.get("RAW_URI") or "")
    url = url_of(address[1]) if address else None
    if url is None:
        return
    asked = gateway.without_stage(as_http(request, address[2], address[3] or ""))
    try:
        given = gateway.answer(url, asked, request.environ[DELIVERY])
    except Exception:
        # LocalStack would answer in the form of a service of AWS
        LOG.exception("%s %s", asked.method, asked.path)
        given = gateway.failed()
    deliver(given, response)
    chain.stop()
