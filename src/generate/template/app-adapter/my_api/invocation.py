"""Facts of Lambda and API Gateway on a request. The Lambda Web Adapter passes them on in headers."""

import json
import os
from typing import Any, TypedDict

from starlette.datastructures import Headers
from starlette.types import Scope


class LambdaContext(TypedDict):
    """The function and its invocation, by the names that they have in the logs of Powertools."""

    function_name: str
    function_memory_size: int
    function_arn: str
    function_request_id: str


def in_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def lambda_context(scope: Scope) -> LambdaContext | None:
    """The context of the invocation; None outside of Lambda, and for a request without an invocation."""
    context = from_adapter(scope, "x-amzn-lambda-context")
    if not context:
        return None
    return {
        "function_name": os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        "function_memory_size": int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]),
        "function_arn": context["invoked_function_arn"],
        "function_request_id": context["request_id"],
    }


def is_whole(scope: Scope) -> bool:  # noqa: ARG001
    """Whether the answer leaves when it is complete: the module tells the adapter whether it streams."""
    return in_lambda() and os.environ.get("AWS_LWA_INVOKE_MODE", "buffered").lower() != "response_stream"


def request_context(scope: Scope) -> dict[str, Any]:
    """The `requestContext` of API Gateway's event; empty without a gateway."""
    return from_adapter(scope, "x-amzn-request-context")


def trace_header(scope: Scope) -> str:
    """The X-Ray trace that the invocation belongs to, such as `Root=...;Parent=...;Sampled=1`."""
    return Headers(scope=scope).get("x-amzn-trace-id", "") if in_lambda() else ""


def from_adapter(scope: Scope, header: str) -> dict[str, Any]:
    # In Lambda the adapter writes the header over the caller's own; elsewhere nobody would.
    text = Headers(scope=scope).get(header) if in_lambda() else None
    return json.loads(text or "null") or {}
