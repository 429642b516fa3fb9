from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Task(BaseModel):
    """Work that no caller waits for: telling a user something."""

    key: str
    user_id: int
    text: str


class NoticeOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    text: str
    created_at: datetime
