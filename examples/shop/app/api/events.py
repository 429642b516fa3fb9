"""What comes from Lambda and from no caller: messages of the queue, and the migration of the database."""

import logging
from typing import Any

from fastapi import APIRouter

from app.core.notices import tell
from app.db.migrations import upgrade
from app.schemas import Task

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)


@router.post("/events")
async def take_event(event: dict[str, Any]) -> dict[str, Any]:
    if "migrate" in event:
        await upgrade(event["migrate"])
        return {"migrated": event["migrate"]}
    failures = []
    for record in event["Records"]:
        try:
            await tell(Task.model_validate_json(record["body"]))
        except Exception:
            log.exception("The message %s comes again", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
