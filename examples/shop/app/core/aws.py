"""All that the app knows of AWS: imported where a setting asks for it. `boto3` is in Lambda already."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import boto3
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import URL

from app.schemas import Task


@lru_cache
def _client(service: str) -> Any:
    return boto3.client(service)


class Queue:
    """A queue of SQS. Lambda hands its messages to `POST /events`."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def add(self, task: Task) -> None:
        await run_in_threadpool(
            _client("sqs").send_message, QueueUrl=self._url, MessageBody=task.model_dump_json()
        )


def database_token(url: URL) -> Callable[[], str]:
    """What makes a password for each new connection: a token of IAM, which is signed here and asks nobody."""

    def token() -> str:
        return _client("rds").generate_db_auth_token(
            DBHostname=url.host, Port=url.port or 5432, DBUsername=url.username
        )

    return token
