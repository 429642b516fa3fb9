"""The freeze of an environment: nothing of it runs from the end of one invocation to the next one.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable


class Freezer:
    """Stops processes once the runtime and all extensions have asked for their next event, as Lambda does.

    :param processes: all processes of the environment, asked until none is new: they may start others meanwhile
    :param frozen: called with whether they stand still, each time that changes
    """

    def __init__(self, processes: Callable[[], Iterable[int]], frozen: Callable[[bool], None]):
        self._processes = processes
        self._frozen = frozen
        self._lock = threading.Lock()
        self._awaited: set[str] = set()
        self._stopped: set[int] = set()

    def thaw(self, awaited: Iterable[str] = ()) -> None:
        """Lets the processes go on, until all that are awaited have asked for their next event; without any, for good."""
        with self._lock:
            self._awaited = set(awaited)
            stopped, self._stopped = self._stopped, set()
            if stopped:
                _send(stopped, signal.SIGCONT)
                self._frozen(False)

    def asked(self, by: str) -> None:
        """Notes that somebody asks for the next event."""
        with self._lock:
            if by not in self._awaited:
                return
            self._awaited.discard(by)
            if not self._awaited:
                self._stop()

    def _stop(self) -> None:
        while new := set(self._processes()) - self._stopped:
            _send(new, signal.SIGSTOP)
            self._stopped |= new
        if self._stopped:
            self._frozen(True)


def _send(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            pass
