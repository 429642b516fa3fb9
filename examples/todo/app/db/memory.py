"""Todos in the memory of one process, for tests and for `dev`: environments of Lambda do not share it."""

from threading import Lock

from app.db.repository import NotFoundError
from app.models.todo import Todo


class MemoryRepository:
    def __init__(self) -> None:
        self._todos: dict[str, Todo] = {}
        self._lock = Lock()

    def add(self, todo: Todo) -> None:
        with self._lock:
            self._todos[todo.id] = todo

    def get(self, todo_id: str) -> Todo:
        try:
            return self._todos[todo_id]
        except KeyError:
            raise NotFoundError(todo_id) from None

    def page(self, after: str | None, limit: int) -> list[Todo]:
        with self._lock:
            ids = sorted(one for one in self._todos if after is None or one > after)
            return [self._todos[one] for one in ids[:limit]]

    def change(self, todo_id: str, values: dict[str, object]) -> Todo:
        with self._lock:
            todo = Todo.model_validate(self.get(todo_id).model_dump() | values)
            self._todos[todo_id] = todo
            return todo

    def delete(self, todo_id: str) -> None:
        with self._lock:
            if self._todos.pop(todo_id, None) is None:
                raise NotFoundError(todo_id)
