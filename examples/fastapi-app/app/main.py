"""The application: `uvicorn app.main:app` serves it, `app.main.handler` answers single events."""

import os
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from mangum import Mangum

from app.errors import NotFoundError, UnhandledErrorMiddleware, answer_not_found
from app.gateway_prefix import GatewayPrefixMiddleware
from app.models import ErrorDetail, Health, Welcome
from app.routers import diagnostics, files, items, reports
from app.store import ItemStore

VERSION = "0.1.0"


def operation_id(route: APIRoute) -> str:
    """Function names make the best method names in generated clients."""
    return route.name


def words(variable: str) -> list[str]:
    """An environment variable such as `https://app.example.com,http://localhost:3000`. Unset or empty: none."""
    return [word.strip() for word in os.environ.get(variable, "").split(",") if word.strip()]


def create_app() -> FastAPI:
    app = FastAPI(
        title="My API",
        version=VERSION,
        description="A small API that shows JSON, binary data, errors and CORS.",
        generate_unique_id_function=operation_id,
        responses={500: {"model": ErrorDetail, "description": "Something went wrong in the application"}},
    )
    app.state.items = ItemStore()

    app.add_exception_handler(NotFoundError, answer_not_found)
    app.add_middleware(UnhandledErrorMiddleware)
    if origins := words("ALLOWED_ORIGINS"):
        # added last, so that it stands outside of the one above and its headers are on all answers
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["*"],
            allow_headers=["*"],
            allow_credentials=os.environ.get("CORS_ALLOW_CREDENTIALS") == "true",
            expose_headers=["Location", *words("CORS_EXPOSE_HEADERS")],
        )
    app.add_middleware(GatewayPrefixMiddleware)  # outermost: all others see the address that the caller used

    @app.get("/", tags=["status"])
    async def read_root() -> Welcome:
        """Name and version of this API."""
        return Welcome(name=app.title, version=app.version)

    @app.get("/healthz", tags=["status"])
    async def health() -> Health:
        """Answers as soon as the application can."""
        return Health()

    app.include_router(items.router)
    app.include_router(files.router)
    app.include_router(diagnostics.router)
    app.include_router(reports.router)
    return app


app = create_app()


def behind_gateway(app: FastAPI) -> Any:
    """In Lambda, the application behind the guard of its package: requests run what API Gateway authorized."""
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return app
    return import_module("terragate_asgi").BehindGateway(app, access_log=True)


# For function platforms that hand over one event at a time, in place of a server.
handler = Mangum(behind_gateway(app), lifespan="off")
