"""HTTP APIs among the services and addresses of LocalStack, whose open-source core has none.

Requests come at ``/_aws/execute-api/<api id>/<path>``, where a path begins with the stage's name, as on AWS.
"""

import logging
import re
from types import ModuleType

from ..answer_parts import as_sent
from ..custom_domains import domain_of
from ..moto_services import add_service
from . import gateway, stages
from .messages import Answer, HttpRequest, failed

LOG = logging.getLogger(__name__)
SERVICE = "apigatewayv2"
ADDRESS = re.compile(r"(?:https?://[^/?]*)?/_aws/execute-api/(\w+)((?:/[^?]*)?)(?:\?(.*))?", re.DOTALL)
"""The address of an API: its id, path and query."""


def install_service(plugins: ModuleType) -> None:
    """Adds the control plane: to be called with LocalStack's plugins."""

    def load() -> None:
        from . import control_plane  # noqa: F401

    add_service(plugins, SERVICE, load, changed=stages.forget)


def install_addresses(handlers: ModuleType) -> None:
    """Adds the data plane: to be called with LocalStack's handlers of requests. It goes before those that look for a
    service of AWS: they know REST APIs at the same addresses."""
    handlers.preprocess_request.handlers.insert(0, _serve)


def _serve(chain, context, response) -> None:
    request = context.request
    address = ADDRESS.fullmatch(request.environ.get("RAW_URI") or "")
    if address is None or not stages.is_http_api(address[1]):
        return
    deliver(_answer(address[1], as_http(request, address[2], address[3] or "")), response)
    chain.stop()


def deliver(given: Answer, response) -> None:
    """Makes a response of LocalStack what an answer is."""
    response.status_code = given.status
    response.set_data(given.body)
    response.headers.clear()
    for name, value in given.headers:
        response.headers.add(name, as_sent(value))


def _answer(api_id: str, request: HttpRequest) -> Answer:
    try:
        return gateway.answer(api_id, request)
    except Exception:
        # LocalStack would answer in the form of a service of AWS
        LOG.exception("%s %s", request.method, request.path)
        return failed()


def as_http(request, path: str, query: str) -> HttpRequest:
    """A request of LocalStack as one of its caller, with path and query as they were sent."""
    headers = [(name, value) for name, value in request.headers.items() if not name.lower().startswith("x-forwarded-")]
    scheme, host = request.scheme, request.headers.get("Host", "")
    port = host.rpartition(":")[2] if re.search(r":\d+$", host) else request.environ.get("SERVER_PORT")
    added = {"For": request.remote_addr, "Port": port, "Proto": scheme}
    headers += [(f"X-Forwarded-{name}", str(value)) for name, value in added.items()]
    return HttpRequest(
        method=request.method,
        path=path,
        query=query,
        headers=tuple(headers),
        body=request.get_data(),
        source_ip=request.remote_addr,
        scheme=scheme,
        domain=domain_of(request),
    )
