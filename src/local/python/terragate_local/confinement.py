"""Files as a function has them on AWS: it writes into a /tmp of its own alone, which has a size. Linux only.

Processes get a mount namespace, in a user namespace where they are not root's.
https://man7.org/linux/man-pages/man7/mount_namespaces.7.html

Plain Python without packages: the supervisor imports it. Run as a script, it prints why this system does not allow it,
and nothing where it does.
"""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

TEMPORARY = "/tmp"
_BIND, _RECURSIVE, _PRIVATE = 0x1000, 0x4000, 1 << 18
_NO_SUID, _NO_DEVICES = 0x2, 0x4
_MOUNT_SETATTR = 442
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_READ_ONLY = 1


class Confinement:
    """The server's side: one /tmp for all processes of an environment, which stays when they end and start again."""

    def __init__(self, megabytes: int, keep: Iterable[Path]):
        """:param keep: files and folders that stay to be seen where they lie below /tmp"""
        self._order = {"megabytes": megabytes, "keep": [str(path) for path in keep]}
        self._held: list[int] = []

    def order(self) -> dict:
        """The order to a supervisor: see `enter`."""
        return {"join": [f"/proc/{os.getpid()}/fd/{one}" for one in self._held]} if self._held else self._order

    def hold(self, pid: int) -> None:
        """Keeps the namespaces of the first process for those that follow."""
        if self._held:
            return
        found = [f"/proc/{pid}/ns/{kind}" for kind in ("user", "mnt")]
        try:
            own = os.stat("/proc/self/ns/user").st_ino
            self._held = [os.open(one, os.O_RDONLY) for one in found if os.stat(one).st_ino != own]
        except OSError:  # the process has ended
            pass

    def close(self) -> None:
        held, self._held = self._held, []
        for one in held:
            os.close(one)


def enter(order: Mapping) -> None:
    """Confines this process and all that it starts, as an order says; it must have one thread.

    :raises OSError: when the system does not allow it
    """
    folder = os.getcwd()
    if "join" in order:
        for one in [os.open(path, os.O_RDONLY) for path in order["join"]]:
            os.setns(one)
            os.close(one)
    else:
        _leave()
        _mount(None, "/", None, _RECURSIVE | _PRIVATE)
        _set_attributes("/", _AT_RECURSIVE, set=_READ_ONLY)
        kept = [(path, os.open(path, os.O_PATH)) for path in _below_temporary(order["keep"])]
        _mount("tmpfs", TEMPORARY, "tmpfs", _NO_SUID | _NO_DEVICES, f"size={order['megabytes']}m,mode=1777")
        for path, opened in kept:
            _show(path, opened)
    os.chdir(folder)


def refusal() -> str | None:
    """Why this system does not allow it; None where it does. To be asked in a process of its own."""
    if not sys.platform.startswith("linux"):
        return "Linux alone can give a process a view of the file system of its own"
    try:
        enter({"megabytes": 1, "keep": []})
    except OSError as error:
        return f"this system does not let a process have a view of the file system of its own: {error.strerror}"
    return None


def _leave() -> None:
    """Leaves the mount namespace of this machine; who may not do it alone becomes the root of a user namespace."""
    try:
        os.unshare(os.CLONE_NEWNS)
        return
    except PermissionError:
        user, group = os.getuid(), os.getgid()
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNS)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(text)


def _below_temporary(paths: Iterable[str]) -> list[str]:
    """The outermost of the paths that lie below /tmp, each as it is written and where it really lies."""
    real = {path for one in paths for path in (one, os.path.realpath(one))}
    below = sorted(path for path in real if path.startswith(TEMPORARY + "/") and os.path.exists(path))
    return [one for one in below if not any(one.startswith(other + "/") for other in below)]


def _show(path: str, opened: int) -> None:
    source = f"/proc/self/fd/{opened}"
    if os.path.isdir(source):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).touch()
    _mount(source, path, None, _BIND | _RECURSIVE)
    os.close(opened)


_system = ctypes.CDLL(None, use_errno=True)


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    texts = [text and os.fsencode(text) for text in (source, target, kind, options)]
    _checked(_system.mount(*texts[:3], ctypes.c_ulong(flags), texts[3]), target)


def _set_attributes(path: str, flags: int, set: int) -> None:
    attributes = (ctypes.c_uint64 * 4)(set, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    _checked(_system.syscall(_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), flags, attributes, size), path)


def _checked(result: int, path: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)


if __name__ == "__main__":
    print(refusal() or "", end="")
