"""What TestClient does not show: it hands an answer over when all of it is there."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Iterator
from typing import TypeVar

import pytest

from app.answer import answer
from app.main import app
from app.model import Model, get_model
from app.schemas import Conversation, End, Message, Word
from tests.support import body

pytestmark = pytest.mark.anyio

T = TypeVar("T")

QUESTION = Conversation.model_validate(body("Hello"))


async def soon(result: Awaitable[T]) -> T:
    """What a stream that works has at once: one that does not is waited for in vain."""
    async with asyncio.timeout(10):
        return await result


class HeldModel(Model):
    """A model that says its second word when a test lets it, and notes that it has stopped."""

    def __init__(self) -> None:
        self.thinks = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.stopped = asyncio.Event()

    async def words(self, messages: list[Message]) -> AsyncGenerator[str, None]:
        try:
            yield "One"
            self.thinks.set()
            await self.goes_on.wait()
            yield "two"
        finally:
            self.stopped.set()


@pytest.fixture
def model() -> Iterator[HeldModel]:
    model = HeldModel()
    app.dependency_overrides[get_model] = lambda: model
    yield model
    app.dependency_overrides.clear()


async def test_a_word_is_given_before_the_model_has_the_next_one(model: HeldModel):
    pieces = answer(model, QUESTION)
    assert await soon(anext(pieces)) == Word(text="One")

    model.goes_on.set()

    assert [piece async for piece in pieces] == [Word(text=" two"), End(words=2, reason="done")]


async def test_who_stops_reading_stops_the_model(model: HeldModel):
    pieces = answer(model, QUESTION)
    await soon(anext(pieces))

    await pieces.aclose()

    assert model.stopped.is_set()


@pytest.mark.parametrize("form", ["/chat/lines", "/chat/events"])
async def test_a_caller_who_leaves_stops_the_model(
    model: HeldModel, form: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)

    caller = Caller(model)
    await soon(caller.ask(form))

    assert model.stopped.is_set()
    assert b"two" not in caller.got
    assert [record.message for record in caplog.records] == ["the reader left after word 1: the model stops"]


class Caller:
    """A caller as uvicorn tells the app of one: has a word, and leaves while the model thinks of the next."""

    def __init__(self, model: HeldModel) -> None:
        self.model = model
        self.got = b""
        self.has_word = asyncio.Event()
        self.has_asked = False

    async def ask(self, form: str) -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "path": form,
            "raw_path": form.encode(),
            "query_string": b"",
            "headers": [(b"content-type", b"application/json")],
        }
        await app(scope, self.receive, self.send)

    async def receive(self) -> dict:
        if not self.has_asked:
            self.has_asked = True
            return {"type": "http.request", "body": json.dumps(body("Hello")).encode(), "more_body": False}
        await self.has_word.wait()
        await self.model.thinks.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.got += message.get("body", b"")
        if b"One" in self.got:
            self.has_word.set()
