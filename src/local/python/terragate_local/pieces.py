"""The body of a streamed answer on its way from the thread of its function to that of its caller."""

import threading
from collections import deque
from collections.abc import Callable

WAITING_BYTES = 64 * 1024
"""Bytes that wait for the caller at most, before the function has to."""


class Pieces:
    """Pieces that one thread puts and another one takes, in their order.

    Who puts waits while too much is there that nobody has taken. Who takes may leave at any time, or need nothing.
    """

    def __init__(self, limit: int = WAITING_BYTES):
        self._limit = limit
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._left = False
        self._unneeded = False
        self._broken = False
        self._news: Callable[[], None] = lambda: None
        self._leaving: Callable[[], None] = lambda: None

    @property
    def left(self) -> bool:
        """Whether nobody takes pieces any more."""
        return self._left

    @property
    def broken(self) -> bool:
        """Whether the end came before the body was whole."""
        return self._broken

    def put(self, piece: bytes) -> bool:
        """Adds a piece as soon as there is room. Returns whether somebody will take it."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._size < self._limit or self._ended or self._left or self._unneeded
            )
            if self._ended or self._left:
                return False
            if self._unneeded:
                return True
            self._waiting.append(piece)
            self._size += len(piece)
        self._news()
        return True

    def end(self, broken: bool) -> None:
        """Says that no further piece comes; the first call counts."""
        with self._changed:
            if self._ended:
                return
            self._ended, self._broken = True, broken
            self._changed.notify_all()
        self._news()

    def take(self) -> bytes | None:
        """The next pieces, as one; None when none waits."""
        with self._changed:
            taken = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            self._changed.notify_all()
            return taken or None

    def done(self) -> bool:
        """Whether all was taken, and nothing further comes."""
        with self._changed:
            return self._ended and not self._waiting

    def drop(self) -> None:
        """Throws away what is there and what comes: who puts goes on to the end, though nobody takes."""
        with self._changed:
            self._unneeded = True
            self._waiting.clear()
            self._size = 0
            self._changed.notify_all()

    def leave(self) -> None:
        """Says that no further piece is taken; nothing happens after the end, or where none is needed."""
        with self._changed:
            if self._left or self._ended or self._unneeded:
                return
            self._left = True
            self._changed.notify_all()
        self._leaving()

    def on_news(self, action: Callable[[], None]) -> None:
        """Calls an action now, after each piece and at the end, in the thread that brings it."""
        self._news = action
        action()

    def on_leaving(self, action: Callable[[], None]) -> None:
        """Calls an action when who takes leaves, in that thread, or at once where that has happened."""
        self._leaving = action
        if self._left:
            action()
