"""The user at the other end of a connection from this machine."""

import os
import socket
import sys
from pathlib import Path

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")


def is_own(client: tuple[str, int], port: int, tables: tuple[str, ...] = _TABLES) -> bool:
    """Whether a connection to a port of 127.0.0.1 comes from a process of this user.

    Linux says so of each socket. Where the tables are missing, as on macOS, every local process counts as the user's.

    @param client: address and port of the other end
    @see https://man7.org/linux/man-pages/man5/proc_pid_net.5.html
    """
    texts = [path.read_text() for path in map(Path, tables) if path.exists()]
    if not texts:
        return True
    theirs, ours = f"{_hex(client[0])}:{client[1]:04X}", f"{_hex('127.0.0.1')}:{port:04X}"
    ends = {(prefix + theirs, prefix + ours) for prefix in _PREFIXES}
    for text in texts:
        for line in text.splitlines()[1:]:
            fields = line.split()
            if (fields[1], fields[2]) in ends:
                # A socket that nobody holds any more has no inode, and no user
                return int(fields[7]) == os.getuid() and fields[9] != "0"
    return False


_PREFIXES = ("", "0000000000000000FFFF0000")
"""An address of IPv4 alone, and as a socket of IPv6 has it."""


def _hex(address: str) -> str:
    return f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}"
