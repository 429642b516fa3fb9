"""The answer of a model in pieces."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.model import Model, ModelError
from app.schemas import Conversation, End, Failure, Piece, Word

logger = logging.getLogger(__name__)

MOST_WORDS = 300
"""What an answer may cost: on AWS a function runs on when its caller has left."""


async def answer(model: Model, conversation: Conversation) -> AsyncGenerator[Piece, None]:
    """Gives each word as soon as the model has it, and one piece that says how the answer ended.

    Another error than the model's own is for the caller of this.
    """
    said = 0
    try:
        async with aclosing(model.words(conversation.messages)) as words:
            async for word in words:
                if said == MOST_WORDS:
                    yield End(words=said, reason="length")
                    return
                said += 1
                yield Word(text=word if said == 1 else f" {word}")
        yield End(words=said, reason="done")
    except ModelError as error:
        yield Failure(message=str(error))
    except (asyncio.CancelledError, GeneratorExit):
        logger.info("the reader left after word %d: the model stops", said)
        raise
