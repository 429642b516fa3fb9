from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.security import hash_password
from app.models import User
from app.schemas import UserIn


async def by_id(db: AsyncSession, user_id: int) -> User | None:
    return await db.get(User, user_id)


async def by_name(db: AsyncSession, username: str) -> User | None:
    if "\0" in username:  # PostgreSQL fails for it
        return None
    return await db.scalar(select(User).where(User.username == username))


async def create(db: AsyncSession, data: UserIn) -> User | None:
    """A new user; None where the name or the address is taken."""
    taken = select(User.id).where(or_(User.username == data.username, User.email == data.email))
    if await db.scalar(taken) is not None:
        return None
    user = User(
        username=data.username,
        email=data.email,
        full_name=data.full_name,
        hashed_password=await hash_password(data.password.get_secret_value()),
    )
    db.add(user)
    try:
        await db.commit()
    except IntegrityError:  # somebody was faster
        await db.rollback()
        return None
    return user
