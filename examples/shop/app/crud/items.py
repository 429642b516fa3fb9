from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from app.models import Item
from app.schemas import ItemIn


async def create(db: AsyncSession, owner_id: int, data: ItemIn) -> Item:
    item = Item(owner_id=owner_id, **data.model_dump())
    db.add(item)
    await db.commit()
    return item


async def by_id(db: AsyncSession, item_id: int, *, with_picture: bool = False) -> Item | None:
    return await db.get(Item, item_id, options=[undefer(Item.picture)] if with_picture else [])


async def found(db: AsyncSession, q: str | None, skip: int, limit: int) -> Sequence[Item]:
    query = select(Item).order_by(Item.id).offset(skip).limit(limit)
    if q is not None:
        query = query.where(Item.name.icontains(q, autoescape=True))
    return (await db.scalars(query)).all()


async def set_picture(db: AsyncSession, item: Item, picture: bytes, media_type: str) -> None:
    item.picture = picture
    item.picture_type = media_type
    await db.commit()


async def delete(db: AsyncSession, item: Item) -> None:
    await db.delete(item)
    await db.commit()
