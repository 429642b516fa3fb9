"""Powertools for AWS Lambda, for a server that works on several requests at a time."""

from contextvars import ContextVar
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.logging.types import PowertoolsLogRecord
from aws_lambda_powertools.metrics import EphemeralMetrics
from aws_xray_sdk.core.models.dummy_entities import DummySegment
from aws_xray_sdk.core.models.facade_segment import FacadeSegment
from aws_xray_sdk.core.models.trace_header import TraceHeader


class RequestTrace:
    """The open segments of the X-Ray SDK, kept apart for each request and each of its tasks and threads.

    The SDK's context for Lambda is one for each thread, whatever request the thread works on.
    """

    def __init__(self) -> None:
        self.open: ContextVar[tuple[Any, ...]] = ContextVar("open", default=())
        self.root: ContextVar[str] = ContextVar("root", default="")
        """The id of the trace."""

    def begin(self, header: str) -> None:
        """Continues the trace of a header such as `Root=...;Parent=...;Sampled=1`."""
        trace = TraceHeader.from_header_str(header)
        self.root.set(trace.root or "")
        if trace.root and trace.parent and trace.sampled == 1:
            segment = FacadeSegment("facade", trace.parent, trace.root, sampled=True)
        else:
            segment = DummySegment()
        segment.save_origin_trace_header(trace)
        self.open.set((segment,))

    # What the SDK calls
    def get_trace_entity(self) -> Any:
        return self.open.get()[-1] if self.open.get() else DummySegment()

    def set_trace_entity(self, entity: Any) -> None:
        self.open.set((entity,))

    def put_subsegment(self, subsegment: Any) -> None:
        self.get_trace_entity().add_subsegment(subsegment)
        self.open.set((*self.open.get(), subsegment))

    def end_subsegment(self, end_time: float | None = None) -> bool:
        *outer, subsegment = self.open.get()
        subsegment.close(end_time)
        self.open.set(tuple(outer))
        return True


class RequestLogger(Logger):
    """Powertools' `Logger`, whose keys belong to the request that appends them, its tasks and its threads."""

    def append_keys(self, **additional_keys: Any) -> None:
        self.thread_safe_append_keys(**additional_keys)


class RequestFormatter(LambdaPowertoolsFormatter):
    """Lines of JSON with the trace of their request. Powertools takes that of the process."""

    def __init__(self, trace: RequestTrace) -> None:
        super().__init__(utc=True, use_rfc3339=True)
        self.trace = trace

    def serialize(self, log: dict[str, Any] | PowertoolsLogRecord) -> str:
        line: dict[str, Any] = {**log}
        if root := self.trace.root.get():
            line["xray_trace_id"] = root
        return super().serialize(line)


class RequestMetrics(Metrics):
    """Powertools' `Metrics` with a set for each request, so that dimensions of different requests do not mix.

    What is added outside of a request is printed by `flush_metrics()`.
    """

    _of_request: ContextVar[EphemeralMetrics] = ContextVar("metrics")

    @property
    def provider(self) -> EphemeralMetrics:
        return self._of_request.get(self._outside)

    @provider.setter
    def provider(self, provider: EphemeralMetrics) -> None:  # Metrics makes it
        self._outside = provider

    def begin(self) -> EphemeralMetrics:
        """Begins an empty set of metrics for the request."""
        provider = self.apart()
        self._of_request.set(provider)
        return provider

    def apart(self) -> EphemeralMetrics:
        """An empty set of metrics, to which what a route adds does not belong."""
        dimensions = {"service": self.service, **self.default_dimensions}
        return EphemeralMetrics(namespace=self.namespace, default_dimensions=dimensions)
