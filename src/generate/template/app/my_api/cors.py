"""The origins whose pages may call. Without any, answers have no CORS headers."""

import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

LOCALHOST = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"


def words(variable: str) -> list[str]:
    """The words of a variable such as `https://app.example.com,https://example.com`; none if it is empty."""
    return [word.strip() for word in os.environ.get(variable, "").split(",") if word.strip()]


def add_cors(app: FastAPI) -> None:
    """Allows the origins in ALLOWED_ORIGINS, as API Gateway does; with LOCAL_DEV=true, this machine's too."""
    origins = words("ALLOWED_ORIGINS")
    local = LOCALHOST if os.environ.get("LOCAL_DEV") == "true" else None
    if origins or local:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_origin_regex=local,
            allow_methods=["*"],
            allow_headers=["*"],
            allow_credentials=os.environ.get("CORS_ALLOW_CREDENTIALS") == "true",
            expose_headers=["X-Correlation-Id", *words("CORS_EXPOSE_HEADERS")],
        )
