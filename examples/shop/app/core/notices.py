"""What a task does."""

from app.crud import notices
from app.db.session import session_maker
from app.schemas import Task


async def tell(task: Task) -> None:
    async with session_maker()() as db:
        await notices.add_once(db, task)
