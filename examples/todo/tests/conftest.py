"""The app as its tests have it, with a repository of their own."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.db.memory import MemoryRepository
from app.services.todos import Todos, get_todos
from main import app


@pytest.fixture
def client() -> Iterator[TestClient]:
    todos = Todos(MemoryRepository())
    app.dependency_overrides[get_todos] = lambda: todos
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()
