"""The first process of an execution environment: the processes of a command are a tree that ends with it.

It starts the command and adopts what the command's processes leave behind (Linux), so that a process with a session
of its own, a daemon, or one without any variable is still found. It ends all of it when the command has ended, when
the server asks for it, and when the server is gone, for whatever reason: the pipe of its standard input ends.

Run as a script by ``supervised.py``. Standard input: one line, ``{"command": [...], "variables": {...}, "marker":
{...}, "confinement": {...}}``, the last of which may be null; its end asks for the end of everything. Standard output, one line each: ``{"pid": 1}`` or ``{"error":
"text"}``, then ``{"code": 0}`` once the command has ended by itself. Standard error: where the command's output goes.
"""

import json
import os
import select
import signal
import sys
import time

import confinement
import processes

_IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE)
_SECONDS = 5.0
"""Seconds after which killed processes have to be gone."""


def main() -> None:
    for name in _IGNORED:
        signal.signal(name, signal.SIG_IGN)
    adopts = processes.adopt_orphans()
    order = json.loads(sys.stdin.buffer.readline())
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    try:
        command = start(order["command"], order["variables"], order["confinement"])
    except OSError as error:
        tell({"error": str(error)})
        return
    tell({"pid": command})
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the output's end is that of the command's processes
    asked = False
    while not asked:
        ready, _, _ = select.select([0, woken], [], [])
        asked = 0 in ready
        if woken in ready:
            os.read(woken, 1 << 12)
            code = reap().get(command)
            if code is not None:
                tell({"code": code})
                break
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        processes.kill(processes.descendants(os.getpid()))
        if not has_children():
            break
        time.sleep(0.005)
    if not adopts:
        processes.end_marked(order["marker"], _SECONDS)


def start(command: list[str], variables: dict[str, str], confined: dict | None) -> int:
    """Starts the command in a session of its own, whose group takes the polite signals."""
    failed, fails = os.pipe()  # the pipe is closed by a successful exec
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            for name in (*_IGNORED, signal.SIGCHLD, signal.SIGXFSZ):
                signal.signal(name, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            if confined:
                confinement.enter(confined)
            os.execvpe(command[0], command, variables)
        except OSError as error:
            os.write(fails, json.dumps([error.errno, error.strerror, error.filename or command[0]]).encode())
        finally:
            os._exit(127)
    os.close(fails)
    with os.fdopen(failed, "rb") as file:
        text = file.read()
    if text:
        os.waitpid(pid, 0)
        raise OSError(*json.loads(text))
    return pid


def reap() -> dict[int, int]:
    """The children that have ended, adopted ones too, with their exit codes; less than 0 for a signal."""
    ended: dict[int, int] = {}
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            ended[pid] = os.waitstatus_to_exitcode(status)
    except ChildProcessError:
        pass
    return ended


def has_children() -> bool:
    reap()
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def tell(event: dict) -> None:
    try:
        os.write(1, json.dumps(event).encode() + b"\n")
    except OSError:  # the server is gone
        pass


if __name__ == "__main__":
    main()
