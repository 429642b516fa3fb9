"""The engine, and a session for each request."""

import ssl
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.config import Settings, get_settings


def engine_options(settings: Settings, url: URL) -> dict[str, Any]:
    """What the driver and its pool are told."""
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": 20}}
    arguments: dict[str, Any] = {}
    if settings.database_auth == "iam":
        from app.core.aws import database_token

        # Tokens go over connections whose server is known: the certificate is one that every machine trusts
        arguments = {"password": database_token(url), "ssl": ssl.create_default_context()}
    return {
        "connect_args": arguments,
        "pool_size": settings.database_pool_size,
        "max_overflow": 0,
        # Connections that the database closed while this process stood still are found, and made again
        "pool_pre_ping": True,
    }


def create_engine(settings: Settings) -> AsyncEngine:
    url = make_url(settings.database_url)
    # Values of rows, such as hashes of passwords, stay out of errors and so out of logs
    engine = create_async_engine(url, hide_parameters=True, **engine_options(settings, url))
    if url.get_backend_name() == "sqlite":

        @event.listens_for(engine.sync_engine, "connect")
        def check_foreign_keys(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA foreign_keys=ON")

    return engine


@lru_cache
def session_maker() -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(create_engine(get_settings()), expire_on_commit=False)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with session_maker()() as session:
        yield session
