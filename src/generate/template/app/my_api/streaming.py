"""Answers that are sent piece by piece."""

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask


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
        """An entry of `responses`: in the document it is the `itemSchema` of `application/jsonl`."""
        return {"model": item_model, "description": description, "content": {"application/jsonl": {}}}


async def lines(items: AsyncIterable[BaseModel]) -> AsyncIterator[str]:
    async for item in items:
        yield item.model_dump_json(by_alias=True) + "\n"
