"""Settings, and what stands around every request."""

import ssl
import sys
from types import ModuleType

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import make_url

from app.config import Settings
from app.core.middleware import RootPath
from app.db.session import engine_options

PROXY = "postgresql+asyncpg://shop@proxy.example.com:5432/shop"


def test_a_secret_is_asked_for_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ValidationError, match="secret_key"):
        Settings(_env_file=None)
    monkeypatch.setenv("SECRET_KEY", "too short")
    with pytest.raises(ValidationError, match="at least 32"):
        Settings(_env_file=None)
    assert "x" * 32 not in repr(Settings(_env_file=None, secret_key="x" * 32))


def test_a_pool_has_as_many_connections_as_it_is_told(settings: Settings) -> None:
    one = settings.model_copy(update={"database_pool_size": 1})

    options = engine_options(one, make_url(PROXY))

    assert (options["pool_size"], options["max_overflow"], options["pool_pre_ping"]) == (1, 0, True)
    assert options["connect_args"] == {}


def test_each_connection_gets_a_token_of_its_own_over_a_connection_that_is_checked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    class Client:
        def generate_db_auth_token(self, **of: object) -> str:
            asked.append(of)
            return f"token {len(asked)}"

    boto3 = ModuleType("boto3")
    boto3.client = lambda service: Client()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "boto3", boto3)
    monkeypatch.delitem(sys.modules, "app.core.aws", raising=False)

    arguments = engine_options(settings.model_copy(update={"database_auth": "iam"}), make_url(PROXY))[
        "connect_args"
    ]

    assert [arguments["password"](), arguments["password"]()] == ["token 1", "token 2"]
    assert asked[0] == {"DBHostname": "proxy.example.com", "Port": 5432, "DBUsername": "shop"}
    assert arguments["ssl"].verify_mode == ssl.CERT_REQUIRED
    assert arguments["ssl"].check_hostname


@pytest.mark.anyio
async def test_pages_of_the_named_origins_may_read_answers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.main import create_app

    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.example, https://b.example")
    monkeypatch.setenv("ALLOWED_HOSTS", "shop.example")
    monkeypatch.setattr("app.main.get_settings", lambda: Settings(_env_file=None))
    transport = httpx.ASGITransport(create_app())

    async def ask(origin: str, host: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            return await client.get("/users/me", headers={"Origin": origin})

    answer = await ask("https://b.example", "shop.example")
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "https://b.example"
    assert float(answer.headers["X-Process-Time"]) >= 0
    assert "Access-Control-Allow-Origin" not in (await ask("https://c.example", "shop.example")).headers
    assert (await ask("https://b.example", "other.example")).status_code == 400


@pytest.mark.anyio
async def test_the_docs_find_their_document_behind_a_stage(app: FastAPI, settings: Settings) -> None:
    behind = RootPath(app, "/prod")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(behind), base_url="http://shop") as client:
        assert "url: '/prod/openapi.json'" in (await client.get("/docs")).text
        assert (await client.get("/openapi.json")).json()["info"]["title"] == "Shop"
