"""Where todos are kept."""

from typing import Protocol

from app.models.todo import Todo


class NotFoundError(LookupError):
    """There is no todo of that id."""


class Repository(Protocol):
    def add(self, todo: Todo) -> None: ...

    def get(self, todo_id: str) -> Todo: ...

    def page(self, after: str | None, limit: int) -> list[Todo]:
        """Todos in the order in which they were made, behind that one."""
        ...

    def change(self, todo_id: str, values: dict[str, object]) -> Todo: ...

    def delete(self, todo_id: str) -> None: ...
