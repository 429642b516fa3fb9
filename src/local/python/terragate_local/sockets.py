"""TCP sockets of this machine, and the users that hold them, as Linux tells of them.

The kernel answers for one connection, or for what listens, by itself. The tables in ``/proc`` hold every socket of the
machine, which takes milliseconds to write and to read: they are asked where the kernel gives no such answers.
https://man7.org/linux/man-pages/man7/sock_diag.7.html
https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
"""

import ipaddress
import os
import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
End = tuple[str, int]
"""Address and port of one end of a connection by IPv4."""

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


class Socket(NamedTuple):
    """A socket. One that no process holds any more has the inode 0, and says nothing of a user."""

    address: Address
    """Its own address; that of IPv4 where a socket of IPv6 has one."""
    port: int
    user: int
    inode: int


def connected(own: End, other: End) -> Socket | None:
    """The socket of this machine at the end ``own`` of a connection to ``other``; None where there is none.

    @raise NotImplementedError: this system tells of no sockets
    """
    try:
        found = list(_asked(socket.AF_INET, own, other))
    except OSError:  # no such connection, or nobody to ask
        found = list(_in_tables())
    # The kernel answers with the socket that listens at an address where it has no such connection
    return next(
        (one for one, to, state in found if state != _LISTENS and (str(one.address), one.port) == own and to == other),
        None,
    )


def listening() -> list[Socket]:
    """The sockets at which somebody listens.

    @raise NotImplementedError: this system tells of no sockets
    """
    try:
        return [one for family in (socket.AF_INET, socket.AF_INET6) for one, _, _ in _asked(family)]
    except OSError:
        return [one for one, _, state in _in_tables() if state == _LISTENS]


_LISTENS = 10
_SOCK_DIAG, _BY_FAMILY = 4, 20
_REQUEST, _DUMP = 0x1, 0x300
_ERROR, _DONE = 2, 3
_HEADER = struct.Struct("=IHHII")
"""Length, type, flags, sequence and sender of a message."""
_QUESTION = struct.Struct("=BBBBI")
"""Family, protocol, extensions, nothing, and the states that are asked for."""
_ENDS = struct.Struct("!HH16s16s")
"""Ports and addresses of a socket's own end and of the other one; its interface and its cookie follow."""
_ANY = struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)
_REST = struct.Struct("=IIIII")
"""What is behind the ends: a time, two queues, the user and the inode."""


def _asked(family: int, own: End | None = None, other: End | None = None) -> Iterator[tuple[Socket, End, int]]:
    """The socket of a connection, with its other end and its state; without one, those that listen.

    @raise OSError: the kernel has no such connection, or gives no such answers
    """
    if not hasattr(socket, "AF_NETLINK"):
        raise OSError("no netlink")
    ends = bytes(_ENDS.size)
    if own and other:
        ends = _ENDS.pack(own[1], other[1], socket.inet_aton(own[0]), socket.inet_aton(other[0]))
    states = 0xFFFFFFFF if own else 1 << _LISTENS
    question = _QUESTION.pack(family, socket.IPPROTO_TCP, 0, 0, states) + ends + _ANY
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _SOCK_DIAG) as kernel:
        flags = _REQUEST if own else _REQUEST | _DUMP
        kernel.send(_HEADER.pack(_HEADER.size + len(question), _BY_FAMILY, flags, 1, 0) + question)
        while True:
            answer, at = kernel.recv(1 << 17), 0
            while at < len(answer):
                length, kind, *_ = _HEADER.unpack_from(answer, at)
                if kind in (_DONE, _ERROR):
                    # An end may tell of an error too, such as a kernel without answers for TCP
                    code = struct.unpack_from("=i", answer, at + _HEADER.size)[0] if length > _HEADER.size else 0
                    if kind == _ERROR or code < 0:
                        raise OSError(-code, "netlink")
                    return
                yield _answered(answer, at + _HEADER.size)
                at += length + 3 & ~3
            if own:
                return


def _answered(answer: bytes, at: int) -> tuple[Socket, End, int]:
    size = 16 if answer[at] == socket.AF_INET6 else 4
    ends = at + 4
    port, other_port, address, other = _ENDS.unpack_from(answer, ends)
    *_, user, inode = _REST.unpack_from(answer, ends + _ENDS.size + len(_ANY))
    own = Socket(_address(address[:size]), port, user, inode)
    return own, (str(_address(other[:size])), other_port), answer[at + 1]


def _in_tables(tables: Iterable[Path] = TABLES) -> Iterator[tuple[Socket, End, int]]:
    """Each socket with its other end and its state."""
    found = False
    for table in tables:
        try:
            lines = table.read_text().splitlines()[1:]
        except OSError:
            continue
        found = True
        for line in lines:
            _, own, other, state, _, _, _, user, _, inode, *_ = line.split()
            address, port = _end(own)
            to = _end(other)
            yield Socket(address, port, int(user), int(inode)), (str(to[0]), to[1]), int(state, 16)
    if not found:
        raise NotImplementedError(f"{sys.platform} tells of no sockets")


def _end(text: str) -> tuple[Address, int]:
    """An end from a table, which has an address as words of four bytes in the order of this machine."""
    host, _, port = text.partition(":")
    words = [int(host[at : at + 8], 16) for at in range(0, len(host), 8)]
    return _address(struct.pack(f"={len(words)}I", *words)), int(port, 16)


def _address(packed: bytes) -> Address:
    address = ipaddress.ip_address(packed)
    return getattr(address, "ipv4_mapped", None) or address


def held_by(process: int) -> Iterator[int]:
    """The inodes of a process's sockets."""
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
            yield int(target[8:-1])
