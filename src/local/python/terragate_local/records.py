"""CloudWatch's records of invocations, logs and metrics: written for all that end within a moment, where LocalStack
sends itself two requests for each."""

import threading
import time
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, Queue
from types import ModuleType

from .bounds import WAITING_LOGS

MOMENT = 0.25
"""Seconds for which logs are gathered."""
METRICS_SECONDS = 1.0
"""Seconds between two writings of metrics."""


def gather_logs(logs: ModuleType) -> None:
    prepare = logs.LogHandler.__init__

    def __init__(self, *args, **kwargs) -> None:
        prepare(self, *args, **kwargs)
        self.log_queue = GatheringQueue(logs.LogItem)

    logs.LogHandler.__init__ = __init__


class GatheringQueue(Queue):
    """A queue of outputs. Who waits for one gets those of a moment as one, for each stream of a log group."""

    def __init__(self, kind: type):
        super().__init__()
        self._kind = kind
        self._ready: deque = deque()

    def get(self, block: bool = True, timeout: float | None = None):
        if not block:
            return super().get(block=False)
        if not self._ready:
            self._gather(super().get())
        return self._ready.popleft()

    def _gather(self, first) -> None:
        """Gathers what comes within a moment, up to as much as may wait. The mark of the end comes last."""
        until = time.monotonic() + MOMENT
        gathered = [first]
        while isinstance(gathered[-1], self._kind) and len(gathered) < WAITING_LOGS:
            try:
                gathered.append(super().get(timeout=max(0.0, until - time.monotonic())))
            except Empty:
                break
        by_stream: dict[tuple[str, str], list] = {}
        for item in gathered:
            if isinstance(item, self._kind):
                by_stream.setdefault((item.log_group, item.log_stream), []).append(item)
        for items in by_stream.values():
            self._ready.append(replace(items[0], logs="".join(item.logs for item in items)))
        self._ready.extend(item for item in gathered if not isinstance(item, self._kind))


def gather_metrics(version_manager: ModuleType) -> None:
    metrics = Metrics()
    start_thread = version_manager.start_thread

    def start(function, *args, name: str | None = None, **kwargs):
        if name and name.startswith("record-cloudwatch-metric"):
            return function()
        return start_thread(function, *args, name=name, **kwargs)

    version_manager.start_thread = start
    version_manager.record_cw_metric_invocation = metrics.invoked
    version_manager.record_cw_metric_error = metrics.failed


class Metrics:
    """Counts invocations and errors of functions, and writes the numbers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, str, str]] = Counter()
        self._due = threading.Event()
        threading.Thread(target=self._write_all, daemon=True, name="function-metrics").start()

    def invoked(self, function_name: str, account_id: str, region_name: str) -> None:
        self._add("Invocations", function_name, account_id, region_name)

    def failed(self, function_name: str, account_id: str, region_name: str) -> None:
        self._add("Invocations", function_name, account_id, region_name)
        self._add("Errors", function_name, account_id, region_name)

    def _add(self, *of: str) -> None:
        with self._lock:
            self._counts[of] += 1
        self._due.set()

    def _write_all(self) -> None:
        while True:
            self._due.wait()
            time.sleep(METRICS_SECONDS)
            self._due.clear()
            with self._lock:
                counts, self._counts = self._counts, Counter()
            for of, count in counts.items():
                _write(*of, count)


def _write(metric: str, function: str, account: str, region: str, count: int) -> None:
    from localstack.aws.connect import connect_to
    from localstack.utils.cloudwatch.cloudwatch_util import LOG, dimension_lambda, is_api_enabled

    if not is_api_enabled("cloudwatch"):
        return
    datum = {
        "MetricName": metric,
        "Dimensions": dimension_lambda({"func_name": function}),
        "Timestamp": datetime.now(UTC),
        "Values": [1.0],
        "Counts": [float(count)],
    }
    try:
        client = connect_to(aws_access_key_id=account, region_name=region).cloudwatch
        client.put_metric_data(Namespace="AWS/Lambda", MetricData=[datum])
    except Exception as error:
        LOG.info("Metric %s of %s is not written: %s", metric, function, error)
