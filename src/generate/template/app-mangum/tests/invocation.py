"""Requests as they come from Mangum."""

import os
from types import SimpleNamespace
from typing import Any

from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:my-api:live"

LAMBDA_CONTEXT = SimpleNamespace(
    function_name="my-api", memory_limit_in_mb="512", invoked_function_arn=ARN, aws_request_id="request-1"
)


def invoked(app: ASGIApp, request_context: dict[str, Any] | None = None, trace: str = "") -> TestClient:
    """A client whose requests are invocations."""

    async def with_event(scope: Scope, receive: Receive, send: Send) -> None:
        os.environ["_X_AMZN_TRACE_ID"] = trace
        event = {"requestContext": request_context or {}}
        await app({**scope, "aws.event": event, "aws.context": LAMBDA_CONTEXT}, receive, send)

    return TestClient(with_event, base_url="https://api.example.com")
