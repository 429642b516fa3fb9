"""What a caller gets when something goes wrong: always JSON with a `detail`."""

import logging

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)


class NotFoundError(Exception):
    """The thing that was asked for does not exist; answered as 404."""


async def answer_not_found(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=404)


class UnhandledErrorMiddleware:
    """Logs an unhandled exception and answers it with `{"detail": "Internal Server Error"}`.

    Starlette answers unhandled exceptions outside of all other middleware, so that such an answer has no CORS
    headers and a browser shows a CORS failure in place of the error. This one stands inside CORSMiddleware.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if started:  # too late for another answer: the server ends the connection, and logs
                raise
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            logger.exception("Unhandled error: %s %s", scope["method"], path)
            response = JSONResponse({"detail": "Internal Server Error"}, status_code=500)
            await response(scope, receive, send)
