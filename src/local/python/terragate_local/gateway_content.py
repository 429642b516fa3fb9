"""Effects of media types that LocalStack lacks: which bodies are bytes, which of them a template
can read, and which model a body is checked by."""

import functools

from localstack.services.apigateway.helpers import get_moto_rest_api
from localstack.services.apigateway.legacy.provider import ApigatewayProvider
from localstack.services.apigateway.next_gen.execute_api.gateway_response import ApiConfigurationError
from localstack.services.apigateway.next_gen.execute_api.handlers import integration_request, integration_response
from localstack.services.apigateway.next_gen.execute_api.handlers.method_request import MethodRequestHandler
from localstack.services.apigateway.next_gen.execute_api.integrations import aws as aws_integrations

JSON = "application/json"
_matches_listed_type = aws_integrations.mime_type_matches_binary_media_types


def install() -> None:
    for module in (aws_integrations, integration_request, integration_response):
        module.mime_type_matches_binary_media_types = is_binary
    request = integration_request.IntegrationRequestHandler
    request.get_request_template = staticmethod(_by_media_type(request.get_request_template))
    request.convert_body = staticmethod(_request_body(request.convert_body))
    response = integration_response.IntegrationResponseHandler
    response.convert_body = staticmethod(_response_body(response.convert_body))
    ApigatewayProvider.update_rest_api = _types_by_name(ApigatewayProvider.update_rest_api)
    MethodRequestHandler._is_body_valid = staticmethod(_by_model_of_type(MethodRequestHandler._is_body_valid))
    MethodRequestHandler._get_missing_required_parameters = staticmethod(
        _blank_too(MethodRequestHandler._get_missing_required_parameters)
    )


def is_binary(mime_type: str | None, binary_media_types: list[str] | None) -> bool:
    """Whether a body is bytes.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
    """
    return "*/*" in (binary_media_types or []) or _matches_listed_type(mime_type, binary_media_types)


def _types_by_name(original):
    """Removes binary media types by their names. LocalStack does so by their places, which change meanwhile."""
    prefix = "/binaryMediaTypes/"

    @functools.wraps(original)
    def update_rest_api(self, context, rest_api_id, patch_operations=None, **kwargs):
        types = dict.fromkeys(get_moto_rest_api(context, rest_api_id).binaryMediaTypes or [])
        others = []
        for operation in patch_operations or []:
            name = operation.get("path", "").removeprefix(prefix).replace("~1", "/")
            if not operation.get("path", "").startswith(prefix) or operation["op"] not in ("add", "remove"):
                others.append(operation)
            elif operation["op"] == "add":
                types[name] = None
            else:
                types.pop(name, None)
        get_moto_rest_api(context, rest_api_id).binaryMediaTypes = list(types)
        return original(self, context, rest_api_id, patch_operations=others, **kwargs)

    return update_rest_api


def media_type(headers) -> str:
    """The media type of a request, without parameters such as the charset; JSON where it names none."""
    return (headers.get("Content-Type") or "").partition(";")[0].strip().lower() or JSON


def _by_media_type(original):
    def get_request_template(integration, request) -> str:
        return original(integration, {**request, "headers": {"Content-Type": media_type(request["headers"])}})

    return get_request_template


def _request_body(original):
    """Refuses bytes, which a template cannot read: 500, unless the integration says CONVERT_TO_TEXT. With ``*/*`` that
    is every request, also one without a body."""

    def convert_body(context):
        request, integration = context.invocation_request, context.integration
        template = integration_request.IntegrationRequestHandler.get_request_template(integration, request)
        if template and _is_binary_request(context) and integration.get("contentHandling") != "CONVERT_TO_TEXT":
            raise ApiConfigurationError("Internal server error", status_code=500)
        return original(context)

    return convert_body


def _is_binary_request(context) -> bool:
    types = context.deployment.rest_api.rest_api.get("binaryMediaTypes")
    return is_binary(context.invocation_request["headers"].get("Content-Type"), types)


def _response_body(original):
    """Converts no answer of a mock integration, so that its templates work whatever the binary types are."""

    def convert_body(context, body, content_handling):
        if context.integration["type"] == "MOCK":
            return body.decode()
        return original(context, body=body, content_handling=content_handling)

    return convert_body


def _by_model_of_type(original):
    """Checks a body by the model of its own type, or by that of ``$default``; without either it is not checked.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
    """

    def is_body_valid(method, rest_api, request) -> bool:
        models = method.get("requestModels")
        if not models:
            return original(method, rest_api, request)
        model = models.get(media_type(request["headers"])) or models.get("$default")
        return model is None or original({**method, "requestModels": {JSON: model}}, rest_api, request)

    return is_body_valid


def _blank_too(original):
    """Refuses blank values of required parameters. The page of ``_by_model_of_type`` says so too."""

    def missing(method, request) -> list[str]:
        query = {name: value for name, value in (request.get("query_string_parameters") or {}).items() if value}
        return original(method, {**request, "query_string_parameters": query})

    return missing
