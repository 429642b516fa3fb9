"""The app as its tests have it, with a model that does not have to think."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app import pace
from app.main import app


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SECONDS_A_WORD", 0)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
