"""Text that the database can hold."""

from typing import Annotated

from pydantic import AfterValidator


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("has a NUL character, which PostgreSQL does not hold")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
