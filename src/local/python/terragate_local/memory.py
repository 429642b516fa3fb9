"""The memory of an environment's processes, as the limit of a function counts it. Only Linux tells it."""

import os
import sys
import time
from collections.abc import Callable, Iterable

SECONDS = 0.02
"""Seconds between two looks at processes that run: some 100 MB can be written in that time."""
_NEW_SECONDS = 0.2
"""Seconds between two looks for processes that are new."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


def refusal() -> str | None:
    """Why memory is not limited on this system; None where it is."""
    return None if sys.platform.startswith("linux") else "Linux alone tells at any time what processes hold"


class Memory:
    """The bytes that processes hold themselves: files that are mapped can be read again, and do not count.

    No limit of the system says the same: RLIMIT_AS and RLIMIT_DATA count what is reserved, such as the stacks of threads.
    """

    def __init__(self, processes: Callable[[], Iterable[int]]):
        self._processes = processes
        self._known: list[int] = []
        self._looked = -_NEW_SECONDS

    def exceeds(self, limit: int) -> bool:
        now = time.monotonic()
        if now - self._looked > _NEW_SECONDS:
            self._known, self._looked = list(self._processes()), now
        # Pages that processes share count once, which takes longer to find out
        return sum(map(_unshared, self._known)) > limit and sum(map(_proportional, self._known)) > limit


def _unshared(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            _, resident, shared, *_ = map(int, file.read().split())
    except (OSError, ValueError):  # the process has ended
        return 0
    return (resident - shared) * _PAGE


def _proportional(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(b"Pss_Anon:")) * 1024
    except (OSError, StopIteration):  # the process has ended, or the kernel is older than this line
        return _unshared(pid)
