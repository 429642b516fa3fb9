"""Processes of functions that listen where other machines reach them. Only Linux shows them."""

import os
import threading
from collections.abc import Callable, Iterable

from .sockets import held_by, listening

SECONDS = 1.0
"""Seconds between two looks at processes that run."""


def exposed(processes: Callable[[], Iterable[int]]) -> list[str]:
    """Addresses such as ``0.0.0.0:8000`` that are not on loopback, at which one of these processes listens. They are
    asked for only where somebody listens at such an address at all."""
    addresses = _exposed_sockets()
    if not addresses:
        return []
    found = set()
    for process in processes():
        found.update(addresses[inode] for inode in held_by(process) if inode in addresses)
    return sorted(found)


def _exposed_sockets() -> dict[int, str]:
    """Addresses by the inodes of this user's sockets that listen, without those on loopback."""
    try:
        sockets = listening()
    except NotImplementedError:
        return {}
    return {
        one.inode: f"[{one.address}]:{one.port}" if one.address.version == 6 else f"{one.address}:{one.port}"
        for one in sockets
        if one.user == os.getuid() and not one.address.is_loopback
    }


class Watch:
    """Looks every second at processes that run. One thread for all, which ends while there is nothing to look at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[object, tuple[Callable[[], Iterable[int]], Callable[[list[str]], None]]] = {}
        self._runs = False

    def add(self, owner: object, processes: Callable[[], Iterable[int]], act: Callable[[list[str]], None]) -> None:
        """Calls ``act`` with the addresses that are found, until the owner is discarded."""
        with self._lock:
            self._watched[owner] = processes, act
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._run, daemon=True, name="listeners").start()

    def discard(self, owner: object) -> None:
        with self._lock:
            self._watched.pop(owner, None)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(SECONDS)
            with self._lock:
                watched = list(self._watched.values())
                if not watched:
                    self._runs = False
                    return
            if not _exposed_sockets():
                continue
            for processes, act in watched:
                addresses = exposed(processes)
                if addresses:
                    act(addresses)
