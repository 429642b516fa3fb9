"""What is the same in all versions of the API."""

from fastapi import APIRouter, status

from app.models.todo import Todo, TodoChange, TodoIn
from app.routers.deps import AllTodos, TodoId

router = APIRouter(prefix="/todos", responses={404: {"description": "No such todo"}})


@router.post("", status_code=status.HTTP_201_CREATED)
def create_todo(data: TodoIn, todos: AllTodos) -> Todo:
    """Add a todo."""
    return todos.create(data)


@router.get("/{todo_id}")
def get_todo(todo_id: TodoId, todos: AllTodos) -> Todo:
    """A todo by its id."""
    return todos.get(todo_id)


@router.patch("/{todo_id}")
def change_todo(todo_id: TodoId, data: TodoChange, todos: AllTodos) -> Todo:
    """Change a todo."""
    return todos.change(todo_id, data)


@router.delete("/{todo_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_todo(todo_id: TodoId, todos: AllTodos) -> None:
    """Remove a todo."""
    todos.delete(todo_id)
