"""Passwords as hashes, and signed tokens."""

from datetime import UTC, datetime, timedelta

import jwt
from fastapi.concurrency import run_in_threadpool
from pwdlib import PasswordHash

from app.config import Settings

ALGORITHM = "HS256"
_hasher = PasswordHash.recommended()
# What the password of an unknown user is compared with, so that the time tells nobody which names exist
_NOBODY = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """Takes a good part of a second of a processor: other requests go on meanwhile."""
    return await run_in_threadpool(_hasher.hash, password)


async def is_password(password: str, hashed: str | None) -> bool:
    matches = await run_in_threadpool(_hasher.verify, password, hashed or _NOBODY)
    return matches and hashed is not None


def create_token(user_id: int, settings: Settings) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=settings.access_token_minutes)
    claims = {"sub": str(user_id), "exp": expires}
    return jwt.encode(claims, settings.secret_key.get_secret_value(), algorithm=ALGORITHM)


def user_id_of(token: str, settings: Settings) -> int | None:
    """The user whom a token is for; None where it is not valid, or no longer."""
    try:
        claims = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": ["exp", "sub"]},
        )
        return int(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        return None
