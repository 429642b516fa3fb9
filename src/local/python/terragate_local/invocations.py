"""Invocations that run or wait, by what they run on: what ends can wait for them."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Invocations:
    def __init__(self) -> None:
        self._ended = threading.Condition()
        self._counts: Counter[str] = Counter()

    @contextmanager
    def one(self, key: str) -> Iterator[None]:
        """Counts an invocation from its request on, also while it waits for an environment."""
        with self._ended:
            self._counts[key] += 1
        try:
            yield
        finally:
            with self._ended:
                self._counts[key] -= 1
                if not self._counts[key]:
                    del self._counts[key]
                    self._ended.notify_all()

    def wait(self, key: str, seconds: float) -> bool:
        """Waits until none is left, and tells whether that came to be in time."""
        with self._ended:
            return self._ended.wait_for(lambda: key not in self._counts, seconds)
