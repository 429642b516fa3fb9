"""A FastAPI application whose OpenAPI document has what clients and API Gateway need, streams too."""

from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from starlette.background import BackgroundTask


class OperationIds:
    """Names operations after their functions, for methods of generated clients; each name only once."""

    def __init__(self) -> None:
        self.operations: dict[str, str] = {}

    def __call__(self, route: APIRoute) -> str:
        if route.include_in_schema:
            operation = f"{'/'.join(sorted(route.methods or ()))} {route.path}"
            other = self.operations.setdefault(route.name, operation)
            if other != operation:
                raise ValueError(
                    f"Two operations have the name {route.name!r}: {other} and {operation}. "
                    "Rename one of the functions, or give it an operation_id."
                )
        return route.name


class Api(FastAPI):
    """A FastAPI application with operation ids, whose document has parts that FastAPI leaves out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(generate_unique_id_function=OperationIds(), **options)

    def include_router(self, router: APIRouter, **options: Any) -> None:
        super().include_router(router, **options)
        list(iter_route_contexts(self.routes))  # FastAPI names a router's operations when it first needs them

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        # FastAPI writes itemSchema, which OpenAPI has since 3.2: validators and generators refuse it in 3.1
        item_schema = "itemSchema" if self.openapi_version >= "3.2" else "x-oai-itemSchema"
        for operation in operations(document):
            for response in operation["responses"].values():
                describe_stream(response.get("content", {}), item_schema)
        for route in iter_route_contexts(self.routes):
            item = document["paths"].get(route.path_format, {})
            greedy = {name for name, kind in route.param_convertors.items() if kind.regex == ".*"}
            for method in route.methods or ():
                describe_greedy(item.get(method.lower(), {}), greedy)
        return document


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from item.values()


def describe_stream(content: dict[str, Any], item_schema: str) -> None:
    """Gives the lines of a `JsonStreamingResponse` the model that FastAPI has put beside them.

    `item_schema` is the name that the version of OpenAPI has for the model of each item.
    """
    if content.get("application/jsonl") == {}:
        content["application/jsonl"] = {"itemSchema": content.pop("application/json")["schema"]}
    for media in content.values():
        if "itemSchema" in media:
            media[item_schema] = media.pop("itemSchema")


def describe_greedy(operation: dict[str, Any], greedy: set[str]) -> None:
    """Marks each `{name:path}` as one that takes slashes: API Gateway's route has to be `{name+}`."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path" and parameter["name"] in greedy:
            parameter["x-starlette-convertor"] = "path"


class JsonStreamingResponse(StreamingResponse):
    """One line of JSON for each item, sent as soon as the item is there.

    FastAPI does this by itself for a function that yields its items and returns `AsyncIterable[Item]`.
    This class is for functions that decide about status and headers before the first item:

        @app.get(
            "/items",
            response_class=JsonStreamingResponse,
            responses={200: JsonStreamingResponse.openapi_response(Item, "All items")},
        )
        async def stream_items() -> JsonStreamingResponse:
            return JsonStreamingResponse(items(), headers={"X-Total": "3"})
    """

    # It has no media type as a class: FastAPI would give it to all that the operation answers, errors too.

    def __init__(
        self,
        content: AsyncIterable[BaseModel],
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        super().__init__(lines(content), status_code, headers, "application/jsonl", background)

    @staticmethod
    def openapi_response(item_model: type[BaseModel], description: str = "Stream of items") -> dict[str, Any]:
        """An entry of `responses`: in the document the model is that of each line of `application/jsonl`."""
        return {"model": item_model, "description": description, "content": {"application/jsonl": {}}}


async def lines(items: AsyncIterable[BaseModel]) -> AsyncIterator[str]:
    async for item in items:
        yield item.model_dump_json(by_alias=True) + "\n"
