"""Bounds for what LocalStack and moto would otherwise keep in memory of each request permanently.

Measured with LocalStack 4 and one function: a thread object for each metric of an invocation, four events of CloudWatch
Logs for each request, credentials for each start of an environment.
"""

import threading
from queue import Empty
from types import ModuleType

from .steady import Steady, keep_steady

EVENTS = 10_000
"""Events that CloudWatch Logs keeps of a log group: the newest."""
CHARACTERS = 2 * 1024 * 1024
"""Characters that CloudWatch Logs keeps of a log group."""
STREAMS = 200
"""Streams that CloudWatch Logs keeps of a log group; each environment has one."""
WAITING_LOGS = 50
"""Outputs of invocations that wait for CloudWatch Logs, of one version of a function."""
CREDENTIALS = 1_000
"""Sessions of roles that are known; each start of an environment makes one."""

_lock = threading.Lock()


class LiveThreads(list):
    """LocalStack's list of threads and pools to stop at its end, without the threads that have ended."""

    def __init__(self, threads=()):
        super().__init__(threads)
        self._next = 64

    def append(self, thread) -> None:
        with _lock:
            super().append(thread)
            if len(self) >= self._next:
                self[:] = [one for one in self if not isinstance(one, threading.Thread) or one.is_alive()]
                self._next = max(64, 2 * len(self))


def bound_threads(threads: ModuleType) -> None:
    threads.TMP_THREADS = LiveThreads(threads.TMP_THREADS)


def bound_log_events(models: ModuleType) -> None:
    """Keeps the newest events of each log group of moto, which `aws logs filter-log-events` reads."""
    keep_steady(models.LogsBackend, "groups")
    keep_steady(models.LogGroup, "streams")
    put = models.LogsBackend.put_log_events

    def put_log_events(self, log_group_name: str, log_stream_name: str, log_events: list):
        result = put(self, log_group_name, log_stream_name, log_events)
        group = self.groups.get(log_group_name)
        if group is not None:
            with _lock:
                trim(group)
        return result

    models.LogsBackend.put_log_events = put_log_events


def trim(group) -> None:
    """Takes the oldest events and streams out of a log group that is over its bounds. Lists and the table of streams
    are replaced, not changed: readers go through the old ones meanwhile."""
    streams = sorted(group.streams.values(), key=lambda stream: stream.last_ingestion_time or 0)
    characters = sum(map(_characters, streams))
    events = sum(len(stream.events) for stream in streams)
    for stream in streams:
        count = 0
        for event in stream.events:
            if events <= EVENTS and characters <= CHARACTERS:
                break
            count += 1
            events -= 1
            characters -= len(event.message)
        if count:
            stream.events = stream.events[count:]
    old = {stream.log_stream_name for stream in streams[: max(0, len(streams) - STREAMS)]}
    if old:
        group.streams = Steady({name: stream for name, stream in group.streams.items() if name not in old})


def _characters(stream) -> int:
    """The size of a stream. Events that were counted before are not counted again while the stream only grows."""
    events, count, size = getattr(stream, "counted", (None, 0, 0))
    if events is not stream.events:
        count = size = 0
    size += sum(len(event.message) for event in stream.events[count:])
    stream.counted = (stream.events, len(stream.events), size)
    return size


def bound_waiting_logs(logs: ModuleType) -> None:
    """Bounds outputs that wait for CloudWatch Logs: where they come too fast, the oldest go."""

    def add_logs(self, log_item) -> None:
        while self.log_queue.qsize() >= WAITING_LOGS:
            try:
                self.log_queue.get_nowait()
            except Empty:
                break
        add(self, log_item)

    add = logs.LogHandler.add_logs
    logs.LogHandler.add_logs = add_logs


def bound_credentials(provider: ModuleType) -> None:
    """Bounds credentials of sessions to the newest of all accounts."""
    store_of = provider.StsProvider._get_store

    def get_store(self, account_id: str, region: str):
        store = store_of(self, account_id, region)
        with _lock:
            for key in list(store.credentials)[: max(0, len(store.credentials) - CREDENTIALS)]:
                del store.credentials[key]
        return store

    provider.StsProvider._get_store = get_store
