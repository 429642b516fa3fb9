"""The engine, a session for each request, and the migrations."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.config import Settings, get_settings

CONFIGURATION = Path(__file__).parents[1] / "alembic.ini"


def engine_options(settings: Settings, url: URL) -> dict[str, Any]:
    """What the driver and its pool are told."""
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": 20}}
    arguments: dict[str, Any] = {}
    if settings.database_auth == "iam":
        from app.aws import database_token

        # Tokens go over connections whose server is known: the certificate is one that every machine trusts
        arguments = {"password": database_token(url), "ssl": ssl.create_default_context()}
    # A function answers one request at a time. Connections that the database closed meanwhile are made again
    return {"connect_args": arguments, "pool_size": 1, "max_overflow": 0, "pool_pre_ping": True}


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url)
    # Values of rows stay out of errors and so out of logs
    return create_async_engine(url, hide_parameters=True, **engine_options(settings, url))


@lru_cache
def session_maker() -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(create_engine(get_settings()), expire_on_commit=False)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with session_maker()() as session:
        yield session


async def upgrade(revision: str) -> None:
    # Alembic has a loop of its own, and so needs a thread
    await asyncio.to_thread(command.upgrade, Config(CONFIGURATION), revision)
