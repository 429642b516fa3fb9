"""The server's side of a supervisor: one command of an execution environment, and all that it starts."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from .confinement import Confinement
from .processes import end_marked

_SECONDS = 10.0
"""Seconds for a supervisor to end its processes, which takes some milliseconds on a quiet machine."""


class Supervised:
    """Starts a command below a supervisor.

    :param marker: variables that the command's processes alone have, all of them also in ``variables``
    :param output: file descriptor of the output of all processes
    :param confinement: the files that the command may write. @default - all
    :param ended: called in another thread, once, with the command's exit code; less than 0 for a signal
    :raises OSError: when the folder or the command is not there or cannot be run
    """

    def __init__(
        self,
        command: list[str],
        folder: Path,
        variables: dict[str, str],
        marker: dict[str, str],
        output: int,
        ended: Callable[[int], None],
        confinement: Confinement | None = None,
    ):
        self._code: int | None = None
        self._ended = ended
        self._marker = marker
        self._supervisor = subprocess.Popen(
            # -S -E -s: no site-packages, so that the supervisor is small and starts at once
            [sys.executable, "-S", "-E", "-s", "-B", str(Path(__file__).with_name("supervisor.py"))],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
        order = {"command": command, "variables": variables, "marker": marker}
        order["confinement"] = confinement.order() if confinement else None
        try:
            self._supervisor.stdin.write(json.dumps(order).encode() + b"\n")
            self._supervisor.stdin.flush()
        except OSError:  # the supervisor was killed: it reports nothing either
            pass
        first = json.loads(self._supervisor.stdout.readline() or b"{}")
        if "pid" not in first:
            self.end()
            raise OSError(first.get("error", "its supervisor was ended"))
        self.pid: int = first["pid"]
        if confinement:
            confinement.hold(self.pid)
        threading.Thread(target=self._follow, daemon=True, name="function-process").start()

    def _follow(self) -> None:
        line = self._supervisor.stdout.readline()
        self._code = json.loads(line)["code"] if line else -signal.SIGKILL
        self._ended(self._code)
        if self._supervisor.wait() != 0:  # the supervisor was killed, and has ended nothing
            end_marked(self._marker)

    @property
    def supervisor(self) -> int:
        """The supervisor's process: all that the command has started descends from it where the system can."""
        return self._supervisor.pid

    def running(self) -> bool:
        return self._code is None

    def signal_group(self, number: int) -> None:
        """Sends a signal to the command and to those of its processes that have stayed in its group."""
        if self.running():
            try:
                os.killpg(self.pid, number)
            except (ProcessLookupError, PermissionError):
                pass

    def end(self) -> bool:
        """Ends everything that the command has started. Returns whether the supervisor has seen to it."""
        try:
            self._supervisor.stdin.close()
        except OSError:
            pass
        try:
            return self._supervisor.wait(_SECONDS) == 0
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
            return False
