"""The application at a stage's address, at a custom domain, and without a gateway."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from my_api.api import Api
from my_api.gateway_prefix import GatewayPrefixMiddleware, prefix_of

from .conftest import Lines
from .invocation import invoked


def rest(path: str) -> dict[str, Any]:
    return {"path": path, "stage": "prod"}


def http(path: str) -> dict[str, Any]:
    return {"http": {"path": path}, "stage": "prod"}


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("context", [rest, http])
def test_the_documentation_loads_the_document_of_the_stage(app: Api, context: Any) -> None:
    assert "url: '/prod/openapi.json'" in invoked(app, context("/prod/docs")).get("/docs").text
    document = invoked(app, context("/prod/openapi.json")).get("/openapi.json").json()
    assert document["servers"] == [{"url": "/prod"}]


@pytest.mark.usefixtures("in_lambda")
@pytest.mark.parametrize("context", [rest, http])
def test_at_a_custom_domain_there_is_no_prefix(app: Api, context: Any) -> None:
    assert "url: '/openapi.json'" in invoked(app, context("/docs")).get("/docs").text


@pytest.mark.usefixtures("in_lambda")
def test_redirects_stay_below_the_stage(app: Api) -> None:
    client = invoked(app, rest("/prod/v1/things/7/"))
    response = client.get("/v1/things/7/", follow_redirects=False)
    assert response.headers["location"] == "https://api.example.com/prod/v1/things/7"


@pytest.mark.usefixtures("in_lambda")
def test_logs_have_the_path_of_the_application(app: Api, logs: Lines) -> None:
    invoked(app, rest("/prod/k%C3%A4se")).get("/k%C3%A4se")
    assert logs()[-1]["path"] == "/käse"


def test_a_server_that_knows_its_prefix_is_right() -> None:
    app = FastAPI()
    app.add_middleware(GatewayPrefixMiddleware)
    docs = TestClient(app, root_path="/outer").get("/docs")
    assert "url: '/outer/openapi.json'" in docs.text


@pytest.mark.parametrize(
    ("path", "at_gateway", "prefix"),
    [
        ("/items", "/prod/items", "/prod"),
        ("/", "/prod", "/prod"),
        ("/", "/", ""),
        ("/items", "/items", ""),
        ("/items/", "/prod/items/", "/prod"),
        ("/prod/items", "/prod/prod/items", "/prod"),
        ("/items", "/v1/api/items", "/v1/api"),
        ("/items", "", ""),
        ("/items", "/elsewhere", ""),
    ],
)
def test_the_prefix_is_what_the_application_does_not_see(path: str, at_gateway: str, prefix: str) -> None:
    assert prefix_of(path, at_gateway) == prefix
