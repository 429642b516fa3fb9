"""What Lambda sends: with a database in a file, as functions have it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import FastAPI
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.config import Settings, get_settings
from app.core.tasks import InProcess, get_tasks
from app.db.session import create_engine, session_maker
from app.models import Base, Notice, User
from app.schemas import Task

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/shop.db")
    get_settings.cache_clear()
    return get_settings()


@pytest.fixture
async def sessions(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """A database without a table."""
    session_maker.cache_clear()
    sessions = session_maker()
    yield sessions
    await sessions.kw["bind"].dispose()
    session_maker.cache_clear()
    get_settings.cache_clear()


@pytest.fixture
async def user_id(client: httpx.AsyncClient, db: AsyncSession) -> int:
    """A user in a database that an event has migrated."""
    assert (await client.post("/events", json={"migrate": "head"})).json() == {"migrated": "head"}
    user = User(username="alice", email="alice@example.com", hashed_password="-")
    db.add(user)
    await db.commit()
    return user.id


def message(number: int, body: object) -> dict[str, object]:
    return {"messageId": f"m{number}", "eventSource": "aws:sqs", "body": json.dumps(body)}


async def test_migrations_make_the_tables_that_the_models_have(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await client.post("/events", json={"migrate": "head"})

    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    engine = create_engine(settings)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_migration_is_taken_back(client: httpx.AsyncClient, user_id: int) -> None:
    from alembic import command
    from anyio import to_thread

    from app.db.migrations import configuration

    await to_thread.run_sync(command.downgrade, configuration(), "base")
    assert (await client.post("/events", json={"migrate": "head"})).status_code == 200


async def test_a_message_is_done_once_however_often_it_comes(
    client: httpx.AsyncClient, db: AsyncSession, user_id: int
) -> None:
    task = {"key": "welcome-1", "user_id": user_id, "text": "Welcome!"}

    for _ in range(2):
        answer = await client.post("/events", json={"Records": [message(1, task)]})
        assert answer.json() == {"batchItemFailures": []}

    assert [notice.text for notice in await db.scalars(select(Notice))] == ["Welcome!"]


async def test_a_message_that_fails_is_named_and_the_others_are_done(
    client: httpx.AsyncClient, db: AsyncSession, user_id: int
) -> None:
    stranger = {"key": "a", "user_id": user_id + 1, "text": "nobody"}
    good = {"key": "b", "user_id": user_id, "text": "Welcome!"}

    records = [message(1, "no task"), message(2, stranger), message(3, good)]
    answer = await client.post("/events", json={"Records": records})

    failures = [failure["itemIdentifier"] for failure in answer.json()["batchItemFailures"]]
    assert failures == ["m1", "m2"]
    assert [notice.key for notice in await db.scalars(select(Notice))] == ["b"]


async def test_without_a_queue_the_process_does_its_tasks_itself(
    app: FastAPI, client: httpx.AsyncClient, db: AsyncSession, user_id: int
) -> None:
    del app.dependency_overrides[get_tasks]
    bob = {"username": "bob", "email": "bob@example.com", "password": "correct horse battery"}

    assert (await client.post("/users", json=bob)).status_code == 201

    assert [notice.text for notice in await db.scalars(select(Notice))] == ["Welcome, bob!"]


def test_without_a_queue_tasks_are_those_of_fastapi(settings: Settings) -> None:
    assert isinstance(get_tasks(background=None, settings=settings), InProcess)  # type: ignore[arg-type]


def test_a_task_goes_through_json_as_it_is() -> None:
    task = Task(key="k", user_id=7, text="ä")
    assert Task.model_validate_json(task.model_dump_json()) == task
