from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Created


class Notice(Created, Base):
    """Something that a user was told."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    # A queue may deliver a message twice: the second one finds this key taken
    key: Mapped[str] = mapped_column(String(100), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
