"""Logs of Powertools, for a server that works on several requests at a time."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.logging.types import PowertoolsLogRecord

from .tracing import RequestTrace


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
