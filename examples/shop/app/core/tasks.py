"""Work after the answer: in this process, or by a queue."""

from typing import Annotated, Protocol

from fastapi import BackgroundTasks, Depends

from app.config import Settings, get_settings
from app.core.notices import tell
from app.schemas import Task


class Tasks(Protocol):
    async def add(self, task: Task) -> None:
        """Sees to it that the task is done, and does not wait for that."""


class InProcess:
    """Background tasks of FastAPI: for a server, whose process lives on after the answer."""

    def __init__(self, background: BackgroundTasks) -> None:
        self._background = background

    async def add(self, task: Task) -> None:
        self._background.add_task(tell, task)


def get_tasks(background: BackgroundTasks, settings: Annotated[Settings, Depends(get_settings)]) -> Tasks:
    if settings.queue_url is None:
        return InProcess(background)
    from app.core.aws import Queue

    return Queue(settings.queue_url)
