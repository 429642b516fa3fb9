"""Gateway responses of REST APIs: LocalStack keeps them, and does not put their headers and bodies into its answers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

import functools
import json
import re

from localstack.services.apigateway.legacy import provider as legacy_provider
from localstack.services.apigateway.next_gen.execute_api.gateway_response import (
    AccessDeniedError,
    build_gateway_response,
    get_gateway_response_or_default,
)
from localstack.services.apigateway.next_gen.execute_api.handlers.gateway_exception import GatewayExceptionHandler
from localstack.services.apigateway.next_gen.execute_api.parameters_mapping import ParametersMapper
from localstack.services.apigateway.next_gen.execute_api.header_utils import build_multi_value_headers
from rolo import Response
from werkzeug.datastructures import Headers

EXTENSION = "x-amazon-apigateway-gateway-responses"
_VARIABLE = re.compile(r"\$(context|stageVariables|method\.request\.(?:header|path|querystring))\.([\w.-]+)")


def install() -> None:
    """Makes LocalStack import gateway responses from a document and apply them to its errors."""
    legacy_provider.import_api_from_openapi_spec = _importing(legacy_provider.import_api_from_openapi_spec)
    GatewayExceptionHandler.create_exception_response = _create_exception_response


def _importing(original):
    @functools.wraps(original)
    def import_api(rest_api, context, open_api_spec, mode):
        result = original(rest_api, context=context, open_api_spec=open_api_spec, mode=mode)
        stored = legacy_provider.get_apigateway_store(context=context).rest_apis[rest_api.id].gateway_responses
        if mode == "overwrite":
            stored.clear()
        for response_type, response in (open_api_spec.get(EXTENSION) or {}).items():
            status = response.get("statusCode")
            stored[response_type] = build_gateway_response(
                response_type=response_type,
                status_code=str(status) if status is not None else None,
                response_parameters=response.get("responseParameters"),
                response_templates=response.get("responseTemplates"),
                default_response=False,
            )
        return result

    return import_api


def _create_exception_response(self, exception, context) -> Response:
    configured = get_gateway_response_or_default(exception.type, context.deployment.rest_api.gateway_responses)
    headers = Headers({"Content-Type": "application/json", "x-amzn-ErrorType": exception.code})
    body = json.dumps({"message": exception.message})
    if isinstance(exception, AccessDeniedError):
        body = json.dumps({"Message": exception.message}, separators=(",", ":"))
    # Of the built-in responses, LocalStack's own text is closer to AWS's than their template
    templates = {} if configured.get("defaultResponse") and not _is_from_default(exception, context) else (
        configured.get("responseTemplates") or {}
    )
    if templates:
        content_type = "application/json" if "application/json" in templates else next(iter(templates))
        headers["Content-Type"] = content_type
        body = _VARIABLE.sub(lambda match: _variable(match[1], match[2], exception, context), templates[content_type])
    for name, expression in (configured.get("responseParameters") or {}).items():
        value = _parameter(expression, context)
        if value:
            headers[name.removeprefix("gatewayresponse.header.")] = value
    status = configured.get("statusCode") or exception.status_code or 500
    return Response(response=body, headers=headers, status=int(status))


def _is_from_default(exception, context) -> bool:
    """Whether the API defines DEFAULT_4XX or DEFAULT_5XX, and this definition answers here."""
    responses = context.deployment.rest_api.gateway_responses
    return exception.type not in responses and any(name in responses for name in ("DEFAULT_4XX", "DEFAULT_5XX"))


def _parameter(expression: str, context) -> str | None:
    mapper = ParametersMapper()
    if expression.startswith("method.request."):
        request = context.invocation_request
        values = build_multi_value_headers(request["headers"])
        value = mapper._retrieve_parameter_from_invocation_request(
            expression.removeprefix("method.request."), request, values
        )
        return ",".join(value) if isinstance(value, list) else value
    return mapper._retrieve_parameter_from_variables_and_static(
        mapping_value=expression,
        context_variables=context.context_variables or {},
        stage_variables=context.stage_variables or {},
    )


def _variable(source: str, path: str, exception, context) -> str:
    if source == "context" and path == "error.message":
        return exception.message or ""
    if source == "context" and path == "error.messageString":
        return json.dumps(exception.message)
    if source == "context" and path == "error.responseType":
        return str(exception.type)
    value = _parameter(f"{source}.{path}", context)
    return "" if value is None else str(value)
