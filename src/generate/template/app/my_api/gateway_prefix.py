"""The prefix of the application: the part of its address before its own paths."""

from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from .invocation import request_context


class GatewayPrefixMiddleware:
    """Sets `root_path` to the prefix that the caller used and API Gateway took away, for each request.

    At `https://<id>.execute-api.<region>.amazonaws.com/prod/items` the application sees `/items`, as it does
    at a custom domain, `https://api.example.com/items`. With this, `/docs`, redirects and `request.url_for()`
    lead back to where the caller came from. Behind servers that know their prefix themselves nothing changes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope.get("root_path"):
            prefix = prefix_of(scope["path"], path_at_gateway(scope))
            # The path of an ASGI scope holds the root path.
            scope = {**scope, "root_path": prefix, "path": prefix + scope["path"]}
        await self.app(scope, receive, send)


def path_at_gateway(scope: Scope) -> str:
    """The path that the caller asked for; empty when there is no gateway."""
    context = request_context(scope)
    # REST APIs have it as path, HTTP APIs as http.path.
    return unquote((context.get("http") or context).get("path") or "")


def prefix_of(path: str, path_at_gateway: str) -> str:
    """The prefix before the application's path: `/prod` for `/items` and `/prod/items`."""
    full, own = path_at_gateway.rstrip("/"), path.rstrip("/")
    return full.removesuffix(own) if full.endswith(own) else ""
