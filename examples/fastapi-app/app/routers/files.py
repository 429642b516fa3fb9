"""Bytes in, bytes out."""

import hashlib
from base64 import b64decode
from typing import Any

from fastapi import APIRouter, Request, Response

from app.models import Checksum, FilePath

router = APIRouter(prefix="/files", tags=["files"])

# One red pixel.
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC"
)

BINARY_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("/checksum", openapi_extra=BINARY_BODY)
async def checksum_file(request: Request) -> Checksum:
    """Send any bytes, get their checksum and size. The body is read in pieces and never held as a whole."""
    digest, size = hashlib.sha256(), 0
    async for chunk in request.stream():
        digest.update(chunk)
        size += len(chunk)
    return Checksum(sha256=digest.hexdigest(), size=size)


@router.get("/pixel.png", response_class=Response, responses=PNG)
async def download_pixel() -> Response:
    """Get a picture of one pixel."""
    return Response(PIXEL, media_type="image/png")


@router.get("/tree/{path:path}")
async def get_file_path(path: str) -> FilePath:
    """A path parameter that takes slashes."""
    return FilePath(path=path, segments=[segment for segment in path.split("/") if segment])
