"""Routes that show how the application is reached and how it fails."""

import os

from fastapi import APIRouter, Request

from app.models import Echo

router = APIRouter(tags=["diagnostics"])


@router.get("/echo")
async def echo(request: Request) -> Echo:
    """The request as it arrived here."""
    return echoed(request)


@router.post("/echo")
async def echo_post(request: Request) -> Echo:
    """The request as it arrived here, for a request with a body."""
    return echoed(request)


@router.get("/boom")
async def boom() -> None:
    """Fails with an unhandled exception."""
    raise RuntimeError("This route always fails")


def echoed(request: Request) -> Echo:
    return Echo(
        method=request.method,
        path=request.url.path,
        headers=dict(request.headers),
        log_level=os.environ.get("LOG_LEVEL"),
    )
