"""The call of the function behind a route of an HTTP API."""

from typing import Any

from ..function_call import FunctionAnswer
from ..gateway_calls import call_as_api, function_arn
from .contexts import Context
from .http_proxy import with_stage_variables
from .routes import DEFAULT, Pattern


def invoke(event: dict[str, Any], context: Context) -> FunctionAnswer:
    """The answer of the function behind a route.

    @raise Refused
    """
    integration = context.route.integration
    arn = function_arn(with_stage_variables(integration.uri, context))
    return call_as_api(arn, event, integration.credentials, source_arn(context))


def source_arn(context: Context) -> str:
    """The ARN of the route that calls: permissions of the function are given to it."""
    stage, pattern = context.stage, Pattern.of(context.route.key)
    route = pattern.key if pattern.key == DEFAULT else f"{context.request.method}{pattern.path}"
    return f"arn:{stage.partition}:execute-api:{stage.region}:{stage.account}:{stage.api_id}/{stage.name}/{route}"
