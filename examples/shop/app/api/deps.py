"""What routes depend on."""

from typing import Annotated

from fastapi import Depends, HTTPException, Path, Query, status
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncSession

from app.config import Settings, get_settings
from app.core.rates import Rates, get_rates
from app.core.security import user_id_of
from app.core.tasks import Tasks, get_tasks
from app.crud import items, users
from app.db.session import get_db
from app.models import Item, User

AppSettings = Annotated[Settings, Depends(get_settings)]
Db = Annotated[AsyncSession, Depends(get_db)]
AfterAnswer = Annotated[Tasks, Depends(get_tasks)]
ExchangeRates = Annotated[Rates, Depends(get_rates)]
# INTEGER of PostgreSQL holds no more; SQLite takes twice as many digits
LARGEST = 2**31 - 1

ItemId = Annotated[int, Path(title="Number of the item", ge=1, le=LARGEST)]

# Relative, so that it is right behind a stage, too
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")


async def get_current_user(
    token: Annotated[str, Depends(oauth2_scheme)], db: Db, settings: AppSettings
) -> User:
    user_id = user_id_of(token, settings)
    user = None if user_id is None else await users.by_id(db, user_id)
    if user is None:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            "The token is not valid, or no longer",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


async def get_item(item_id: ItemId, db: Db) -> Item:
    if (item := await items.by_id(db, item_id)) is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such item")
    return item


AnItem = Annotated[Item, Depends(get_item)]


async def get_own_item(item: AnItem, user: CurrentUser) -> Item:
    if item.owner_id != user.id:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "The item belongs to somebody else")
    return item


OwnItem = Annotated[Item, Depends(get_own_item)]


class Pagination:
    def __init__(
        self,
        skip: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> None:
        self.skip = skip
        self.limit = limit


Page = Annotated[Pagination, Depends()]
