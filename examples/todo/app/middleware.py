"""What stands around every request."""

import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware


def add_cors(app: FastAPI) -> None:
    """Lets the pages of some origins read answers. API Gateway answers preflights, and sets the variable."""
    origins = os.environ.get("ALLOWED_ORIGINS", "").split(",")
    if allowed := [origin.strip() for origin in origins if origin.strip()]:
        app.add_middleware(CORSMiddleware, allow_origins=allowed, allow_methods=["*"], allow_headers=["*"])
