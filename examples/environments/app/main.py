"""The application: `uvicorn app.main:app` serves it."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.config import Settings, get_settings
from app.database import get_db, upgrade
from app.models import Notice

AppSettings = Annotated[Settings, Depends(get_settings)]
Db = Annotated[AsyncSession, Depends(get_db)]
Token = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


class NewNotice(BaseModel):
    text: str = Field(min_length=1, max_length=500)

    @field_validator("text")
    @classmethod
    def can_be_stored(cls, text: str) -> str:
        if "\0" in text:
            raise ValueError("has a NUL character, which PostgreSQL does not hold")
        return text


class NoticeOut(NewNotice):
    model_config = ConfigDict(from_attributes=True)

    id: int
    posted_at: datetime

    @field_validator("posted_at")
    @classmethod
    def in_utc(cls, at: datetime) -> datetime:
        """SQLite keeps no time zone; what it gives is in UTC."""
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def operation_id(route: APIRoute) -> str:
    """Function names make the best method names in generated clients."""
    return route.name


app = FastAPI(
    title="Board",
    version="0.1.0",
    description="Notices that everybody reads, and the team posts.",
    generate_unique_id_function=operation_id,
)


@app.get("/health")
async def get_health() -> dict[str, str]:
    """Whether the app answers. It asks no database."""
    return {"status": "ok"}


@app.get("/notices")
async def list_notices(db: Db) -> list[NoticeOut]:
    """The newest hundred notices, the newest one first."""
    found = await db.scalars(select(Notice).order_by(Notice.posted_at.desc(), Notice.id.desc()).limit(100))
    return [NoticeOut.model_validate(notice) for notice in found]


@app.post("/notices", status_code=status.HTTP_201_CREATED)
async def post_notice(new: NewNotice, token: Token, db: Db, settings: AppSettings) -> NoticeOut:
    """Posts a notice: for who has the token."""
    if not secrets.compare_digest(
        token.credentials.encode(), settings.post_token.get_secret_value().encode()
    ):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "The token is another one")
    notice = Notice(text=new.text)
    db.add(notice)
    await db.commit()
    return NoticeOut.model_validate(notice)


@app.post("/events", include_in_schema=False)
async def take_event(event: dict[str, Any], db: Db, settings: AppSettings) -> dict[str, Any]:
    """What comes from Lambda and from no caller: a migration, and the schedule that cleans up."""
    if "migrate" in event:
        await upgrade(event["migrate"])
        return {"migrated": event["migrate"]}
    oldest = datetime.now(UTC) - timedelta(days=settings.notice_days)
    await db.execute(delete(Notice).where(Notice.posted_at < oldest))
    await db.commit()
    return {"cleaned": event["schedule"]}
