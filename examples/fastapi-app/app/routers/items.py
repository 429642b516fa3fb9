"""Create, read, update and delete."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response, status

from app.models import Category, ErrorDetail, Item, ItemCreate, ItemPage, ItemUpdate
from app.store import Store

router = APIRouter(prefix="/items", tags=["items"])

NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorDetail, "description": "There is no such item"}
}

ItemId = Annotated[int, Path(ge=1)]


@router.get("")
async def list_items(
    store: Store,
    category: Annotated[Category | None, Query(description="Only items of this category")] = None,
    tag: Annotated[list[str] | None, Query(description="Only items that have all of these tags")] = None,
    max_price: Annotated[float | None, Query(gt=0)] = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> ItemPage:
    """List items, the oldest first."""
    found = [
        item
        for item in store.all()
        if (category is None or item.category == category)
        and set(tag or []) <= set(item.tags)
        and (max_price is None or item.price <= max_price)
    ]
    return ItemPage(items=found[offset : offset + limit], total=len(found))


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_item(data: ItemCreate, store: Store, request: Request, response: Response) -> Item:
    """Create an item. The `Location` header tells where it is."""
    item = store.add(data)
    response.headers["Location"] = request.url_for("get_item", item_id=item.id).path
    return item


@router.get("/{item_id}", responses=NOT_FOUND)
async def get_item(item_id: ItemId, store: Store) -> Item:
    """Get one item."""
    return store.get(item_id)


@router.put("/{item_id}", responses=NOT_FOUND)
async def replace_item(item_id: ItemId, data: ItemCreate, store: Store) -> Item:
    """Replace all fields of an item."""
    return store.change(item_id, data.model_dump())


@router.patch("/{item_id}", responses=NOT_FOUND)
async def update_item(item_id: ItemId, data: ItemUpdate, store: Store) -> Item:
    """Change some fields of an item."""
    return store.change(item_id, dict(data))


@router.delete("/{item_id}", status_code=status.HTTP_204_NO_CONTENT, responses=NOT_FOUND)
async def delete_item(item_id: ItemId, store: Store) -> None:
    """Delete an item."""
    store.remove(item_id)
