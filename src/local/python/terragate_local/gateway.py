"""Parts of integrations that LocalStack's gateway lacks: the timeout; and for functions, permissions, streamed answers,
refused invocations, and bodies as bytes."""

import base64
import json
import logging
from concurrent.futures import Future, ThreadPoolExecutor

from localstack.aws.api import ServiceException
from localstack.services.apigateway.next_gen.execute_api.gateway_response import (
    ApiConfigurationError,
    IntegrationFailureError,
    IntegrationTimeoutError,
    InternalServerError,
)
from localstack.services.apigateway.next_gen.execute_api.helpers import get_source_arn
from localstack.services.apigateway.next_gen.execute_api.integrations import aws as aws_integrations
from localstack.services.apigateway.next_gen.execute_api.integrations import http as http_integrations

from . import base_paths, gateway_content, gateway_requests, identity
from .answer_parts import Malformed, as_sent, require_whole
from .callers import rest
from .delivery import KEY as DELIVERY
from .function_call import FunctionAnswer, call_function
from .gateway_calls import function_arn
from .gateway_content import is_binary
from .limits import TooSlow
from .permissions import is_permitted
from .settings import Settings
from .streamed_call import stream
from .streaming import StreamedAnswer, is_streamed

LOG = logging.getLogger(__name__)
DEFAULT_TIMEOUT_MS = 29_000
_pool = ThreadPoolExecutor(max_workers=256, thread_name_prefix="integration")


def install(settings: Settings) -> None:
    aws_integrations.get_lambda_function_arn_from_invocation_uri = function_arn
    integration = aws_integrations.RestApiAwsProxyIntegration
    integration.invoke = _permitted(_invoke(integration.invoke))
    aws_integrations.RestApiAwsIntegration.invoke = _permitted(aws_integrations.RestApiAwsIntegration.invoke)
    for other in (
        aws_integrations.RestApiAwsIntegration,
        http_integrations.RestApiHttpIntegration,
        http_integrations.RestApiHttpProxyIntegration,
    ):
        other.invoke = _in_time(other.invoke)
    base_paths.install()
    identity.install()
    rest.install(settings.access_key, settings.secret)
    gateway_content.install()
    gateway_requests.install()


def is_streaming(uri: str) -> bool:
    return uri.endswith("/response-streaming-invocations")


def _permitted(original):
    """Calls a function as a role, or where its policy lets API Gateway do so."""

    def invoke(self, context):
        uri = context.integration_request["uri"] or ""
        if ":lambda:path/" in uri and not context.integration.get("credentials"):
            _require_permission(function_arn(uri), _source_arn(context))
        return original(self, context)

    return invoke


def _source_arn(context) -> str:
    """The ARN of a request: its route's path, and its own method where that of the route is ANY."""
    head, _, path = get_source_arn(context).partition(f"/{context.resource_method['httpMethod']}/")
    return f"{head}/{context.invocation_request['http_method']}/{path}"


def _require_permission(function: str, source: str) -> None:
    if not is_permitted(function, source):
        raise ApiConfigurationError("Internal server error", status_code=500)


def _in_time(original):
    def invoke(self, context):
        return _result(_pool.submit(original, self, context), _seconds(context))

    return invoke


def _seconds(context) -> float:
    """The integration's timeout."""
    return int(context.integration.get("timeoutInMillis") or DEFAULT_TIMEOUT_MS) / 1000


def _result(future: Future, seconds: float):
    try:
        return future.result(seconds)
    except TimeoutError:
        if future.done():
            raise
        raise _timed_out() from None


def _timed_out() -> IntegrationTimeoutError:
    return IntegrationTimeoutError("Endpoint request timed out", status_code=504)


def _invoke(original):
    def invoke(self, context):
        # The instance is shared by all requests, so that what differs for one of them goes into a copy
        request = type(self)()
        streaming = is_streaming(context.integration_request["uri"] or "")
        request.call_lambda = lambda **call: _stream(context, call) if streaming else _whole(context, call)
        request.parse_lambda_response = lambda answer: _parse(self, answer)
        content_type = context.invocation_request["headers"].get("Content-Type")
        if is_binary(content_type, context.deployment.rest_api.rest_api.get("binaryMediaTypes")):
            request._format_body = lambda body: (base64.b64encode(body).decode(), bool(body))
        try:
            return original(request, context)
        except IntegrationFailureError as failure:
            if isinstance(failure.__cause__, IntegrationTimeoutError):
                raise failure.__cause__ from None
            if is_refused(failure.__cause__):
                failure.status_code = 500
            raise

    return invoke


def _whole(context, call: dict) -> bytes:
    """The payload of a function's answer."""
    return _result(_pool.submit(_call_lambda, **call), _seconds(context)).payload


def _stream(context, call: dict) -> bytes | dict:
    """The head of a function's streamed answer, whose body follows it to the caller; the payload of any other one."""
    delivery = context.request.environ[DELIVERY]
    try:
        given = stream(delivery, _seconds(context), lambda answer: _call_lambda(**call, answer=answer))
    except TooSlow:
        raise _timed_out() from None
    return given.payload if isinstance(given, FunctionAnswer) else given


def _call_lambda(
    function_arn: str,
    event: bytes,
    source_arn: str,
    credentials: str | None = None,
    answer: StreamedAnswer | None = None,
) -> FunctionAnswer:
    """Calls a function on behalf of an API's method, whose ARN is the source, and waits for its end."""
    return call_function(function_arn, event, answer)


def is_refused(error: BaseException | None) -> bool:
    """Whether Lambda took no invocation, as when all that are reserved are busy (429): 500, and 502 is for those that
    ran and failed.

    https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
    """
    return isinstance(error, ServiceException) and 400 <= error.status_code < 500


def _parse(integration, answer: bytes | dict) -> dict:
    """The answer of a proxy integration, from a payload or a head."""
    if isinstance(answer, dict):
        return _sendable(answer)
    if is_streamed(answer):
        LOG.warning("The function streams its answer, and its integration's URI is not a streaming one: 502, as on AWS")
        raise InternalServerError("Internal server error", status_code=502)
    try:
        require_whole(json.loads(answer))
    except Malformed as why:
        LOG.warning("Malformed Lambda proxy response: %s: 502, as on AWS", why)
        raise InternalServerError("Internal server error", status_code=502) from None
    except ValueError:
        pass  # no JSON: LocalStack says so
    return _sendable(integration.parse_lambda_response(answer))


def _sendable(answer: dict) -> dict:
    """An answer whose headers the server can send, whatever their characters are. A pair that ``multiValueHeaders`` has too
    is there once.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    single, several = answer.get("headers") or {}, answer.get("multiValueHeaders") or {}
    taken = {(name.lower(), one) for name, values in several.items() for one in values}
    return answer | {
        "headers": {name: as_sent(value) for name, value in single.items() if (name.lower(), value) not in taken},
        "multiValueHeaders": {name: [as_sent(one) for one in values] for name, values in several.items()},
    }
