"""The application: `uvicorn app.main:app` serves it."""

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api import events, items, users
from app.config import get_settings
from app.core.errors import add_error_handlers
from app.core.middleware import add_middleware


def operation_id(route: APIRoute) -> str:
    """Function names make the best method names in generated clients."""
    return route.name


def create_app() -> FastAPI:
    settings = get_settings()
    app = FastAPI(
        title="Shop",
        version="0.1.0",
        description="Users, their items, and what they were told.",
        generate_unique_id_function=operation_id,
    )
    add_error_handlers(app)
    add_middleware(app, settings)
    app.include_router(users.router)
    app.include_router(items.router)
    app.include_router(events.router)
    return app


app = create_app()
