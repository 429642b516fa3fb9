"""A helper process that ends the functions' processes when the server ends without having done so itself.

Signals on the death of a parent are not enough: they exist on Linux only, follow the thread that started the child
rather than its process, and do not reach grandchildren. This process holds the reading end of a pipe whose writing
end only the server has: when the server is gone, for whatever reason, the pipe ends.

Run as a script by the server: ``watchdog.py [<folder to remove>]``, lines ``+<process group>`` and
``-<process group>`` on standard input.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading


class Watchdog:
    """The server's side: tells the helper which process groups are alive."""

    def __init__(self, remove: str = ""):
        self._lock = threading.Lock()
        self._helper = subprocess.Popen(
            # -S -E -s: no site-packages, so that the helper is small and starts at once
            [sys.executable, "-S", "-E", "-s", __file__, remove],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def add(self, group: int) -> None:
        self._tell(f"+{group}\n")

    def discard(self, group: int) -> None:
        self._tell(f"-{group}\n")

    def _tell(self, line: str) -> None:
        with self._lock:
            try:
                self._helper.stdin.write(line.encode())
                self._helper.stdin.flush()
            except OSError:  # without its helper the server still stops what it started
                pass


def watch(lines, remove: str) -> None:
    groups: set[int] = set()
    for line in lines:
        (groups.add if line[:1] == b"+" else groups.discard)(int(line[1:]))
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    if remove:
        shutil.rmtree(remove, ignore_errors=True)


if __name__ == "__main__":
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    watch(sys.stdin.buffer, sys.argv[1] if len(sys.argv) > 1 else "")
