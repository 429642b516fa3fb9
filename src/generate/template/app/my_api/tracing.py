"""X-Ray traces, for a server that works on several requests at a time."""

from contextvars import ContextVar
from typing import Any

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
