"""Facts of Lambda and API Gateway on a request. Mangum passes them on in the scope."""

import os
from importlib import import_module
from typing import Any, TypedDict

from mangum.types import ASGI, LambdaHandler
from starlette.types import Scope


class LambdaContext(TypedDict):
    """The function and its invocation, by the names that they have in the logs of Powertools."""

    function_name: str
    function_memory_size: int
    function_arn: str
    function_request_id: str


def in_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def behind_gateway(app: ASGI) -> ASGI:
    """The application, in Lambda behind the guard of its package: a request runs what was authorized."""
    if not in_lambda():
        return app
    guarded: ASGI = import_module("terragate_asgi").BehindGateway(app)
    return guarded


def event_handlers() -> list[type[LambdaHandler]]:
    """What hands schedules, messages and uploads to `POST /events`, in Lambda: the package has it."""
    return [import_module("terragate_events").EventHandler] if in_lambda() else []


def lambda_context(scope: Scope) -> LambdaContext | None:
    """The context of the invocation; None outside of Lambda."""
    context = scope.get("aws.context")
    if context is None:
        return None
    return {
        "function_name": context.function_name,
        "function_memory_size": int(context.memory_limit_in_mb),
        "function_arn": context.invoked_function_arn,
        "function_request_id": context.aws_request_id,
    }


def is_whole(scope: Scope) -> bool:
    """Whether the answer leaves when it is complete, as all answers by Mangum do."""
    return "aws.context" in scope


def request_context(scope: Scope) -> dict[str, Any]:
    """The `requestContext` of API Gateway's event; empty without a gateway."""
    context: dict[str, Any] = scope.get("aws.event", {}).get("requestContext", {})
    return context


def trace_header(scope: Scope) -> str:  # noqa: ARG001
    """The X-Ray trace that the invocation belongs to, such as `Root=...;Parent=...;Sampled=1`."""
    return os.environ.get("_X_AMZN_TRACE_ID", "")
