"""Users, and how they log in."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from fastapi.security import OAuth2PasswordRequestForm

from app.api.deps import AfterAnswer, AppSettings, CurrentUser, Db
from app.core.security import create_token, is_password
from app.crud import notices, users
from app.schemas import NoticeOut, Task, Token, UserIn, UserOut

router = APIRouter(tags=["users"])


@router.post("/users", response_model=UserOut, status_code=status.HTTP_201_CREATED)
async def create_user(data: UserIn, db: Db, tasks: AfterAnswer):
    """Register. A welcome is written afterwards: see `/users/me/notices`."""
    if (user := await users.create(db, data)) is None:
        raise HTTPException(status.HTTP_409_CONFLICT, "The name or the address is taken")
    welcome = Task(key=f"welcome-{user.id}", user_id=user.id, text=f"Welcome, {user.username}!")
    await tasks.add(welcome)
    return user


@router.post("/token")
async def log_in(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], db: Db, settings: AppSettings
) -> Token:
    """Get a token for a name and a password."""
    user = await users.by_name(db, form.username)
    if not await is_password(form.password, user and user.hashed_password) or user is None:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            "Name or password is wrong",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return Token(access_token=create_token(user.id, settings))


@router.get("/users/me", response_model=UserOut)
async def read_me(user: CurrentUser):
    """Who you are."""
    return user


@router.get("/users/me/notices", response_model=list[NoticeOut])
async def read_my_notices(user: CurrentUser, db: Db):
    """What you were told."""
    return await notices.of_user(db, user.id)
