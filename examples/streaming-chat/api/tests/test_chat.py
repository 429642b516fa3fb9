from collections.abc import AsyncGenerator

import pytest
from fastapi.testclient import TestClient

from app.answer import MOST_WORDS
from app.main import app
from app.model import EVENTS, LINES, Model, get_model
from app.schemas import Message
from tests.support import body, pieces, text

FORMS = ["/chat/lines", "/chat/events"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("question", "said"), [("What is JSON Lines?", LINES), ("And Server-Sent Events?", EVENTS)]
)
def test_an_answer_is_its_words_and_a_piece_that_says_that_it_is_whole(
    client: TestClient, form: str, question: str, said: str
):
    found = pieces(client.post(form, json=body(question)))

    assert text(found) == said
    assert found[-1] == {"kind": "end", "words": len(said.split()), "reason": "done"}


def test_the_model_knows_of_the_conversation_what_the_caller_sends(client: TestClient):
    found = pieces(client.post(FORMS[0], json=body("Hello", "Hello!", "What did I ask first?")))

    assert text(found) == "You asked first: Hello"


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_without_an_end_is_cut_off(client: TestClient, form: str):
    *words, end = pieces(client.post(form, json=body("Count!")))

    assert len(words) == MOST_WORDS
    assert text(words).endswith(f" {MOST_WORDS}")
    assert end == {"kind": "end", "words": MOST_WORDS, "reason": "length"}


@pytest.mark.parametrize("form", FORMS)
def test_an_error_that_the_model_tells_is_the_last_piece(client: TestClient, form: str):
    answer = client.post(form, json=body("Overload"))
    *words, last = pieces(answer)

    assert answer.status_code == 200
    assert {piece["kind"] for piece in words} == {"word"}
    assert last == {"kind": "failure", "message": "The model has too much to do. Ask again later."}


def test_another_error_breaks_json_lines_off(client: TestClient):
    with pytest.raises(RuntimeError, match="a mistake in the model"):
        client.post("/chat/lines", json=body("Crash"))


def test_another_error_is_the_last_event_and_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture):
    *words, last = pieces(client.post("/chat/events", json=body("Crash")))

    assert {piece["kind"] for piece in words} == {"word"}
    assert last == {"kind": "failure", "message": "The answer broke off."}
    assert "a mistake in the model" in caplog.text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": []},
        {"messages": [{"role": "user", "content": ""}]},
        {"messages": [{"role": "system", "content": "Hello"}]},
    ],
)
def test_what_is_no_conversation_gets_422_before_an_answer_begins(client: TestClient, form: str, wrong: dict):
    assert client.post(form, json=wrong).status_code == 422


def test_another_model_takes_its_place(client: TestClient):
    class Parrot(Model):
        async def words(self, messages: list[Message]) -> AsyncGenerator[str, None]:
            yield messages[-1].content

    app.dependency_overrides[get_model] = Parrot

    assert text(pieces(client.post(FORMS[0], json=body("Polly")))) == "Polly"
