"""The call of a function by an HTTP API: the one place where the data plane asks Lambda."""

import json
from typing import Any

from localstack.aws.api import ServiceException

from ..function_call import FunctionAnswer, call_function
from ..permissions import is_permitted
from .contexts import Context
from .http_proxy import with_stage_variables
from .routes import DEFAULT, Pattern


class Refused(Exception):
    """Lambda has taken no invocation: the function is not there, API Gateway may not call it, or all its reserved
    invocations run."""


def invoke(event: dict[str, Any], context: Context) -> FunctionAnswer:
    """The answer of the function behind a route.

    @raise Refused
    """
    integration = context.route.integration
    arn = function_arn(with_stage_variables(integration.uri, context))
    return call(arn, event, integration.credentials, source_arn(context))


def call(arn: str, event: dict[str, Any], role: str | None, source: str) -> FunctionAnswer:
    """The answer of any function, such as an authorizer's. ``source`` is what calls: without a role, the policy of the
    function has to let it.

    @raise Refused
    """
    if not role and not is_permitted(arn, source):
        raise Refused("API Gateway may not call the function")
    try:
        return call_function(arn, json.dumps(event).encode())
    except ServiceException as failure:
        raise Refused(str(failure)) from failure


def function_arn(uri: str) -> str:
    """The function in an integration's URI: its ARN, or that of the invocation by API Gateway."""
    return uri.split("functions/", 1)[1].rpartition("/")[0] if "functions/" in uri else uri


def source_arn(context: Context) -> str:
    """The ARN of the route that calls: permissions of the function are given to it."""
    stage, pattern = context.stage, Pattern.of(context.route.key)
    route = pattern.key if pattern.key == DEFAULT else f"{context.request.method}{pattern.path}"
    return f"arn:{stage.partition}:execute-api:{stage.region}:{stage.account}:{stage.api_id}/{stage.name}/{route}"
