"""What requests and answers hold. API Gateway checks bodies by these models before the function is called."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def _with_letters(title: str) -> str:
    if not (stripped := title.strip()):
        raise ValueError("has no letters")
    return stripped


Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_with_letters)]
Text = Annotated[str, Field(max_length=2000)]


class TodoIn(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Buy milk", "priority": "high"}]})

    title: Title
    description: Text = ""
    priority: Priority = Priority.MEDIUM


class TodoChange(BaseModel):
    """What is left out stays as it is."""

    title: Title | None = None
    description: Text | None = None
    priority: Priority | None = None
    done: bool | None = None

    def given(self) -> dict[str, object]:
        return self.model_dump(mode="json", exclude_none=True)


class Todo(TodoIn):
    id: str
    done: bool = False
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class TodoPage(BaseModel):
    items: list[Todo]
    next: str | None = Field(
        description="The parameter `after` of the next page; null where this is the last one."
    )
