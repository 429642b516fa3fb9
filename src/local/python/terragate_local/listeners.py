"""Processes of functions that listen where other machines reach them. Only Linux shows them."""

import os
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


def somebody_listens() -> bool:
    """Whether a process of this user listens at such an address at all, of whatever function it is."""
    return bool(_exposed_sockets())


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
