"""Alembic, called from the app."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]


def configuration() -> Config:
    return Config(ROOT / "alembic.ini")


async def upgrade(revision: str) -> None:
    # Alembic has a loop of its own, and so needs a thread
    await asyncio.to_thread(command.upgrade, configuration(), revision)
