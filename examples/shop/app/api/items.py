"""Items, their pictures, and their prices elsewhere."""

import asyncio
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response, UploadFile, status

from app.api.deps import AnItem, CurrentUser, Db, ExchangeRates, ItemId, OwnItem, Page
from app.crud import items
from app.schemas import ItemIn, ItemOut, PictureOut, PriceOut, Text

router = APIRouter(prefix="/items", tags=["items"], responses={404: {"description": "No such item"}})

PICTURES = ("image/png", "image/jpeg", "image/webp")
LARGEST_PICTURE = 1_000_000

Currencies = Annotated[list[Annotated[str, Query(pattern="^[A-Z]{3}$")]], Query(min_length=1, max_length=5)]


@router.get("", response_model=list[ItemOut])
async def list_items(
    db: Db, page: Page, q: Annotated[Text | None, Query(min_length=3, max_length=50)] = None
):
    """The items, page by page; with `q` those with it in their names."""
    return await items.found(db, q, page.skip, page.limit)


@router.post("", response_model=ItemOut, status_code=status.HTTP_201_CREATED)
async def create_item(data: ItemIn, user: CurrentUser, db: Db, response: Response):
    """Add an item of yours."""
    item = await items.create(db, user.id, data)
    response.headers["Location"] = f"items/{item.id}"
    return item


@router.get("/{item_id}", response_model=ItemOut)
async def read_item(item: AnItem):
    """An item by its number."""
    return item


@router.delete("/{item_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_item(item: OwnItem, db: Db) -> None:
    """Remove an item of yours."""
    await items.delete(db, item)


@router.put("/{item_id}/picture")
async def put_picture(item: OwnItem, file: UploadFile, db: Db) -> PictureOut:
    """Set the picture of an item of yours."""
    if file.content_type not in PICTURES:
        raise HTTPException(
            status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, f"A picture is one of {', '.join(PICTURES)}"
        )
    picture = await file.read(LARGEST_PICTURE + 1)
    if len(picture) > LARGEST_PICTURE:
        raise HTTPException(
            status.HTTP_413_CONTENT_TOO_LARGE, f"A picture has {LARGEST_PICTURE} bytes at the most"
        )
    await items.set_picture(db, item, picture, file.content_type)
    return PictureOut(media_type=file.content_type, size=len(picture))


@router.get("/{item_id}/picture", response_class=Response)
async def read_picture(item_id: ItemId, db: Db) -> Response:
    """The picture of an item."""
    item = await items.by_id(db, item_id, with_picture=True)
    if item is None or item.picture is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such picture")
    return Response(item.picture, media_type=item.picture_type, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/{item_id}/prices")
async def read_prices(item: AnItem, rates: ExchangeRates, currency: Currencies) -> list[PriceOut]:
    """What an item costs in other currencies, which are asked for at once."""
    found = await asyncio.gather(*(rates.of(one) for one in currency))
    return [
        PriceOut(
            item_id=item.id,
            currency=one,
            price=(item.price * rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP),
        )
        for one, rate in zip(currency, found, strict=True)
    ]
