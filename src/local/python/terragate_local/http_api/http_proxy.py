"""HTTP proxy integrations: another server answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
"""

import logging
import re
from urllib.parse import quote, urlsplit

import urllib3

from .contexts import Context
from .messages import HOP_BY_HOP, Answer, HttpRequest, unavailable
from .routes import ANY, DEFAULT

LOG = logging.getLogger(__name__)
_VARIABLE = re.compile(r"\{([^{}+]+)\+?\}")
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.([^{}]+)\}")
_FRAMING = {*HOP_BY_HOP, "content-length"}
_NOT_PASSED = {*_FRAMING, "host", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"}
_servers = urllib3.PoolManager(maxsize=16)


def forward(request: HttpRequest, context: Context, path: str | None) -> Answer:
    """@param path: the path that replaces that of the integration; None for its own"""
    integration = context.route.integration
    try:
        response = _servers.request(
            request.method if integration.method == ANY else integration.method,
            address(integration.uri, request, context, path),
            body=request.body or None,
            headers=_headers(request, context),
            timeout=integration.timeout,
            retries=False,
            redirect=False,
            decode_content=False,
        )
    except urllib3.exceptions.HTTPError as failure:
        LOG.warning("%s: the server cannot be reached (%s): 503", context.route.key, failure)
        return unavailable()
    headers = ((name.lower(), value) for name, value in response.headers.iteritems())
    return Answer(response.status, tuple(pair for pair in headers if pair[0] not in _FRAMING), response.data)


def _headers(request: HttpRequest, context: Context) -> urllib3.HTTPHeaderDict:
    headers = urllib3.HTTPHeaderDict()
    for name, value in request.headers:
        if name.lower() not in _NOT_PASSED:
            headers.add(name, value)
    for name in ("Accept-Encoding", "User-Agent"):
        if name not in headers:
            headers[name] = urllib3.util.SKIP_HEADER
    asked, host = context.request.header("host") or context.stage.domain, request.header("host")
    if host is not None and host != asked:  # a parameter is mapped to it
        headers["Host"] = host
    headers.add("Forwarded", f"by=127.0.0.1;for={request.source_ip};host={asked};proto={request.scheme}")
    headers.add("Via", "HTTP/1.1 AmazonAPIGateway")
    return headers


def address(uri: str, request: HttpRequest, context: Context, path: str | None = None) -> str:
    """The address that an integration calls, with the variables of the stage and the path in it. The integration of the
    ``$default`` route gets the whole path of the request."""
    uri = with_stage_variables(uri, context)
    filled = _VARIABLE.sub(lambda match: quote(context.path_variables.get(match[1], ""), safe="/"), uri)
    base, _, own_query = filled.partition("?")
    if path is not None:
        parts = urlsplit(base)
        base = f"{parts.scheme}://{parts.netloc}/{path.lstrip('/')}"
    elif context.route.key == DEFAULT:
        base = base.rstrip("/") + context.path
    query = "&".join(one for one in (own_query, request.query) if one)
    return f"{base}?{query}" if query else base


def with_stage_variables(text: str, context: Context) -> str:
    return _STAGE_VARIABLE.sub(lambda match: context.stage.variables.get(match[1], ""), text)
