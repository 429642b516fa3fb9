"""What routes depend on."""

from typing import Annotated

from fastapi import Depends, Path

from app.services.todos import Todos, get_todos

AllTodos = Annotated[Todos, Depends(get_todos)]
TodoId = Annotated[str, Path(title="Id of the todo", max_length=40)]
