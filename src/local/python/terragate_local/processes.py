"""Processes of this machine: their descent, their markers, and their end.

Every process of a local AWS has ``TERRAGATE_INSTANCE`` in its environment, with the absolute path of the instance's
data folder as value: the server, its helpers, and the functions' processes with all that they start. Whoever looks for
what an instance has left behind finds it by that.

Plain Python without packages: helpers import it that run without ``site``.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable, Mapping

INSTANCE = "TERRAGATE_INSTANCE"
"""Name of the variable that marks the processes of an instance. Its value is the absolute path of the data folder."""
_LINUX = sys.platform.startswith("linux")
_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> bool:
    """Makes this process the parent of all processes that its descendants leave behind, on Linux.
    https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html"""
    if not _LINUX:
        return False
    import ctypes

    return ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def parents() -> dict[int, int]:
    """The parent of each process that has not ended; zombies are left out."""
    return dict(_parents_in_proc() if _LINUX else _parents_by_ps())


def descendants(*of: int) -> list[int]:
    """Children, their children and so on, of processes that may themselves have ended; the nearest first."""
    children: dict[int, list[int]] = {}
    for pid, parent in parents().items():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = list(of)
    while waiting:
        waiting = [child for pid in waiting for child in children.get(pid, ())]
        found += waiting
    return found


def marked(variables: Mapping[str, str]) -> list[int]:
    """Processes of this user that were started with all of these variables, this process left out."""
    texts = [f"{name}={value}" for name, value in variables.items()]
    found = _marked_in_proc(texts) if _LINUX else _marked_by_ps(texts)
    return [pid for pid in found if pid != os.getpid()]


def kill(pids: Iterable[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def end_marked(variables: Mapping[str, str], seconds: float = 5.0) -> None:
    """Ends all processes with these variables, and all that they start meanwhile. Those that became children of this
    process are reaped; no other child is."""
    deadline = time.monotonic() + seconds
    ours: set[int] = set()
    while True:
        pids = marked(variables)
        kill(pids)
        ours.update(pids)
        for pid in list(ours):
            try:
                if os.waitpid(pid, os.WNOHANG)[0]:
                    ours.discard(pid)
            except ChildProcessError:  # not a child, or not yet: the parent may be about to end
                if not _exists(pid):
                    ours.discard(pid)
        if (not pids and not ours) or time.monotonic() > deadline:
            return
        time.sleep(0.01)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _parents_in_proc() -> Iterable[tuple[int, int]]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    # The name is in parentheses, and may hold spaces and parentheses itself
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except (OSError, ValueError):  # the process ended in between
                continue
            if state not in (b"Z", b"X"):
                yield int(name), int(parent)


def _parents_by_ps() -> Iterable[tuple[int, int]]:
    for line in _ps("-Ao", "pid=,ppid=,stat="):
        pid, parent, state = line.split()[:3]
        if not state.startswith(b"Z"):
            yield int(pid), int(parent)


def _marked_in_proc(texts: list[str]) -> Iterable[int]:
    wanted = {os.fsencode(text) for text in texts}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    if wanted <= set(file.read().split(b"\0")):
                        yield int(name)
            except OSError:  # the process ended in between, or is another user's
                pass


def _marked_by_ps(texts: list[str]) -> Iterable[int]:
    # The variables are behind the command, with spaces between them
    wanted = [b" " + os.fsencode(text) + b" " for text in texts]
    for line in _ps("-E", "-ww", "-xo", "pid=,command="):
        pid, _, command = line.strip().partition(b" ")
        if all(text in command + b" " for text in wanted):
            yield int(pid)


def _ps(*options: str) -> list[bytes]:
    import subprocess

    answer = subprocess.run(["ps", *options], capture_output=True, check=False)
    return [line for line in answer.stdout.splitlines() if line.strip()]
