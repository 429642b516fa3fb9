"""Settings: variables of the environment, or of `.env`."""

from functools import lru_cache
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    post_token: SecretStr = Field(min_length=32)
    """Who has it may post. It has no default: who knows that could post, too."""

    database_url: str = "sqlite+aiosqlite:///board.db"
    database_auth: Literal["url", "iam"] = "url"
    """What logs on to the database: the password in its URL, or tokens of IAM."""

    notice_days: int = Field(90, gt=0)
    """Days after which a notice goes."""


@lru_cache
def get_settings() -> Settings:
    return Settings()
