"""Secrets that stand for something for a time: authorization codes, sessions."""

import secrets
import threading
import time
from collections.abc import Callable


class Tickets[T]:
    """Values behind random texts."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic):
        self._seconds = seconds
        self._now = now
        self._lock = threading.Lock()
        self._values: dict[str, tuple[float, T]] = {}

    def issue(self, value: T) -> str:
        ticket = secrets.token_urlsafe(32)
        now = self._now()
        with self._lock:
            self._values = {key: one for key, one in self._values.items() if one[0] > now}
            self._values[ticket] = (now + self._seconds, value)
        return ticket

    def find(self, ticket: str | None) -> T | None:
        """The value of a ticket; None where its time is over, or it was never issued."""
        end, value = self._values.get(ticket or "", (0, None))
        return value if end > self._now() else None

    def take(self, ticket: str | None) -> T | None:
        """The value of a ticket, which is used up by that."""
        value = self.find(ticket)
        with self._lock:
            taken = self._values.pop(ticket or "", None)
        return value if taken else None
