from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Notice
from app.schemas import Task


async def add_once(db: AsyncSession, task: Task) -> None:
    """Writes a notice down, unless one with its key is there."""
    if await db.scalar(select(Notice.id).where(Notice.key == task.key)) is not None:
        return
    db.add(Notice(**task.model_dump()))
    try:
        await db.commit()
    except IntegrityError:
        await db.rollback()
        # The same message at the same time, elsewhere. Anything else, such as a user who is gone, is a fault
        if await db.scalar(select(Notice.id).where(Notice.key == task.key)) is None:
            raise


async def of_user(db: AsyncSession, user_id: int) -> Sequence[Notice]:
    return (await db.scalars(select(Notice).where(Notice.user_id == user_id).order_by(Notice.id))).all()
