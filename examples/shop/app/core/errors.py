"""How errors are answered."""

from fastapi import FastAPI, Request, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse


async def answer_invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
    """What FastAPI answers, without the values that were sent: one of them may be a password."""
    detail = [{name: one[name] for name in ("type", "loc", "msg")} for one in error.errors()]
    return JSONResponse({"detail": detail}, status.HTTP_422_UNPROCESSABLE_CONTENT)


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(RequestValidationError, answer_invalid)  # type: ignore[arg-type]
