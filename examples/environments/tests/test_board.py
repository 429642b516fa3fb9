"""Notices, and who may post them."""

import sys
from datetime import UTC, datetime, timedelta
from types import ModuleType

import httpx
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url

from app.config import Settings
from app.database import create_engine, engine_options, session_maker
from app.models import Base, Notice
from tests.conftest import TOKEN

pytestmark = pytest.mark.anyio
BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def test_everybody_reads_what_the_team_posts_the_newest_first(client: httpx.AsyncClient) -> None:
    for text in ("Closed on Monday", "Open again"):
        assert (await client.post("/notices", json={"text": text}, headers=BEARER)).status_code == 201
    answer = await client.get("/notices")
    assert [notice["text"] for notice in answer.json()] == ["Open again", "Closed on Monday"]


async def test_a_time_is_the_same_and_in_utc_each_time(client: httpx.AsyncClient) -> None:
    posted = (await client.post("/notices", json={"text": "Open again"}, headers=BEARER)).json()
    assert posted["posted_at"].endswith("Z")
    assert (await client.get("/notices")).json() == [posted]


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 401), ({"Authorization": "Bearer of-somebody-else"}, 403)]
)
async def test_nobody_else_posts(client: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    assert (await client.post("/notices", json={"text": "Free beer"}, headers=headers)).status_code == status
    assert (await client.get("/notices")).json() == []


async def test_notices_of_long_ago_go_by_the_schedule(client: httpx.AsyncClient, settings: Settings) -> None:
    async with session_maker()() as db:
        long_ago = datetime.now(UTC) - timedelta(days=settings.notice_days + 1)
        db.add_all([Notice(text="Of last year", posted_at=long_ago), Notice(text="Of today")])
        await db.commit()
    answer = await client.post("/events", json={"schedule": "clean"})
    assert answer.json() == {"cleaned": "clean"}
    assert [notice["text"] for notice in (await client.get("/notices")).json()] == ["Of today"]


@pytest.mark.parametrize("text", ["", "Open\0again"])
async def test_a_notice_that_is_empty_or_cannot_be_stored_is_refused(
    client: httpx.AsyncClient, text: str
) -> None:
    assert (await client.post("/notices", json={"text": text}, headers=BEARER)).status_code == 422


async def test_the_app_is_healthy_without_a_database(settings: Settings) -> None:
    from app.main import app

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board") as client:
        assert (await client.get("/health")).json() == {"status": "ok"}


async def test_migrations_make_the_tables_that_the_models_have(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    def differences(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    engine = create_engine(settings)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_a_token_of_iam_is_the_password_on_aws(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    aws = ModuleType("app.aws")
    aws.database_token = lambda url: lambda: f"token for {url.host}"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.aws", aws)
    url = make_url("postgresql+asyncpg://board@proxy.example:5432/board")
    options = engine_options(settings.model_copy(update={"database_auth": "iam"}), url)
    assert options["connect_args"]["password"]() == "token for proxy.example"
    assert options["pool_size"] == 1
    assert options["connect_args"]["ssl"].check_hostname
