"""The guard between API Gateway and an application in AWS Lambda. `terragate bundle` puts this file into each package.

API Gateway authorizes a route, and the application looks for the operation by itself, on the path as it reads it: dot
segments are resolved and percent-encoded characters decoded by then, and middleware may have changed path and method.
`BehindGateway` makes sure that a request runs the operation that it was authorized for, or none: every other request is
answered as one of an unknown path is, and logged.

Events of other services, such as a queue, are handed over at a path of their own: `/events`, or what
`AWS_LWA_PASS_THROUGH_PATH` says. What comes through a gateway never gets there by a catch-all route.

With the Lambda Web Adapter a server starts `terragate_asgi:app`, with `TERRAGATE_APP` as the application's own name:

    TERRAGATE_APP=my_api.main:app python -m uvicorn terragate_asgi:app

With Mangum, the handler is `Mangum(BehindGateway(app))`. Outside of AWS Lambda, it is the application and nothing else.

Where the API has a domain with a base path, or an HTTP API a stage with a name, the application gets its own paths with what
stands before them as `root_path` (`terragate_prefix.py`), so that documentation, redirects and links lead back to where the
request came to.

With `TERRAGATE_ACCESS_LOG=true`, each answered request has a line of JSON in the log: see `AccessLog`.
"""

import importlib
import json
import logging
import os
import re
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from datetime import datetime, timezone
from operator import attrgetter
from typing import Any, NamedTuple

from terragate_prefix import Scope, below_prefix, from_adapter, gateway_context

if "TERRAGATE_SECRETS" in os.environ:  # before the application is imported, which reads its variables then
    importlib.import_module("terragate_secrets").load()

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

AUTHORIZED = "terragate.authorized"
"""The key by which a scope holds what its request was authorized for."""

AT_ROUTER = "terragate.at_router"
"""The key of a list that gets the route that a router has for a request, and its scope, which middleware may have copied."""

CATCH_ALL = ("/{proxy+}", "$default")
"""Routes behind which any operation may run, but for that of events: no operation has such a route of its own."""

PATH_OF_EVENTS = "AWS_LWA_PASS_THROUGH_PATH"
"""The variable that names the path of events; the module sets it where something beside the API calls the application."""

EVENT = "terragate.event"
"""The key of a scope that Mangum's handler has made of an event of another service."""

TEXT = re.compile(r"[A-Za-z0-9_.,:-]+")
"""Text that API Gateway takes as a segment of a route. Any other segment is a variable there."""


class Authorized(NamedTuple):
    """The method and path that API Gateway has authorized a request for."""

    method: str
    """Method in upper case; ANY is every method."""
    route: str
    """Route of API Gateway, such as `/items/{item_id}`; empty where a request has none."""


class Operation(NamedTuple):
    """An operation of the application."""

    method: str
    path: str
    """Path template of the application, such as `/files/{path}`."""
    key: str
    """The operation's route without the names of the variables: see `key_of`."""


ANYTHING = Authorized("ANY", "$default")
AN_EVENT = Authorized("POST", "$event")
NOTHING = Authorized("ANY", "")


