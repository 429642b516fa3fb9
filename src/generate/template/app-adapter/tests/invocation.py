"""Requests as they come from the Lambda Web Adapter."""

import json
from typing import Any

from fastapi.testclient import TestClient
from starlette.types import ASGIApp

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:my-api:live"


def invoked(app: ASGIApp, request_context: dict[str, Any] | None = None, trace: str = "") -> TestClient:
    """A client whose requests are invocations, which exist in Lambda only: see the fixture `in_lambda`."""
    lambda_context = {"request_id": "request-1", "invoked_function_arn": ARN}
    headers = {
        "x-amzn-lambda-context": json.dumps(lambda_context),
        "x-amzn-request-context": json.dumps(request_context),
        "x-amzn-trace-id": trace,
    }
    return TestClient(app, base_url="https://api.example.com", headers=headers)
