"""Calls of functions by API Gateway, for APIs of both kinds and their Lambda authorizers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-to-api.html
"""

import json
from typing import Any

from localstack.aws.api import ServiceException

from .function_call import FunctionAnswer, call_function
from .permissions import is_permitted


class Refused(Exception):
    """Lambda has taken no invocation: the function is not there, API Gateway may not call it, or all its reserved
    invocations run."""


def function_arn(uri: str) -> str:
    """The function in a URI: its ARN, or that of its invocation by API Gateway, buffered (``…/invocations``) or streamed
    (``…/response-streaming-invocations``)."""
    return uri.split("functions/", 1)[1].rpartition("/")[0] if "functions/" in uri else uri


def call_as_api(arn: str, event: dict[str, Any], role: str | None, source: str) -> FunctionAnswer:
    """The answer of a function. ``source`` is the ARN of what calls: without a role, the policy of the function has to let
    it.

    @raise Refused
    """
    if not role and not is_permitted(arn, source):
        raise Refused("API Gateway may not call the function")
    try:
        return call_function(arn, json.dumps(event).encode())
    except ServiceException as failure:
        raise Refused(str(failure)) from failure
