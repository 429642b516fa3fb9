"""Errors of the app as answers."""

from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

from app.db.repository import NotFoundError


def add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(NotFoundError)
    async def not_found(_request: Request, _error: NotFoundError) -> JSONResponse:
        return JSONResponse({"detail": "There is no such todo"}, status.HTTP_404_NOT_FOUND)
