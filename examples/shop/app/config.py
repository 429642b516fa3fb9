"""Settings: variables of the environment, or of `.env`."""

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Words = Annotated[list[str], NoDecode]
"""A list in one variable, with commas between."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    secret_key: SecretStr = Field(min_length=32)
    """Signs tokens. It has no default: who knows it can be any user."""
    access_token_minutes: int = Field(30, gt=0)

    database_url: str = "sqlite+aiosqlite:///shop.db"
    database_auth: Literal["url", "iam"] = "url"
    """What logs on to the database: the password in its URL, or tokens of IAM."""
    database_pool_size: int = Field(5, gt=0)

    queue_url: str | None = None
    """Queue of SQS for work after the answer. Without one, the process does it itself."""
    rates_url: HttpUrl = HttpUrl("https://api.frankfurter.dev/v1/")
    """The service that knows exchange rates."""

    allowed_origins: Words = []
    allowed_hosts: Words = ["*"]
    root_path: str = ""
    """What stands before the paths outside of the app, such as the stage of a REST API: "/prod"."""

    @field_validator("allowed_origins", "allowed_hosts", mode="before")
    @classmethod
    def split_words(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [word.strip() for word in value.split(",") if word.strip()]


@lru_cache
def get_settings() -> Settings:
    return Settings()
