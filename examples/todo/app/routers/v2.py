"""What only version 2 does so."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.models.todo import TodoPage
from app.routers.deps import AllTodos

router = APIRouter(prefix="/todos")


@router.get("")
def list_todos(
    todos: AllTodos,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=40)] = None,
) -> TodoPage:
    """Todos, the oldest first, page by page."""
    return todos.page(after, limit)
