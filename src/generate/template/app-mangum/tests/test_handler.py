"""The function's handler, with events of API Gateway, and its secrets."""

import json
import os
import sys
from importlib import reload
from types import SimpleNamespace
from typing import Any

import pytest

import my_api
from my_api.invocation import behind_gateway, event_handlers
from my_api.main import handler

from .conftest import Lines
from .invocation import LAMBDA_CONTEXT

CONTEXT: Any = LAMBDA_CONTEXT
REST = {
    "resource": "/{proxy+}",
    "path": "/echo",
    "httpMethod": "GET",
    "headers": {"Host": "api.example.com", "X-Correlation-Id": "order-7"},
    "multiValueHeaders": {"Host": ["api.example.com"], "X-Correlation-Id": ["order-7"]},
    "queryStringParameters": {"message": "hi"},
    "multiValueQueryStringParameters": {"message": ["hi"]},
    "requestContext": {"path": "/prod/echo", "stage": "prod", "identity": {"sourceIp": "192.0.2.1"}},
    "body": None,
    "isBase64Encoded": False,
}
HTTP = {
    "version": "2.0",
    "rawPath": "/echo",
    "rawQueryString": "message=hi",
    "headers": {"host": "api.example.com", "x-correlation-id": "order-7"},
    "requestContext": {
        "http": {"method": "GET", "path": "/echo", "sourceIp": "192.0.2.1"},
        "stage": "$default",
    },
    "isBase64Encoded": False,
}


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("event", [REST, HTTP])
def test_an_event_is_answered(event: dict[str, Any], logs: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "_X_AMZN_TRACE_ID", "Root=1-2-3")
    answer = handler(event, CONTEXT)
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"message": "hi"}
    assert answer["headers"]["x-correlation-id"] == "order-7"
    [line] = logs()
    assert (line["function_request_id"], line["xray_trace_id"]) == ("request-1", "1-2-3")
    assert (line["path"], line["route"]) == ("/echo", "GET /echo")


@pytest.mark.usefixtures("in_lambda")
def test_in_lambda_the_application_stands_behind_the_guard_of_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package: Any = SimpleNamespace(BehindGateway=lambda app: ("guarded", app))
    monkeypatch.setitem(sys.modules, "terragate_asgi", package)
    app: Any = object()
    guarded: Any = behind_gateway(app)
    assert guarded == ("guarded", app)


def test_in_lambda_nothing_is_served_without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = object()
    assert behind_gateway(app) is app
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    monkeypatch.delitem(sys.modules, "terragate_asgi", raising=False)
    with pytest.raises(ModuleNotFoundError, match="terragate_asgi"):
        behind_gateway(app)


def test_secrets_are_read_before_any_other_module_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    package: Any = SimpleNamespace(load=lambda: reads.append("all"))
    monkeypatch.setitem(sys.modules, "terragate_secrets", package)
    reload(my_api)
    assert reads == []
    monkeypatch.setenv("TERRAGATE_SECRETS", "{}")
    reload(my_api)
    assert reads == ["all"]


def test_events_of_other_services_are_taken_in_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    assert event_handlers() == []
    package: Any = SimpleNamespace(EventHandler=object)
    monkeypatch.setitem(sys.modules, "terragate_events", package)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    assert event_handlers() == [object]
