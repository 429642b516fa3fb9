from decimal import Decimal

from sqlalchemy import ForeignKey, LargeBinary, Numeric, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.models.base import Base, Created


class Item(Created, Base):
    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    tax: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    picture_type: Mapped[str | None] = mapped_column(String(50))
    # Read only by who asks for it: lists of items stay small
    picture: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
