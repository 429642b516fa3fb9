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
_PAUSE_SECONDS = 1.0
"""Seconds between two starts of a helper, should it end at once each time."""


class Watchdog:
    """The server's side: sends the helper the markers of live processes. A helper that is killed is replaced."""

    def __init__(self, remove: str = ""):
        self._lock = threading.Lock()
        self._remove = remove
        self._markers: dict[str, None] = {}
        self._helper = self._start()
        threading.Thread(target=self._replace, daemon=True, name="watchdog").start()

    @property
    def pid(self) -> int:
        return self._helper.pid

    def add(self, marker: dict[str, str]) -> None:
        with self._lock:
            self._markers[_text(marker)] = None
            self._tell("+", _text(marker))

    def discard(self, marker: dict[str, str]) -> None:
        with self._lock:
            self._markers.pop(_text(marker), None)
            self._tell("-", _text(marker))

    def _start(self) -> subprocess.Popen:
        return subprocess.Popen(
            # -S -E -s: no site-packages, so that the helper is small and starts at once
            [sys.executable, "-S", "-E", "-s", "-B", str(Path(__file__)), self._remove],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _replace(self) -> None:
        while True:
            self._helper.wait()
            with self._lock:
                self._helper = self._start()
                for marker in self._markers:
                    self._tell("+", marker)
            time.sleep(_PAUSE_SECONDS)

    def _tell(self, sign: str, marker: str) -> None:
        try:
            self._helper.stdin.write(f"{sign}{marker}\n".encode())
            self._helper.stdin.flush()
        except OSError:  # the helper was killed: the next one gets all markers
            pass


def _text(marker: dict[str, str]) -> str:
    return json.dumps(marker, sort_keys=True)


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
