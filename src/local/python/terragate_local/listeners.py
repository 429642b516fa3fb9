"""Processes of functions that listen where other machines reach them. Only Linux shows them.

https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
"""

import ipaddress
import os
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

SECONDS = 1.0
"""Seconds between two looks at processes that run."""
_LISTENS = "0A"
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def exposed(processes: Callable[[], Iterable[int]]) -> list[str]:
    """Addresses such as ``0.0.0.0:8000`` that are not on loopback, at which one of these processes listens. They are
    asked for only where somebody listens at such an address at all."""
    addresses = _exposed_sockets()
    if not addresses:
        return []
    found = set()
    for process in processes():
        found.update(addresses[inode] for inode in _sockets(process) if inode in addresses)
    return sorted(found)


def _exposed_sockets() -> dict[str, str]:
    """Addresses by the inodes of this user's sockets that listen, without those on loopback."""
    user, sockets = str(os.getuid()), {}
    for table in _TABLES:
        try:
            lines = table.read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            _, local, _, state, _, _, _, owner, _, inode, *_ = line.split()
            host, _, port = local.partition(":")
            if state == _LISTENS and owner == user and not (address := _address(host)).is_loopback:
                shown = f"[{address}]" if address.version == 6 else str(address)
                sockets[inode] = f"{shown}:{int(port, 16)}"
    return sockets


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address from the table of sockets, which has words of four bytes in the order of this machine."""
    words = [int(text[at : at + 8], 16) for at in range(0, len(text), 8)]
    address = ipaddress.ip_address(struct.pack(f"={len(words)}I", *words))
    return getattr(address, "ipv4_mapped", None) or address


def _sockets(process: int) -> Iterable[str]:
    try:
        descriptors = list(Path("/proc", str(process), "fd").iterdir())
    except OSError:
        return
    for descriptor in descriptors:
        try:
            target = os.readlink(descriptor)
        except OSError:
            continue
        if target.startswith("socket:["):
            yield target[8:-1]


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
