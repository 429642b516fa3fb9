"""Where the items live: in the memory of one process. A real application has a database here."""

from datetime import UTC, datetime
from itertools import count
from typing import Annotated, Any

from fastapi import Depends, Request

from app.errors import NotFoundError
from app.models import Item, ItemCreate


class ItemStore:
    def __init__(self) -> None:
        self._items: dict[int, Item] = {}
        self._ids = count(1)

    def all(self) -> list[Item]:
        return list(self._items.values())

    def get(self, item_id: int) -> Item:
        try:
            return self._items[item_id]
        except KeyError:
            raise NotFoundError(f"There is no item {item_id}") from None

    def add(self, data: ItemCreate) -> Item:
        item = Item(**data.model_dump(), id=next(self._ids), created_at=datetime.now(UTC))
        self._items[item.id] = item
        return item

    def change(self, item_id: int, values: dict[str, Any]) -> Item:
        item = self.get(item_id).model_copy(update=values | {"updated_at": datetime.now(UTC)})
        self._items[item_id] = item
        return item

    def remove(self, item_id: int) -> None:
        self.get(item_id)
        del self._items[item_id]


def get_store(request: Request) -> ItemStore:
    return request.app.state.items


Store = Annotated[ItemStore, Depends(get_store)]
