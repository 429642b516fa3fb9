from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.main import create_app


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A new application with an empty store and without CORS."""
    monkeypatch.delenv("ALLOWED_ORIGINS", raising=False)
    return TestClient(create_app())


@pytest.fixture
def client_for_origins(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], TestClient]:
    """A new application that is called from these origins."""

    def create(origins: str) -> TestClient:
        monkeypatch.setenv("ALLOWED_ORIGINS", origins)
        return TestClient(create_app())

    return create
