"""The answers to errors: always JSON with a `detail`."""

from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .invocation import is_whole
from .observability import logger, trace_error


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
