"""The application at a stage's address, at a custom domain, and without a gateway."""

import json
from typing import Any, cast

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from mangum import Mangum

from app.gateway_prefix import GatewayPrefixMiddleware, prefix_of
from app.main import create_app

ITEM = {"name": "Screwdriver", "category": "tool", "price": 4.5}


@pytest.fixture
def in_lambda(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The application as the Lambda Web Adapter starts it."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    return TestClient(create_app(), base_url="https://api.example.com")


def context(path: str, *, http_api: bool = False) -> dict[str, str]:
    """The header in which the adapter hands on what API Gateway says."""
    value = {"http": {"path": path}, "stage": "prod"} if http_api else {"path": path, "stage": "prod"}
    return {"x-amzn-request-context": json.dumps(value)}


@pytest.mark.parametrize("http_api", [False, True])
def test_the_documentation_loads_the_document_of_the_stage(in_lambda: TestClient, http_api: bool) -> None:
    docs = in_lambda.get("/docs", headers=context("/prod/docs", http_api=http_api))
    assert "url: '/prod/openapi.json'" in docs.text
    assert "/prod/docs/oauth2-redirect" in docs.text
    document = in_lambda.get("/openapi.json", headers=context("/prod/openapi.json", http_api=http_api)).json()
    assert document["servers"] == [{"url": "/prod"}]


@pytest.mark.parametrize("headers", [context("/docs"), context("/docs", http_api=True)])
def test_at_a_custom_domain_there_is_no_prefix(in_lambda: TestClient, headers: dict[str, str]) -> None:
    assert "url: '/openapi.json'" in in_lambda.get("/docs", headers=headers).text
    assert "servers" not in in_lambda.get("/openapi.json", headers=context("/openapi.json")).json()


def test_redirects_stay_below_the_stage(in_lambda: TestClient) -> None:
    answer = in_lambda.get("/items/?limit=5", headers=context("/prod/items/"), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        307,
        "https://api.example.com/prod/items?limit=5",
    )
    answer = in_lambda.get("/items/", headers=context("/items/"), follow_redirects=False)
    assert answer.headers["location"] == "https://api.example.com/items"


def test_links_stay_below_the_stage(in_lambda: TestClient) -> None:
    assert in_lambda.post("/items", json=ITEM, headers=context("/prod/items")).headers["location"] == (
        "/prod/items/1"
    )
    assert in_lambda.post("/items", json=ITEM, headers=context("/items")).headers["location"] == "/items/2"


def test_outside_of_lambda_the_header_is_the_callers_own_and_means_nothing(client: TestClient) -> None:
    assert "url: '/openapi.json'" in client.get("/docs", headers=context("/evil/docs")).text


def test_an_answer_without_a_context_is_the_usual_one(in_lambda: TestClient) -> None:
    assert in_lambda.get("/healthz").json() == {"status": "ok"}
    assert in_lambda.get("/healthz", headers={"x-amzn-request-context": "null"}).status_code == 200


def test_with_mangum_the_event_tells_and_the_header_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    event = {
        "resource": "/{proxy+}",
        "path": "/docs",
        "httpMethod": "GET",
        "headers": context("/evil/docs"),
        "multiValueHeaders": {name: [value] for name, value in context("/evil/docs").items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"path": "/prod/docs", "stage": "prod", "identity": {"sourceIp": "192.0.2.1"}},
        "body": None,
        "isBase64Encoded": False,
    }
    answer = Mangum(create_app(), lifespan="off")(event, cast("Any", None))
    assert "url: '/prod/openapi.json'" in answer["body"]


def test_a_server_that_knows_its_prefix_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    app = FastAPI()
    app.add_middleware(GatewayPrefixMiddleware)
    docs = TestClient(app, root_path="/outer").get("/docs", headers=context("/prod/docs"))
    assert "url: '/outer/openapi.json'" in docs.text


def test_the_gateway_has_the_path_encoded_and_the_application_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "my-api")
    app = FastAPI()
    app.add_middleware(GatewayPrefixMiddleware)

    @app.get("/käse")
    async def root_path(request: Request) -> str:
        return request.scope["root_path"]

    assert TestClient(app).get("/k%C3%A4se", headers=context("/prod/k%C3%A4se")).json() == "/prod"


@pytest.mark.parametrize(
    ("path", "at_gateway", "prefix"),
    [
        ("/items", "/prod/items", "/prod"),
        ("/", "/prod", "/prod"),
        ("/", "/prod/", "/prod"),
        ("/", "/", ""),
        ("/items", "/items", ""),
        ("/items/", "/prod/items/", "/prod"),
        ("/prod/items", "/prod/items", ""),
        ("/prod/items", "/prod/prod/items", "/prod"),
        ("/käse 1", "/prod/käse 1", "/prod"),
        ("/items", "/v1/api/items", "/v1/api"),
        ("/items", "", ""),
        ("/items", "/elsewhere", ""),
    ],
)
def test_the_prefix_is_what_the_caller_sent_and_the_application_does_not_see(
    path: str, at_gateway: str, prefix: str
) -> None:
    assert prefix_of(path, at_gateway) == prefix
