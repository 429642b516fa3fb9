"""A helper process that ends what is left of the functions' processes when the server has ended without doing so.

Each function's supervisor sees the end of the server by itself. This is the second net, for supervisors that were
killed too: it holds the reading end of a pipe whose writing end only the server has. When the server is gone, for
whatever reason, the pipe ends, and every process that has one of the markers is ended.

Run as a script by the server: ``watchdog.py [<folder to remove>]``, lines ``+<marker>`` and ``-<marker>`` on standard
input; a marker is a JSON object of environment variables.
"""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

if __package__:
    from . import processes
else:
    import processes

_SUPERVISORS_SECONDS = 2.0
"""Seconds that the supervisors have before this helper does their work."""


class Watchdog:
    """The server's side: tells the helper the markers of processes that are alive."""

    def __init__(self, remove: str = ""):
        self._lock = threading.Lock()
        self._helper = subprocess.Popen(
            # -S -E -s: no site-packages, so that the helper is small and starts at once
            [sys.executable, "-S", "-E", "-s", "-B", str(Path(__file__)), remove],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._helper.pid

    def add(self, marker: dict[str, str]) -> None:
        self._tell("+", marker)

    def discard(self, marker: dict[str, str]) -> None:
        self._tell("-", marker)

    def _tell(self, sign: str, marker: dict[str, str]) -> None:
        with self._lock:
            try:
                self._helper.stdin.write(f"{sign}{json.dumps(marker, sort_keys=True)}\n".encode())
                self._helper.stdin.flush()
            except OSError:  # without its helper the server still stops what it started
                pass


def watch(lines, remove: str) -> None:
    markers: set[bytes] = set()
    for line in lines:
        (markers.add if line[:1] == b"+" else markers.discard)(line[1:])
    variables = [json.loads(marker) for marker in markers]
    deadline = time.monotonic() + _SUPERVISORS_SECONDS
    while time.monotonic() < deadline and any(map(processes.marked, variables)):
        time.sleep(0.05)
    for marker in variables:
        processes.end_marked(marker)
    if remove:
        shutil.rmtree(remove, ignore_errors=True)


if __name__ == "__main__":
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    watch(sys.stdin.buffer, sys.argv[1] if len(sys.argv) > 1 else "")
