"""Ports for the servers of functions: on AWS each environment has its own network, here all share the machine's ports.

A server listens a second or more after its port was chosen. Another local AWS must not choose the same one meanwhile, nor
the system give it to a program that asks for any: the adapter of one function would reach the server of another.
"""

import random
import socket
import sys
import threading
from collections import deque

PORTS = range(20_000, 27_000)
"""Systems give out none of these by themselves: Linux begins at 32768, macOS at 49152. Few services have one of them."""
_MOST = 200
"""Ports that are claimed at a time: those that were given out last."""
_lock = threading.Lock()
_claims: deque[tuple[int, socket.socket | None]] = deque()


def free_port() -> int:
    """A port that nothing listens on, and that no local AWS of this machine has given out lately.

    @raise OSError: when there is none
    """
    with _lock:
        claimed = {port for port, _ in _claims}
        first = random.randrange(len(PORTS))
        for at in range(len(PORTS)):
            port = PORTS[(first + at) % len(PORTS)]
            if port in claimed or not _is_free(port):
                continue
            try:
                claim = _claim(port)
            except OSError:  # another local AWS has it
                continue
            _claims.append((port, claim))
            if len(_claims) > _MOST and (oldest := _claims.popleft()[1]):
                oldest.close()
            return port
    raise OSError(f"no port from {PORTS.start} to {PORTS.stop - 1} is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what an ended server left behind hinders no new one
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claim(port: int) -> socket.socket | None:
    """A name that one process of the machine has at a time, and that goes with it: an abstract socket of Linux."""
    if sys.platform != "linux":
        return None
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0terragate-port-{port}")
    except OSError:
        claim.close()
        raise
    return claim
