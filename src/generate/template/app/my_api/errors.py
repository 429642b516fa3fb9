"""The answers to errors: always JSON with a `detail`."""

from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .observability import logger


class ErrorDetail(BaseModel):
    """The form of all errors but 422, whose `detail` is a list."""

    detail: str


class ErrorMiddleware:
    """Logs an unhandled exception and answers it with `{"detail": "Internal Server Error"}`.

    Starlette answers unhandled exceptions outside of all other middleware, so that such an answer has no CORS
    headers and a browser shows a CORS failure in place of the error. This one is inside CORSMiddleware.
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
            logger.exception("Unhandled error")
            if started:  # too late for another answer
                raise
            response = JSONResponse({"detail": "Internal Server Error"}, status_code=500)
            await response(scope, receive, send)
