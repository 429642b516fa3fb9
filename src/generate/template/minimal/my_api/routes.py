"""The routes."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

router = APIRouter()


class Message(BaseModel):
    message: str


@router.get("/")
async def say_hello() -> Message:
    """Say hello."""
    return Message(message="Hello from MyApi!")


@router.get("/echo")
async def echo(message: Annotated[str, Query(max_length=1024)]) -> Message:
    """Get back what you send."""
    return Message(message=message)
