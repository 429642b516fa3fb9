"""The app as its tests have it: a database in memory, and another service that answers at once."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import StaticPool
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from app.config import Settings, get_settings
from app.core.rates import Rates, get_rates
from app.core.tasks import get_tasks
from app.db.session import get_db
from app.models import Base
from app.schemas import Task

PASSWORD = "correct horse battery"
LogIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def fast_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that are cheap to make, and would be cheap to guess."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("app.core.security._hasher", PasswordHash((cheap,)))


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SECRET_KEY", "of-the-tests-and-32-characters-long")
    return Settings(_env_file=None)


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    from app.main import create_app

    monkeypatch.setattr("app.main.get_settings", lambda: settings)
    return create_app()


@pytest.fixture
async def sessions() -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield async_sessionmaker(engine, expire_on_commit=False)
    await engine.dispose()


@pytest.fixture
async def db(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


class KeptTasks:
    """Tasks that nobody does."""

    def __init__(self) -> None:
        self.added: list[Task] = []

    async def add(self, task: Task) -> None:
        self.added.append(task)


@pytest.fixture
def tasks() -> KeptTasks:
    return KeptTasks()


def rates_of(answer: Callable[[httpx.Request], httpx.Response]) -> Callable[[], AsyncIterator[Rates]]:
    """Rates of another service that answers so."""

    async def get() -> AsyncIterator[Rates]:
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(transport=transport, base_url="https://rates.example/v1/") as client:
            yield Rates(client)

    return get


@pytest.fixture
async def client(
    app: FastAPI, settings: Settings, sessions: async_sessionmaker[AsyncSession], tasks: KeptTasks
) -> AsyncIterator[httpx.AsyncClient]:
    async def new_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    app.dependency_overrides = {
        get_settings: lambda: settings,
        get_db: new_session,
        get_tasks: lambda: tasks,
        get_rates: rates_of(lambda _request: httpx.Response(500)),
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client:
        yield client


@pytest.fixture
async def log_in(app: FastAPI, client: httpx.AsyncClient) -> AsyncIterator[LogIn]:
    """Registers a user, and gives what calls as that user."""
    clients: list[httpx.AsyncClient] = []

    async def log_in(name: str) -> httpx.AsyncClient:
        user = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        assert (await client.post("/users", json=user)).status_code == 201
        answer = await client.post("/token", data={"username": name, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        new = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop", headers=headers)
        clients.append(new)
        return new

    yield log_in
    for one in clients:
        await one.aclose()
