"""The application: `uvicorn app.main:app` serves it."""

import logging
import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute

from app import chat

logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s")


def operation_id(route: APIRoute) -> str:
    """Names of functions are the names of methods in clients."""
    return route.name


app = FastAPI(
    title="Chat",
    version="0.1.0",
    description="A chat whose answers come word by word.",
    generate_unique_id_function=operation_id,
)

# API Gateway answers preflights, and sets the variable.
if origins := [one.strip() for one in os.environ.get("ALLOWED_ORIGINS", "").split(",") if one.strip()]:
    app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"])

app.include_router(chat.router)
