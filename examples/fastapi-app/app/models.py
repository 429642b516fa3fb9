"""The data that goes in and out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

Name = Annotated[str, Field(min_length=1, max_length=80, examples=["Screwdriver"])]
Price = Annotated[float, Field(gt=0, description="In euros", examples=[4.5])]
Description = Annotated[str, Field(max_length=500)]
Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=30)]], Field(max_length=10)]


class Category(StrEnum):
    book = "book"
    game = "game"
    tool = "tool"


class ItemCreate(BaseModel):
    """What a caller gives to create or replace an item."""

    name: Name
    category: Category
    price: Price
    description: Description | None = None
    tags: Tags = []


class ItemUpdate(TypedDict, total=False):
    """The fields to change; one that is left out stays as it is. `null` removes the description."""

    name: Name
    category: Category
    price: Price
    description: Description | None
    tags: Tags


class Item(ItemCreate):
    """An item as it is stored."""

    id: int
    created_at: datetime
    updated_at: datetime | None = None


class ItemPage(BaseModel):
    """One page of a list."""

    items: list[Item]
    total: int = Field(description="All that match, on all pages")


class Checksum(BaseModel):
    sha256: str = Field(description="Hexadecimal")
    size: int = Field(description="In bytes")


class FilePath(BaseModel):
    path: str
    segments: list[str]


class Echo(BaseModel):
    """The request as the application saw it."""

    method: str
    path: str
    headers: dict[str, str]
    log_level: str | None = Field(description="The environment variable LOG_LEVEL")


class Greeting(BaseModel):
    message: str


class Report(BaseModel):
    id: int
    title: str


class ReportStep(BaseModel):
    """A step of a report that is done."""

    number: int
    of: int = Field(description="How many steps there are")
    title: str


class Welcome(BaseModel):
    name: str
    version: str


class Health(BaseModel):
    status: str = "ok"


class ErrorDetail(BaseModel):
    """The form of all errors but 422, whose `detail` is a list."""

    detail: str
