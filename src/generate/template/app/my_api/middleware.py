"""What each request passes on its way to a route: the prefix of its address, CORS, errors."""

import os
from urllib.parse import unquote

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .invocation import is_whole, request_context
from .observability import logger, trace_error


class GatewayPrefixMiddleware:
    """Sets `root_path` to the prefix that the caller used and API Gateway took away, for each request.

    At `https://<id>.execute-api.<region>.amazonaws.com/prod/items` the application sees `/items`, as it does
    at a custom domain, `https://api.example.com/items`. With this, `/docs`, redirects and `request.url_for()`
    lead back to where the caller came from. Behind servers that know their prefix themselves nothing changes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope.get("root_path"):
            prefix = prefix_of(scope["path"], path_at_gateway(scope))
            # The path of an ASGI scope holds the root path.
            scope = {**scope, "root_path": prefix, "path": prefix + scope["path"]}
        await self.app(scope, receive, send)


def path_at_gateway(scope: Scope) -> str:
    """The path that the caller asked for; empty when there is no gateway."""
    context = request_context(scope)
    # REST APIs have it as path, HTTP APIs as http.path.
    return unquote((context.get("http") or context).get("path") or "")


def prefix_of(path: str, path_at_gateway: str) -> str:
    """The prefix before the application's path: `/prod` for `/items` and `/prod/items`."""
    full, own = path_at_gateway.rstrip("/"), path.rstrip("/")
    return full.removesuffix(own) if full.endswith(own) else ""


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


class ErrorDetail(BaseModel):
    """The form of all errors but 422, whose `detail` is a list."""

    detail: str


class ErrorMiddleware:
    """Logs an unhandled exception and answers it with `{"detail": "Internal Server Error"}`.

    Starlette answers unhandled exceptions outside of all other middleware, so that such an answer has no CORS
    headers and a browser shows a CORS failure in place of the error. This one is inside CORSMiddleware.

    An answer that leaves as a whole is held until it is complete: what fails in its middle is an error too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False
        whole = is_whole(scope)
        held: list[Message] = []

        async def watch(message: Message) -> None:
            nonlocal started
            held.append(message)
            if whole and (message["type"] == "http.response.start" or message.get("more_body")):
                return
            started = True
            while held:
                await send(held.pop(0))

        try:
            await self.app(scope, receive, watch)
            if held:
                raise RuntimeError("The application has not ended its answer")
        except Exception as error:
            logger.exception("Unhandled error")
            trace_error(error)
            if started:  # too late for another answer
                raise
            response = JSONResponse({"detail": "Internal Server Error"}, status_code=500)
            await response(scope, receive, send)
