"""The OpenAPI document, and streams."""

import json
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from my_api.api import Api

ITEM = {"$ref": "#/components/schemas/Item"}
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorDetail"}}}


def nothing() -> None:
    """A function of an operation."""


@pytest.fixture
def paths(app: Api) -> Any:
    return app.openapi()["paths"]


def test_operations_are_named_after_their_functions(paths: Any) -> None:
    assert paths["/items/{item_id}"]["get"]["operationId"] == "read_item"
    assert paths["/v1/things/{thing_id}"]["get"]["operationId"] == "read_thing"


def test_a_name_that_is_taken_is_an_error_at_once(app: Api) -> None:
    app.get("/a")(nothing)
    with pytest.raises(ValueError, match="the name 'nothing': GET /a and GET /b"):
        app.get("/b")(nothing)
    app.get("/b", include_in_schema=False)(nothing)
    app.get("/b", operation_id="other")(nothing)


def test_a_name_that_is_taken_is_an_error_in_a_router_too(app: Api) -> None:
    app.get("/a")(nothing)
    router = APIRouter()
    router.get("/b")(nothing)
    with pytest.raises(ValueError, match="the name 'nothing': GET /a and GET /v1/b"):
        app.include_router(router, prefix="/v1")


@pytest.mark.parametrize("path", ["/stream", "/lines"])
def test_a_stream_is_described_by_its_lines(paths: Any, path: str) -> None:
    content = paths[path]["get"]["responses"]["200"]["content"]
    assert content == {"application/jsonl": {"x-oai-itemSchema": ITEM}}


@pytest.mark.parametrize("path", ["/stream", "/lines"])
def test_a_stream_is_described_as_openapi_3_2_has_it_where_the_app_says_so(app: Api, path: str) -> None:
    app.openapi_version = "3.2.0"
    content = app.openapi()["paths"][path]["get"]["responses"]["200"]["content"]
    assert content == {"application/jsonl": {"itemSchema": ITEM}}


def test_every_operation_has_the_error(paths: Any) -> None:
    for item in paths.values():
        for operation in item.values():
            assert operation["responses"]["500"]["content"] == ERROR


def test_a_parameter_that_takes_slashes_says_so(paths: Any) -> None:
    assert paths["/files/{path}"]["get"]["parameters"][0]["x-starlette-convertor"] == "path"
    assert "x-starlette-convertor" not in paths["/items/{item_id}"]["get"]["parameters"][0]


def test_the_document_is_the_same_each_time_and_is_served(app: Api) -> None:
    assert app.openapi() == app.openapi() == TestClient(app).get("/openapi.json").json()


EXPECTED = [{"id": 1}, {"id": 2}]


def test_a_function_that_yields_answers_lines_of_json(client: TestClient) -> None:
    response = client.get("/stream")
    assert response.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in response.text.splitlines()] == EXPECTED


def test_a_json_streaming_response_has_headers_too(client: TestClient) -> None:
    response = client.get("/lines")
    assert response.headers["content-type"] == "application/jsonl"
    assert response.headers["x-total"] == "2"
    assert [json.loads(line) for line in response.text.splitlines()] == EXPECTED
