"""The limit of execution environments at a time: as many as suit one machine, where an account on AWS has 1,000."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

NOTICE_SECONDS = 10.0
"""Seconds between two notices of a function that its requests wait."""


class CapacityReached(Exception):
    """No environment became free in time."""


class Capacity:
    """Turns to run one invocation. When all are taken, callers wait, the first one first.

    :param limit: invocations at a time; also the number of environments, busy and idle ones together
    """

    def __init__(self, limit: int):
        self.limit = limit
        self._lock = threading.Lock()
        self._held = 0
        self._waiting: deque[threading.Event] = deque()

    @property
    def held(self) -> int:
        """Invocations that have their turn."""
        return self._held

    @contextmanager
    def turn(self, seconds: float, reached: Callable[[], None]) -> Iterator[None]:
        """Waits for a turn and holds it.

        :param seconds: that it waits at most
        :param reached: called before it waits
        :raises CapacityReached: when it has waited in vain
        """
        mine = self._ask()
        if mine is not None:
            reached()
            if not mine.wait(seconds) and not self._given(mine):
                raise CapacityReached(f"no environment became free within {seconds:g} s")
        try:
            yield
        finally:
            self._give_back()

    def _ask(self) -> threading.Event | None:
        """Takes a turn at once (None), or returns the event of its coming."""
        with self._lock:
            if self._held < self.limit:
                self._held += 1
                return None
            mine = threading.Event()
            self._waiting.append(mine)
            return mine

    def _given(self, mine: threading.Event) -> bool:
        """Whether the turn came in the last moment; otherwise it will not come any more."""
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
            return True

    def _give_back(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()  # the waiting invocation gets the turn: the number of held ones stays
            else:
                self._held -= 1


class Notices:
    """The notices to functions that their requests wait."""

    def __init__(self, seconds: float = NOTICE_SECONDS):
        self._seconds = seconds
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}

    def due(self, function: str) -> bool:
        with self._lock:
            now = time.monotonic()
            if now - self._last.get(function, -self._seconds) < self._seconds:
                return False
            self._last[function] = now
            return True
