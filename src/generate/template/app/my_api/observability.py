"""Logs, metrics and traces of every request, by Powertools for AWS Lambda."""

import os
import re
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import wrapt
from aws_lambda_powertools import Tracer
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.models.facade_segment import FacadeSegment
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .invocation import LambdaContext, in_lambda, lambda_context, trace_header
from .powertools import RequestFormatter, RequestLogger, RequestMetrics, RequestTrace

SERVICE = os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "MyApi")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "MyApi")

trace = RequestTrace()
logger = RequestLogger(logger_formatter=RequestFormatter(trace))
if in_lambda():  # pragma: no cover - the lines of the server are JSON too
    copy_config_to_registered_loggers(logger, ignore_log_level=True, include={"uvicorn"})
metrics = RequestMetrics()
tracer = Tracer(auto_patch=False)

xray_recorder.configure(context=trace)
# Calls of AWS are traced too. Botocore takes half a second to load: only where the application does.
wrapt.register_post_import_hook(lambda _: tracer.patch(["botocore"]), "botocore.client")

CORRELATION_ID = re.compile(r"[\w.:=/+-]{1,128}", re.ASCII)


@dataclass
class Outcome:
    """The outcome of a request."""

    started: float = field(default_factory=time.perf_counter)
    status: int = 0  # 0: there was no answer
    broken: bool = False  # the application failed after its answer had begun

    @property
    def failed(self) -> bool:
        return self.broken or self.status >= 500 or self.status == 0


@contextmanager
def telemetry() -> Iterator[None]:
    """Telemetry that fails is logged, and ends no answer."""
    try:
        yield
    except Exception:
        logger.exception("Telemetry failed")


class ObservabilityMiddleware:
    """Writes a log line and metrics for each request, and adds the same ids to its log lines and its trace.

    Metrics, in all and by route: `RequestCount`, `Success` (2xx and 3xx), `Failure` (5xx, answers that broke
    off, and what failed behind an answer) and `ColdStart`. 4xx, the caller's mistake, is neither.
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
        outcome = Outcome()
        request = ExitStack()
        with telemetry():
            trace.begin(trace_header(scope))
            request.enter_context(tracer.provider.in_subsegment(name=f"## {SERVICE}"))
        request.callback(record, scope, outcome, own_metrics, cold=cold)
        complete = False

        async def watch(message: Message) -> None:
            nonlocal complete
            if message["type"] == "http.response.start":
                outcome.status = message["status"]
                MutableHeaders(scope=message)["X-Correlation-Id"] = correlation_id
            elif not message.get("more_body"):
                complete = True
                with telemetry():
                    request.close()  # Lambda stops the process as soon as the answer is complete
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except BaseException as error:
            outcome.broken = True
            if not isinstance(error, Exception):  # such as SystemExit
                raise
            # Logged by ErrorMiddleware. The server sees an answer without an end, and ends the connection
        finally:
            with telemetry():
                request.close()
                if complete and outcome.broken:
                    record_failure(scope)
                if own_metrics.metric_set:  # of background tasks
                    own_metrics.flush_metrics()


def record(scope: Scope, outcome: Outcome, own_metrics: EphemeralMetrics, *, cold: bool) -> None:
    """Writes the metrics and the log line of a request."""
    route = route_of(scope)
    with telemetry():
        if own_metrics.metric_set:
            own_metrics.add_dimensions(route=route)
            own_metrics.flush_metrics()
    own_metrics.clear_metrics()  # also what could not be written

    with telemetry():
        of_request = metrics.apart()  # what a route adds, such as a dimension, changes nothing of these
        of_request.add_dimensions(route=route)
        of_request.add_metric("RequestCount", MetricUnit.Count, 1)
        of_request.add_metric("Success", MetricUnit.Count, int(outcome.status < 400 and not outcome.failed))
        of_request.add_metric("Failure", MetricUnit.Count, int(outcome.failed))
        if cold and in_lambda():
            of_request.add_metric("ColdStart", MetricUnit.Count, 1)
        of_request.flush_metrics()

    with telemetry():
        tracer.put_annotation("Route", route)
        tracer.put_annotation("ColdStart", cold)
        tracer.put_annotation("Service", SERVICE)
        if outcome.failed:
            trace.get_trace_entity().add_fault_flag()

    duration = round((time.perf_counter() - outcome.started) * 1000, 1)
    details = {"route": route, "status": outcome.status, "duration_ms": duration}
    logger.info("%s answered with %d", route, outcome.status, extra=details)


def record_failure(scope: Scope) -> None:
    """Counts what failed behind a complete answer: a background task, or a dependency after its `yield`."""
    of_failure = metrics.apart()
    of_failure.add_dimensions(route=route_of(scope))
    of_failure.add_metric("Failure", MetricUnit.Count, 1)
    of_failure.flush_metrics()


def trace_error(error: Exception) -> None:
    """Makes an error the cause of the failure that the request's trace shows."""
    entity = trace.get_trace_entity()
    if not isinstance(entity, FacadeSegment):  # behind the answer, the trace of the request is sent
        with telemetry():
            entity.add_exception(error, traceback.extract_tb(error.__traceback__))


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
