"""Runs migrations on the database of the app's settings."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from app.config import get_settings
from app.database import create_engine
from app.models import Base


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # it can change no column in place
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    engine = create_engine(get_settings())
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


asyncio.run(main())
