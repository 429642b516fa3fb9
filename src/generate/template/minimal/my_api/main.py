"""The application. Its routes are in `routes.py`."""

import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from .routes import router

LOCALHOST = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"


def words(variable: str) -> list[str]:
    """The words of a variable such as `https://app.example.com,https://example.com`; none if it is empty."""
    return [word.strip() for word in os.environ.get(variable, "").split(",") if word.strip()]


def create_app() -> FastAPI:
    # Operations are named after their functions: their Lambda functions and methods of clients are, too.
    new = FastAPI(title="MyApi", version="0.1.0", generate_unique_id_function=lambda route: route.name)
    # The Terraform module sets the variables, so that API Gateway and the application allow the same.
    new.add_middleware(
        CORSMiddleware,
        allow_origins=words("ALLOWED_ORIGINS"),
        allow_origin_regex=LOCALHOST if os.environ.get("LOCAL_DEV") == "true" else None,
        allow_methods=["*"],
        allow_headers=["*"],
        allow_credentials=os.environ.get("CORS_ALLOW_CREDENTIALS") == "true",
        expose_headers=words("CORS_EXPOSE_HEADERS"),
    )
    new.include_router(router)
    return new


app = create_app()
