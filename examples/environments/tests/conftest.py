"""The app as its tests have it: its own migrations, on a database in a file of the test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from app import database
from app.config import Settings, get_settings

TOKEN = "of-the-tests-and-32-characters-long"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Settings]:
    monkeypatch.setenv("POST_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/board.db")
    get_settings.cache_clear()
    database.session_maker.cache_clear()
    yield get_settings()
    get_settings.cache_clear()


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    from app.main import app

    await database.upgrade("head")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board") as client:
        yield client
    await database.session_maker().kw["bind"].dispose()
