"""What both versions of the API do with todos."""

import os
import secrets
import time
from functools import lru_cache

from app.db.memory import MemoryRepository
from app.db.repository import Repository
from app.models.todo import Todo, TodoChange, TodoIn, TodoPage


def new_id() -> str:
    """Ids are in the order of the time at which they were made: 12 digits of milliseconds, then chance."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(8)}"


class Todos:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def create(self, data: TodoIn) -> Todo:
        todo = Todo(id=new_id(), **data.model_dump())
        self._repository.add(todo)
        return todo

    def get(self, todo_id: str) -> Todo:
        return self._repository.get(todo_id)

    def page(self, after: str | None, limit: int) -> TodoPage:
        found = self._repository.page(after, limit + 1)
        items = found[:limit]
        return TodoPage(items=items, next=items[-1].id if len(found) > limit else None)

    def change(self, todo_id: str, data: TodoChange) -> Todo:
        return self._repository.change(todo_id, data.given())

    def delete(self, todo_id: str) -> None:
        self._repository.delete(todo_id)


@lru_cache
def get_todos() -> Todos:
    """Those of the table `TODOS_TABLE`; without that variable, of this process."""
    if not (table := os.environ.get("TODOS_TABLE")):
        return Todos(MemoryRepository())
    from app.db.dynamodb import DynamoRepository

    return Todos(DynamoRepository(table))
