"""Parts of a request that LocalStack's gateway passes on in another form than API Gateway: its path, its repeated
headers, where it came from, and how large it may be."""

import json
import re
import time
from urllib.parse import urlsplit

from localstack.services.apigateway.next_gen.execute_api.gateway_response import RequestTooLargeError
from localstack.services.apigateway.next_gen.execute_api.handlers.integration_request import IntegrationRequestHandler
from localstack.services.apigateway.next_gen.execute_api.handlers.parse import InvocationRequestParser
from localstack.services.apigateway.next_gen.execute_api.integrations.aws import RestApiAwsProxyIntegration

from .custom_domains import domain_of
from .limits import BODY_LIMIT, EVENT_LIMIT


def install() -> None:
    InvocationRequestParser._enrich_with_raw_path = staticmethod(
        _keeping_path(InvocationRequestParser._enrich_with_raw_path)
    )
    InvocationRequestParser.create_context_variables = staticmethod(
        _by_domain(InvocationRequestParser.create_context_variables)
    )
    IntegrationRequestHandler._set_proxy_headers = staticmethod(set_proxy_headers)
    RestApiAwsProxyIntegration.create_lambda_input_event = _as_event(
        RestApiAwsProxyIntegration.create_lambda_input_event
    )


def path_within(uri: str, api_id: str, stage: str) -> str | None:
    """The path of a request below its stage, as it was sent; None for an address of another form."""
    path = uri.partition("?")[0]
    prefix = rf"(?:https?://[^/]*)?(?:/_aws/execute-api/{re.escape(api_id)})?/{re.escape(stage)}(?=/|$)"
    match = re.match(prefix, path, re.IGNORECASE)
    return path[match.end() :] if match else None


def _keeping_path(original):
    """Keeps the whole path. LocalStack reads it as a URL's, which loses what follows a ``;`` in its last segment."""

    def enrich(context, invocation_request) -> None:
        original(context, invocation_request)
        uri = context.request.environ.get("RAW_URI") or context.request.path
        path = path_within(uri, context.api_id, context.stage)
        if path is not None:
            invocation_request["raw_path"] = path
            invocation_request["path"] = "/" + path.lstrip("/") if path.startswith("//") else path or "/"

    return enrich


def _by_domain(original):
    """By a custom domain, ``$context`` and the event have its name, and the path with the base path and without the stage.

    https://github.com/localstack/localstack/pull/12296 compares what AWS answers.
    """

    def create(context):
        variables = original(context)
        variables["requestTime"] = request_time(variables["requestTimeEpoch"] / 1000)
        if domain := domain_of(context.request):
            context.base_path = domain.base_path or None
            variables |= {"domainName": domain.name, "domainPrefix": domain.prefix, "path": domain.path}
        return variables

    return create


def request_time(epoch: float) -> str:
    """A time in the form of ``$context.requestTime``, which LocalStack leaves without its zone."""
    return time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(epoch))


def set_proxy_headers(headers, request) -> None:
    """Sets scheme and port to those that the caller used: the local proxy keeps the ``Host``."""
    host = urlsplit(f"//{request.headers.get('Host', '')}")
    headers.set("X-Forwarded-For", request.remote_addr)
    headers.set("X-Forwarded-Port", str(_port(host) or request.environ.get("SERVER_PORT")))
    headers.set("X-Forwarded-Proto", request.scheme)


def _port(host) -> int | None:
    try:
        return host.port
    except ValueError:
        return None


def repeated(headers) -> dict[str, list[str]]:
    """All values of each header; names that differ in case alone are one name, in its first form."""
    names: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(names.setdefault(name.lower(), name), []).append(value)
    return values


def _as_event(original):
    """The headers of an event: of a repeated one, ``headers`` has the last value and ``multiValueHeaders`` all.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """

    def create(self, context):
        if len(context.invocation_request["body"] or b"") > BODY_LIMIT:
            raise RequestTooLargeError(f"HTTP content length exceeded {BODY_LIMIT} bytes.", status_code=413)
        event = original(self, context)
        values = repeated(context.integration_request["headers"])
        event["headers"] = self._format_headers({name: all_[-1] for name, all_ in values.items()})
        event["multiValueHeaders"] = self._format_headers(values)
        if len(json.dumps(event)) > EVENT_LIMIT:
            raise RequestTooLargeError("Request Too Long", status_code=413)
        return event

    return create
