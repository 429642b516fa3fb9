"""The prefix of a path: what stands before the application's own path in what a caller asked for. `terragate bundle` puts this
file into each package, for `terragate_asgi.py`.

It is the base path of a domain (`TERRAGATE_BASE_PATH`, such as `/orders`), or the stage of an HTTP API. The application gets it as
`root_path`.
"""

import json
import os
import re
import sys
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote

Scope = MutableMapping[str, Any]


def below_prefix(scope: Scope) -> Scope:
    """The scope of a request with the path that the application has for it, and what stands before that as `root_path`,
    with which `path` begins, as ASGI has it.

    By a domain that is the base path. By the other address of the API it is the stage of an HTTP API, which the event has
    in its path: `/v1/items` is `/items` of the stage `v1`.
    """
    if scope.get("root_path"):
        return scope
    base = os.environ.get("TERRAGATE_BASE_PATH", "").rstrip("/")
    context = gateway_context(scope)
    path: str = scope["path"]
    if "resourcePath" in context:
        if not base:
            return scope
        path, by_domain = path_of_rest_api(scope, context, base)
        prefix = base if by_domain else ""
    else:
        # The event of an HTTP API (payload 2.0) has the path without the base path, by either address
        prefix = stage_before(path, context)
        path = path.removeprefix(prefix) or "/"
        if is_of_domain(context):
            prefix = base
        path = prefix + path
    path = f"{prefix}/" if path == prefix else path
    return {**scope, "path": path if has_root_in_path() else path.removeprefix(prefix), "root_path": prefix}


def has_root_in_path() -> bool:
    """Whether the application looks for its routes below `root_path`, with which `path` begins; Starlette does from 0.33 on."""
    routing = sys.modules.get("starlette.routing")
    return routing is None or hasattr(routing, "get_route_path")


def stage_before(path: str, context: MutableMapping[str, Any]) -> str:
    """The stage of an HTTP API at the beginning of a path: `/v1`, or nothing."""
    stage = context.get("stage")
    prefix = f"/{stage}" if "http" in context and stage and stage != "$default" else ""
    return prefix if path == prefix or path.startswith(f"{prefix}/") else ""


def path_of_rest_api(scope: Scope, context: MutableMapping[str, Any], base: str) -> tuple[str, bool]:
    """The path of a request by a REST API, and whether it came by the domain: then it begins with the base path.

    The request context has the path as the caller wrote it, behind the base path by the domain, and behind the stage by
    the other address. The event has it without the stage, and a Python handler sees that. The adapter takes the base path
    away (`AWS_LWA_REMOVE_BASE_PATH`) from the beginning of any path, as often as it is there: also from `/orders/7` of an
    application that has this path itself.
    """
    path: str = scope["path"]
    asked = unquote(str(context.get("path") or ""))
    by_domain = asked == base or asked.startswith(f"{base}/")
    whole = asked if by_domain else asked.removeprefix(f"/{context.get('stage')}") or "/"
    if path == whole or without_base_path(whole, base) == path:
        return whole, by_domain
    # What was asked for is written in another way: the adapter resolves dot segments
    return base + path if by_domain and "aws.event" not in scope else path, by_domain


def without_base_path(path: str, base: str) -> str:
    """What the adapter makes of a path."""
    while path.startswith(base):
        path = path[len(base) :]
    return path if path.startswith("/") else f"/{path}"


def is_of_domain(context: MutableMapping[str, Any]) -> bool:
    """Whether a request came by a domain of the API's own, and not by an address of AWS."""
    name = str(context.get("domainName") or "")
    return bool(name) and not re.search(r"[.](execute-api|lambda-url)[.]", name)


def gateway_context(scope: Scope) -> MutableMapping[str, Any]:
    """The request context of API Gateway; empty where a request has none."""
    event = scope.get("aws.event")  # of Mangum
    given = event.get("requestContext") if isinstance(event, dict) else None
    context = given if "aws.event" in scope else from_adapter(scope, b"x-amzn-request-context")
    return context if isinstance(context, dict) else {}


def from_adapter(scope: Scope, name: bytes) -> Any:
    """The JSON in a header of the adapter, which replaces the caller's own; None where it is not JSON."""
    values = [value for key, value in scope.get("headers", ()) if key.lower() == name]
    try:
        return json.loads(values[0]) if len(values) == 1 else None
    except ValueError:
        return None
