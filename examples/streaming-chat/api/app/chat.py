"""The same answer in both forms."""

import logging
from collections.abc import AsyncIterable
from contextlib import aclosing
from typing import Annotated, cast

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.answer import answer
from app.model import Model, get_model
from app.schemas import Conversation, Failure, Piece

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/chat")

TheModel = Annotated[Model, Depends(get_model)]


@router.post("/lines")
async def chat_lines(conversation: Conversation, model: TheModel) -> AsyncIterable[Piece]:
    """An answer as JSON Lines: a piece on each line."""
    async with aclosing(answer(model, conversation)) as pieces:
        async for piece in pieces:
            yield piece


@router.post("/events", response_class=EventSourceResponse)
async def chat_events(conversation: Conversation, model: TheModel) -> AsyncIterable[Piece]:
    """An answer as Server-Sent Events: a piece is the data of an event, which has its kind as name."""
    async with aclosing(answer(model, conversation)) as pieces:
        try:
            async for piece in pieces:
                yield as_event(piece)
        except Exception:
            # FastAPI would end the events in order: no reader would learn of the error
            logger.exception("the answer broke off")
            yield as_event(Failure(message="The answer broke off."))


def as_event(piece: Piece) -> Piece:
    """FastAPI documents what the type of the function says, and sends an event with all that it has."""
    return cast(Piece, ServerSentEvent(event=piece.kind, data=piece))
