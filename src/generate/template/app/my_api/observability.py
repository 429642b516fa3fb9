"""Logs, metrics and traces of every request, by Powertools for AWS Lambda."""

import os
import re
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import uuid4

import wrapt
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_xray_sdk.core import xray_recorder
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .invocation import LambdaContext, in_lambda, lambda_context, trace_header
from .metrics import RequestMetrics
from .tracing import RequestTrace

SERVICE = os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "MyApi")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "MyApi")

logger = Logger(utc=True, use_rfc3339=True)
metrics = RequestMetrics()
tracer = Tracer(auto_patch=False)

trace = RequestTrace()
xray_recorder.configure(context=trace)
# Calls of AWS are traced too. Botocore takes half a second to load: only where the application does.
wrapt.register_post_import_hook(lambda _: tracer.patch(["botocore"]), "botocore.client")

CORRELATION_ID = re.compile(r"[\w.:=/+-]{1,128}", re.ASCII)


@dataclass
class Outcome:
    """The outcome of a request."""

    started: float = field(default_factory=time.perf_counter)
    status: int = 0
    broken: bool = False  # it failed in the middle of its answer


class ObservabilityMiddleware:
    """Writes a log line and metrics for each request, and adds the same ids to its log lines and its trace.

    Metrics, in all and by route: `RequestCount`, `Success` (2xx and 3xx), `Failure` (5xx, answers that broke
    off) and `ColdStart`. 4xx, the caller's mistake, is neither. The average of `Failure` is the error rate.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.cold = os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "provisioned-concurrency"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = lambda_context(scope) if scope["type"] == "http" else None
        # Before the first invocation the Lambda Web Adapter asks for `/` until it is answered.
        if scope["type"] != "http" or (in_lambda() and not context):
            await self.app(scope, receive, send)
            return

        correlation_id = correlation_id_of(scope, context)
        cold, self.cold = self.cold, False
        logger.clear_state()
        logger.thread_safe_append_keys(
            correlation_id=correlation_id,
            method=scope["method"],
            path=scope["path"].removeprefix(scope.get("root_path", "")),
            cold_start=cold,
        )
        if context:
            logger.thread_safe_append_keys(**context)
        own_metrics = metrics.begin()
        trace.begin(trace_header(scope))
        outcome = Outcome()

        with ExitStack() as request:
            request.enter_context(tracer.provider.in_subsegment(name=f"## {SERVICE}"))
            request.callback(record, scope, outcome, cold=cold)

            async def watch(message: Message) -> None:
                if message["type"] == "http.response.start":
                    outcome.status = message["status"]
                    MutableHeaders(scope=message)["X-Correlation-Id"] = correlation_id
                elif not message.get("more_body"):
                    request.close()  # Lambda stops the process as soon as the answer is complete
                await send(message)

            try:
                await self.app(scope, receive, watch)
            except Exception:  # noqa: BLE001 - logged by ErrorMiddleware
                outcome.broken = True  # The server sees an answer without an end, and ends the connection
        if own_metrics.metric_set:  # of background tasks
            own_metrics.flush_metrics()


def record(scope: Scope, outcome: Outcome, *, cold: bool) -> None:
    """Writes the metrics and the log line of a request."""
    route = route_of(scope)
    failed = outcome.broken or outcome.status >= 500
    metrics.add_dimensions(route=route)
    metrics.add_metric("RequestCount", MetricUnit.Count, 1)
    metrics.add_metric("Success", MetricUnit.Count, int(outcome.status < 400 and not failed))
    metrics.add_metric("Failure", MetricUnit.Count, int(failed))
    if cold and in_lambda():
        metrics.add_metric("ColdStart", MetricUnit.Count, 1)
    metrics.flush_metrics()

    tracer.put_annotation("Route", route)
    tracer.put_annotation("ColdStart", cold)
    tracer.put_annotation("Service", SERVICE)

    duration = round((time.perf_counter() - outcome.started) * 1000, 1)
    details = {"route": route, "status": outcome.status, "duration_ms": duration}
    logger.info("%s answered with %d", route, outcome.status, extra=details)


async def log_route(connection: HTTPConnection) -> None:
    """Gives log lines their route. This is a dependency, as dependencies reach the routes of routers too."""
    logger.thread_safe_append_keys(route=route_of(connection.scope))


def route_of(scope: Scope) -> str:
    """Method and path of the route, such as `GET /items/{item_id}`, or `other` when none was found."""
    # FastAPI's own entry for routers knows the prefix that they are included with.
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    if route is None or scope.get("method") not in (getattr(route, "methods", None) or ()):
        return "other"
    return f"{scope['method']} {route.path_format}"


def correlation_id_of(scope: Scope, context: LambdaContext | None) -> str:
    """The caller's `X-Correlation-Id`, where it has the form of one, else the id of Lambda or a new one."""
    given = Headers(scope=scope).get("x-correlation-id", "")
    if CORRELATION_ID.fullmatch(given):
        return given
    return context["function_request_id"] if context else uuid4().hex