class BehindGateway:
    """The application, for requests that API Gateway has authorized.

    What the caller asked for is read here, before any middleware. What runs is compared at the application's router,
    after all of them.

    @param app: a Starlette or FastAPI application, or one in a middleware that has it as its `app`. Of any other one the
        operations are not known: it serves catch-all routes, and no others.
    @param access_log: whether answered requests are logged where `TERRAGATE_ACCESS_LOG` does not say it
    """

    def __init__(self, app: ASGIApp, *, access_log: bool = False) -> None:
        logs = os.environ.get("TERRAGATE_ACCESS_LOG", str(access_log)).lower() == "true"
        self.app = AccessLog(app) if logs else app
        self.router = router_of(app)
        if self.router is not None:
            stack = self.router.middleware_stack
            if not isinstance(stack, OperationGuard):
                self.router.middleware_stack = OperationGuard(self.router, stack)
        elif in_lambda():
            log("The application has no Starlette router: only catch-all routes are served", "WARNING", app=type(app).__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or not in_lambda():
            await self.app(scope, receive, send)
            return
        scope = below_prefix(scope)
        authorized = authorized_for(scope)
        if self.router is None and not may_run_anything(authorized, scope):
            log_refusal(scope, authorized, None)
            await not_found(scope, send)
            return
        await whole_answer(self.app, {**scope, AUTHORIZED: authorized}, receive, send)


async def whole_answer(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Runs the application, and logs what it raises once its answer is complete: an error of a background task, or one that
    Starlette has answered with 500 and raises for the server's log.

    A server closes its connection for such an error. The Lambda Web Adapter keeps it for the next request, which would be
    answered with 502.
    """
    complete = False

    async def watch(message: Message) -> None:
        nonlocal complete
        await send(message)
        complete = complete or (message["type"] == "http.response.body" and not message.get("more_body"))

    try:
        await app(scope, receive, watch)
    except Exception:
        if not complete:
            raise
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")


class AccessLog:
    """Writes a line for each request that the application has answered, or has begun to: what a caller asked for, by the
    application's route, and never the path and the query themselves, which may hold what belongs in no log.

    The line is there before the last piece of the answer is, since Lambda stops the process with that.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = function_request_id(scope)
        if scope["type"] != "http" or request_id is None:  # such as the adapter's question whether the application is ready
            await self.app(scope, receive, send)
            return
        started, status, written = time.perf_counter(), 500, False
        at_router: list[tuple[Any, Scope]] = []

        def write(end: str) -> None:
            nonlocal written
            written = True
            route = route_of(*at_router[-1]) if at_router else "other"
            duration = round((time.perf_counter() - started) * 1000, 1)
            details = {"method": scope["method"][:16], "route": route, "status": status, "duration_ms": duration}
            log(f"{route} {end} {status}", "INFO", **details, function_request_id=request_id)

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not message.get("more_body") and not written:  # a last piece, or a file as a whole
                write("answered with")
            await send(message)

        try:
            await self.app({**scope, AT_ROUTER: at_router}, receive, watch)
        finally:
            if not written:
                write("broke off after")


def route_of(found: Any, scope: Scope) -> str:
    """Method and path of the application's route, such as `GET /items/{item_id}`; `other` where none was found.

    @param found: what the router has for the request: a route, or a mounted application, which may have one in the scope
    """
    # An entry of FastAPI's own for routers knows the prefix that they are included with
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    is_mount = found is not None and not getattr(found, "methods", None)
    if route is None:
        route = found
    elif is_mount:
        return f"{scope['method']} {getattr(found, 'path', '')}{getattr(route, 'path_format', '')}"
    if route is None or not (is_mount or scope["method"] in (getattr(route, "methods", None) or ())):
        return "other"
    return f"{scope['method']} {getattr(route, 'path_format', 'other')}"


def function_request_id(scope: Scope) -> str | None:
    """The id of the invocation of the function that a request belongs to; None where it belongs to none."""
    if "aws.context" in scope:
        found = getattr(scope["aws.context"], "aws_request_id", "")
    else:
        context = from_adapter(scope, b"x-amzn-lambda-context")
        found = context.get("request_id", "") if isinstance(context, dict) else None
    return None if found is None else str(found)


class OperationGuard:
    """Hands a request to the router where the operation that it would choose is the one that was authorized.

    A request of the application to itself, which comes from no gateway, passes.
    """

    def __init__(self, router: Any, app: ASGIApp) -> None:
        self.router = router
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        authorized = scope.get(AUTHORIZED)
        # The route is looked for where it decides, or is asked for: the router itself looks for it again
        decides = authorized is not None and (authorized.route not in CATCH_ALL or is_for_events(scope))
        found = first_match(self.router, scope) if decides or AT_ROUTER in scope else None
        passes = authorized is None or may_run_anything(authorized, scope, found)
        if AT_ROUTER in scope:
            scope[AT_ROUTER].append((found, scope))
        if passes:
            await self.app(scope, receive, send)
            return
        operation = operation_of(self.router, scope, found)
        if operation is not None and is_authorized(operation, authorized):
            await self.app(scope, receive, send)
            return
        log_refusal(scope, authorized, operation)
        # The raised error is answered by the application's own handler for unknown paths
        await self.router.not_found(scope, receive, send)


def may_run_anything(authorized: Authorized, scope: Scope, found: Any = None) -> bool:
    """Whether a request may run whatever the application has for it: an event, or one of a catch-all route that is not
    for the path of events. Else any caller could make up an event.

    Where no variable names that path, the function gets no events, and an operation of the document that has it is one of
    the API's own. What the document hides stays closed.

    :param found: the route that the application's router has for the request
    """
    if authorized is AN_EVENT:
        return True
    if authorized.route not in CATCH_ALL:
        return False
    is_closed = PATH_OF_EVENTS in os.environ or getattr(found, "include_in_schema", True) is False
    return not (is_closed and is_for_events(scope))


def events_path() -> str:
    """The path of events of other services; that of the adapter where no variable says another one."""
    return os.environ.get(PATH_OF_EVENTS) or "/events"


def is_for_events(scope: Scope) -> bool:
    """Whether a request would be taken for an event: it is for that path, however many slashes it is written with."""
    if scope.get("method") != "POST":
        return False
    path: str = scope["path"]
    root = scope.get("root_path") or ""
    return without_slashes(events_path()) in {without_slashes(path), without_slashes(path.removeprefix(root))}


def without_slashes(path: str) -> str:
    return "/".join(segment for segment in path.split("/") if segment)


def is_authorized(operation: Operation, authorized: Authorized) -> bool:
    if not authorized.route.startswith("/") or authorized.method not in ("ANY", operation.method):
        return False
    return operation.key == key_of(authorized.route)


def key_of(path: str, greedy: Iterable[str] = ()) -> str:
    """A path with the names of its variables taken out, as routes of API Gateway have it.

    It is the same for an operation's path in the application and for the path of its route, and no two routes have the
    same: `/items/{id}` and `/items/{item_id}` are `/items/{}`, `/files/{path+}` is `/files/{+}`. A segment that API
    Gateway can hold only as a variable is one, and a slash at the end is left out.

    @param greedy: the variables of an application's path that take slashes.
    """
    segments = path[1:].removesuffix("/").split("/") if path != "/" else []
    return "/" + "/".join(segment_key(segment, set(greedy)) for segment in segments)


def segment_key(segment: str, greedy: set[str]) -> str:
    names = re.findall(r"\{([^{}]*)\}", segment)
    if not names and TEXT.fullmatch(segment):
        return segment
    is_greedy = any(name in greedy or name.endswith("+") for name in names)
    return "{+}" if is_greedy else "{}"


def operation_of(router: Any, scope: Scope, found: Any) -> Operation | None:
    """The operation that a Starlette router would run, or would redirect to: the first route that matches as a whole.

    None where there is none, and for what is no operation: mounted applications, static files.

    @param found: the first match of the request as it is
    """
    path = scope["path"]
    if found is None and path.strip("/") and getattr(router, "redirect_slashes", False):
        found = first_match(router, {**scope, "path": path.rstrip("/") if path.endswith("/") else f"{path}/"})
    template = getattr(found, "path_format", None)
    if not getattr(found, "methods", None) or not isinstance(template, str):
        return None
    convertors = getattr(found, "param_convertors", None) or {}
    greedy = [name for name, convertor in convertors.items() if getattr(convertor, "regex", "") == ".*"]
    return Operation(scope["method"], template, key_of(template, greedy))


def first_match(router: Any, scope: Scope) -> Any:
    # a FastAPI that has this function keeps included routers whole; others have all routes in the one list
    routes_of = getattr(sys.modules.get("fastapi.routing"), "iter_route_contexts", iter)
    return next((route for route in routes_of(router.routes) if matches(route, scope)), None)


def matches(route: Any, scope: Scope) -> bool:
    context = getattr(route, "_effective_route", None)
    original = getattr(context, "original_route", None)
    if hasattr(original, "path_format"):  # a route of an included router, which asks its routes in this way
        fastapi = {**scope.get("fastapi", {}), "effective_route_context": context}
        match, _ = original.matches({**scope, "fastapi": fastapi})
    else:
        match, _ = route.matches(dict(scope))
    return bool(match.name == "FULL")


def router_of(app: Any) -> Any:
    """The router of a Starlette application, also below middleware; None where there is none."""
    seen: set[int] = set()
    while app is not None and id(app) not in seen:
        seen.add(id(app))
        router = getattr(app, "router", None)
        if all(hasattr(router, name) for name in ("routes", "not_found")) and has_stack(router):
            return router
        app = getattr(app, "app", None)
    return None


def has_stack(router: Any) -> bool:
    """Whether a router hands its requests to its `middleware_stack`; one of a Starlette without such stacks is made to."""
    routing = sys.modules.get("starlette.routing")
    if not hasattr(router, "middleware_stack") and routing and isinstance(router, routing.Router):
        kind: Any = type(router)
        router.middleware_stack = lambda *asked: kind.__call__(router, *asked)
        router.__class__ = type(kind.__name__, (kind,), {"__call__": lambda self, *asked: self.middleware_stack(*asked)})
    return hasattr(router, "middleware_stack")


def in_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def authorized_for(scope: Scope) -> Authorized:
    """The method and path that a request in Lambda was authorized for; nothing, where that is not known.

    What comes from no gateway is the adapter's question whether the application is ready, and the events of other
    services, which whoever may invoke the function sends: `AWS_LWA_PASS_THROUGH_PATH` says where these are served.
    """
    if EVENT in scope:
        return AN_EVENT
    if "aws.event" in scope:  # the event of Mangum: then no header is the adapter's
        event = scope["aws.event"]
        return route_in(event.get("requestContext") if isinstance(event, dict) else None)
    context = from_adapter(scope, b"x-amzn-request-context")
    if context:
        return route_in(context)
    method, path = scope.get("method"), scope["path"]
    invoked = from_adapter(scope, b"x-amzn-lambda-context")
    ready = os.environ.get("AWS_LWA_READINESS_CHECK_PATH") or os.environ.get("READINESS_CHECK_PATH") or "/"
    if not invoked and method == "GET" and path == ready:
        return ANYTHING
    if invoked and method == "POST" and path == os.environ.get(PATH_OF_EVENTS):
        return AN_EVENT
    return NOTHING


def route_in(context: Any) -> Authorized:
    """The route in the request context of a REST API, an HTTP API or a function URL."""
    if not isinstance(context, dict):
        return NOTHING
    if isinstance(path := context.get("resourcePath"), str):
        return Authorized(str(context.get("httpMethod")), path)
    method, _, path = str(context.get("routeKey") or "").rpartition(" ")
    return Authorized(method or "ANY", path)


def log_refusal(scope: Scope, authorized: Authorized, operation: Operation | None) -> None:
    # The path comes from the caller, and may hold what belongs in no log
    log(
        "A request was refused: API Gateway authorized another operation than the application would run",
        "WARNING",
        method=str(scope.get("method"))[:16],
        route=f"{authorized.method} {authorized.route}" if authorized.route else "none",
        operation=f"{operation.method[:16]} {operation.path}" if operation else "none",
    )


def log(message: str, level: str, **details: str | float) -> None:
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    service = os.environ.get("POWERTOOLS_SERVICE_NAME") or os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    line = {"level": level, "location": "terragate_asgi", "message": message, "timestamp": now, "service": service}
    print(json.dumps({**line, **details}), flush=True)


async def not_found(scope: Scope, send: Send) -> None:
    """The answer of FastAPI to an unknown path."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
        return
    body = b'{"detail":"Not Found"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def load(name: str) -> ASGIApp:
    """The application that is named as `module:variable`, or made by `module:function()`."""
    module, _, path = name.partition(":")
    target: Any = attrgetter(path.removesuffix("()"))(importlib.import_module(module))
    app: ASGIApp = target() if path.endswith("()") else target
    return app


def __getattr__(name: str) -> Any:
    """Makes `app` when a server first asks for it."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        globals()[name] = app = BehindGateway(load(os.environ["TERRAGATE_APP"]))
    except AttributeError as error:  # which a server takes to say that this module has no `app`
        raise RuntimeError(f"cannot load {os.environ['TERRAGATE_APP']}: {error}") from error
    return app
