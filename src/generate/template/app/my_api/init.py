"""The application and what its routes use. The routes are in `main.py`, and in routers that it includes."""

from fastapi import Depends

from .api import Api, JsonStreamingResponse
from .middleware import ErrorDetail, ErrorMiddleware, GatewayPrefixMiddleware, add_cors
from .observability import ObservabilityMiddleware, log_route, logger, metrics, tracer

__all__ = ["JsonStreamingResponse", "app", "create_app", "logger", "metrics", "tracer"]


def create_app() -> Api:
    """An application without routes."""
    new = Api(
        title="MyApi",
        version="0.1.0",
        dependencies=[Depends(log_route)],
        responses={500: {"model": ErrorDetail, "description": "Something went wrong in the application"}},
    )
    # The last one is the outermost: CORS headers and the correlation id are on errors too.
    new.add_middleware(ErrorMiddleware)
    add_cors(new)
    new.add_middleware(ObservabilityMiddleware)
    new.add_middleware(GatewayPrefixMiddleware)
    return new


app = create_app()
