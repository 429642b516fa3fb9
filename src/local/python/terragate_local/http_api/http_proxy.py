"""HTTP proxy integrations: another server answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
"""

import re
from urllib.parse import quote, urlsplit

import requests

from .contexts import Context
from .messages import HOP_BY_HOP, Answer, HttpRequest, unavailable
from .routes import ANY, DEFAULT

_VARIABLE = re.compile(r"\{([^{}+]+)\+?\}")
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.([^{}]+)\}")
_FRAMING = {*HOP_BY_HOP, "content-length"}


def forward(request: HttpRequest, context: Context, path: str | None) -> Answer:
    """@param path: the path that replaces that of the integration; None for its own"""
    integration = context.route.integration
    headers = [(name, value) for name, value in request.headers if name.lower() not in {*_FRAMING, "host"}]
    host = request.header("host") or context.stage.domain
    headers.append(("forwarded", f"by=127.0.0.1;for={request.source_ip};host={host};proto={request.scheme}"))
    headers.append(("via", "HTTP/1.1 AmazonAPIGateway"))
    with requests.Session() as session:
        session.headers.clear()
        try:
            with session.request(
                request.method if integration.method == ANY else integration.method,
                address(integration.uri, request, context, path),
                headers=_joined(headers),
                data=request.body or None,
                # Without it, a .netrc of the machine would add credentials
                auth=lambda prepared: prepared,
                allow_redirects=False,
                stream=True,
                timeout=integration.timeout,
            ) as response:
                body = response.raw.read(decode_content=False)
                given = tuple(response.raw.headers.items())
                return Answer(
                    response.status_code, tuple((n.lower(), v) for n, v in given if n.lower() not in _FRAMING), body
                )
        except requests.RequestException:
            return unavailable()


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


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    """One line for each name: the library takes no repeated ones."""
    values: dict[str, tuple[str, list[str]]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), (name, []))[1].append(value)
    return {name: ("; " if key == "cookie" else ",").join(all_) for key, (name, all_) in values.items()}
