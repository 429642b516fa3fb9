"""A thread that looks at something again and again while there is something to look at."""

import threading
from collections.abc import Callable


class Watch:
    """Looks for all of its owners in one thread, which ends while there is none.

    :param seconds: between two looks
    :param worth: called before each look for all of them: whether there may be something to see
    """

    def __init__(self, seconds: float, name: str, worth: Callable[[], bool] = lambda: True):
        self._seconds = seconds
        self._worth = worth
        self._name = name
        self._lock = threading.Lock()
        self._looks: dict[object, Callable[[], None]] = {}
        self._runs = False

    def add(self, owner: object, look: Callable[[], None]) -> None:
        """Calls ``look`` until the owner is discarded."""
        with self._lock:
            self._looks[owner] = look
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._run, daemon=True, name=self._name).start()

    def discard(self, owner: object) -> None:
        with self._lock:
            self._looks.pop(owner, None)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(self._seconds)
            with self._lock:
                looks = list(self._looks.values())
                if not looks:
                    self._runs = False
                    return
            for look in looks if self._worth() else ():
                look()
