"""What a caller sends, and the pieces of which an answer is made."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Message(BaseModel):
    role: Literal["user", "assistant"]
    content: Annotated[str, Field(min_length=1, max_length=2000)]


class Conversation(BaseModel):
    """All that was said so far, the question last. The app remembers nothing."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=50)]


class Word(BaseModel):
    """The next word, with the space before it."""

    kind: Literal["word"] = "word"
    text: str


class End(BaseModel):
    """The last piece of an answer that is whole."""

    kind: Literal["end"] = "end"
    words: int
    reason: Annotated[Literal["done", "length"], Field(description="`length`: the answer was cut off")]


class Failure(BaseModel):
    """The last piece of an answer that the model could not end."""

    kind: Literal["failure"] = "failure"
    message: str


Piece = Annotated[Word | End | Failure, Field(discriminator="kind")]
