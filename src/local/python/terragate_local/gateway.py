"""Parts of integrations that LocalStack's gateway lacks: the timeout; and for functions, permissions, streamed answers,
refused invocations, and bodies as bytes."""

import base64
import concurrent.futures
import logging

from botocore.exceptions import ClientError
from localstack.services.apigateway.next_gen.execute_api.gateway_response import (
    ApiConfigurationError,
    IntegrationFailureError,
    IntegrationTimeoutError,
    InternalServerError,
)
from localstack.services.apigateway.next_gen.execute_api.helpers import get_source_arn
from localstack.services.apigateway.next_gen.execute_api.integrations import aws as aws_integrations
from localstack.services.apigateway.next_gen.execute_api.integrations import http as http_integrations

from . import gateway_content, gateway_requests, identity, permissions
from .gateway_content import is_binary
from .serving import BROKEN_HEADER
from .streaming import has_body, is_streamed, to_buffered

LOG = logging.getLogger(__name__)
DEFAULT_TIMEOUT_MS = 29_000
_pool = concurrent.futures.ThreadPoolExecutor(max_workers=256, thread_name_prefix="integration")


def install() -> None:
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
    identity.install()
    gateway_content.install()
    gateway_requests.install()


def function_arn(uri: str) -> str:
    """The function in the URI of an integration, buffered (``…/invocations``) or streamed
    (``…/response-streaming-invocations``)."""
    return uri.split("functions/", 1)[1].rpartition("/")[0]


def is_streaming(uri: str) -> bool:
    return uri.endswith("/response-streaming-invocations")


def _permitted(original):
    """Calls a function as a role, or where its policy lets API Gateway do so.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-to-api.html
    """

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
    policy = permissions.policy_of(function)
    if permissions.allows(policy, principal=permissions.GATEWAY, source_arn=source, function_arn=function):
        return
    LOG.warning(
        "Execution failed due to configuration error: Invalid permissions on Lambda function. No statement in the policy "
        "of %s lets %s call it for %s: 500, as on AWS. Add an aws_lambda_permission that covers both ARNs",
        function,
        permissions.GATEWAY,
        source,
    )
    raise ApiConfigurationError("Internal server error", status_code=500)


def _in_time(original):
    def invoke(self, context):
        milliseconds = int(context.integration.get("timeoutInMillis") or DEFAULT_TIMEOUT_MS)
        future = _pool.submit(original, self, context)
        try:
            return future.result(milliseconds / 1000)
        except concurrent.futures.TimeoutError:
            if future.done():
                raise
            raise IntegrationTimeoutError("Endpoint request timed out", status_code=504) from None

    return invoke


def _invoke(original):
    in_time = _in_time(original)

    def invoke(self, context):
        # The instance is shared by all requests, so that what differs for one of them goes into a copy
        request = type(self)()
        streaming = is_streaming(context.integration_request["uri"] or "")
        broken = False

        def call_lambda(**call) -> bytes:
            nonlocal broken
            payload, failed = _call_lambda(**call)
            broken = failed and is_streamed(payload)
            return payload

        request.call_lambda = call_lambda
        request.parse_lambda_response = lambda payload: _parse(self, request, payload, streaming, broken)
        content_type = context.invocation_request["headers"].get("Content-Type")
        if is_binary(content_type, context.deployment.rest_api.rest_api.get("binaryMediaTypes")):
            request._format_body = lambda body: (base64.b64encode(body).decode(), bool(body))
        try:
            answer = in_time(request, context)
            if broken:
                answer["headers"][BROKEN_HEADER] = "1"
            return answer
        except IntegrationFailureError as failure:
            if is_refused(failure.__cause__):
                failure.status_code = 500
            raise

    return invoke


def _call_lambda(function_arn: str, event: bytes, source_arn: str, credentials: str | None = None) -> tuple[bytes, bool]:
    """Calls a function like LocalStack's method of this name, which drops whether the function has failed."""
    client = aws_integrations.get_service_factory(
        region_name=aws_integrations.extract_region_from_arn(function_arn), role_arn=credentials
    ).lambda_.request_metadata(
        service_principal=aws_integrations.ServicePrincipal.apigateway, source_arn=source_arn
    )
    answer = client.invoke(FunctionName=function_arn, Payload=event, InvocationType="RequestResponse")
    payload = answer.get("Payload")
    return (payload.read() if payload else b""), "FunctionError" in answer


def is_refused(error: BaseException | None) -> bool:
    """Whether Lambda took no invocation, as when all that are reserved are busy (429): 500, and 502 is for those that
    ran and failed.

    https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
    """
    if not isinstance(error, ClientError):
        return False
    return 400 <= error.response["ResponseMetadata"]["HTTPStatusCode"] < 500


def _parse(integration, request, payload: bytes, streaming: bool, broken: bool):
    if not is_streamed(payload):
        return integration.parse_lambda_response(payload)
    if not streaming:
        LOG.warning("The function streams its answer, and its integration's URI is not a streaming one: 502, as on AWS")
        raise InternalServerError("Internal server error", status_code=502)
    if broken and not has_body(payload):
        raise InternalServerError("Internal server error", status_code=502)
    # A streamed body is sent as it is, whatever the API's binary media types are
    request._parse_body = lambda body, is_base64_encoded: base64.b64decode(body)
    return to_buffered(payload)
