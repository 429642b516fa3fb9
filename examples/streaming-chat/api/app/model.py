"""A model that stands for a real one: it needs no network, is slow, and says the same each time."""

from collections.abc import AsyncGenerator
from itertools import count

from app import pace
from app.schemas import Message

LINES = (
    "JSON Lines is one JSON value on each line. "
    "A reader can use a line as soon as it is there, long before the answer ends."
)
EVENTS = (
    "Server-Sent Events are blocks of text, each with a name and data. "
    "Comments between them keep a silent connection open."
)
HELP = "Ask me about JSON Lines, about Server-Sent Events, what you asked first, or to count."


class ModelError(Exception):
    """The model can not go on, and says why."""


class Model:
    """To have another model answer, give another one by `get_model`."""

    async def words(self, messages: list[Message]) -> AsyncGenerator[str, None]:
        """The words of the answer to the last message, each when it is there."""
        question = messages[-1].content.lower()
        if "count" in question:
            for number in count(1):  # without an end of its own
                await pace.think()
                yield str(number)
        for word in answer_to(question, messages).split():
            await pace.think()
            yield word
        if "overload" in question:
            await pace.think()
            raise ModelError("The model has too much to do. Ask again later.")
        if "crash" in question:
            await pace.think()
            raise RuntimeError("a mistake in the model")


def answer_to(question: str, messages: list[Message]) -> str:
    if "overload" in question or "crash" in question:
        return "I was about to say"
    if "json lines" in question:
        return LINES
    if "server-sent events" in question:
        return EVENTS
    if "first" in question:
        return f"You asked first: {messages[0].content}"
    return HELP


def get_model() -> Model:
    return Model()
