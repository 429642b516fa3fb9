"""A FastAPI application whose OpenAPI document has everything that clients and API Gateway need."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts


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
        for operation in operations(document):
            for response in operation["responses"].values():
                describe_stream(response.get("content", {}))
        for route in iter_route_contexts(self.routes):
            item = document["paths"].get(route.path_format, {})
            greedy = {name for name, kind in route.param_convertors.items() if kind.regex == ".*"}
            for method in route.methods or ():
                describe_greedy(item.get(method.lower(), {}), greedy)
        return document


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from item.values()


def describe_stream(content: dict[str, Any]) -> None:
    """Gives the lines of a `JsonStreamingResponse` the model that FastAPI has put beside them."""
    if content.get("application/jsonl") == {}:
        content["application/jsonl"] = {"itemSchema": content.pop("application/json")["schema"]}


def describe_greedy(operation: dict[str, Any], greedy: set[str]) -> None:
    """Marks each `{name:path}` as one that takes slashes: API Gateway's route has to be `{name+}`."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path" and parameter["name"] in greedy:
            parameter["x-starlette-convertor"] = "path"
