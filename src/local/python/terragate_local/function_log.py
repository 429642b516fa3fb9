"""What a function prints: collected from its processes, kept by invocation, and written to one file per function."""

import fcntl
import json
import os
import select
import threading
import time
from datetime import datetime, timezone
from pathlib import Path


def timestamp() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class LogFile:
    """The log file of one function. Its environments share it: whole lines, in the order in which they came."""

    _open: dict[Path, "LogFile"] = {}
    _lock = threading.Lock()

    @classmethod
    def at(cls, folder: Path, function_name: str) -> "LogFile":
        path = folder / f"{function_name}.log"
        with cls._lock:
            if path not in cls._open:
                cls._open[path] = cls(path)
            return cls._open[path]

    def __init__(self, path: Path):
        self._path = path
        self._write_lock = threading.Lock()

    def write(self, text: str) -> None:
        with self._write_lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8", newline="") as file:
                file.write(text)


class EnvironmentLog:
    """The output of one execution environment: a pipe that its processes write to, and the platform's own lines."""

    def __init__(self, file: LogFile, json_format: bool = False):
        self._file = file
        self._json = json_format
        self._lock = threading.RLock()
        self._since: list[str] = []
        self._partial = b""
        self._read_end = -1

    def open_pipe(self) -> int:
        """A new pipe for new processes; returns its writing end, which the caller closes once they run."""
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, False)
        # Room for a burst of output: a full pipe would stop the function until the next reading
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            try:
                fcntl.fcntl(read_end, fcntl.F_SETPIPE_SZ, 1 << 20)
            except OSError:
                pass
        with self._lock:
            self._read_end = read_end
        threading.Thread(target=self._follow, args=(read_end,), daemon=True, name="function-log").start()
        return write_end

    def close_pipe(self) -> None:
        """Reads what is left. A process that outlived its group keeps the pipe open: it is cut off here."""
        with self._lock:
            self.drain()
            self._read_end = -1

    def drain(self) -> None:
        """Reads everything that was printed before this call."""
        with self._lock:
            while self._read_end >= 0:
                try:
                    block = os.read(self._read_end, 1 << 16)
                except BlockingIOError:
                    return
                if not block:
                    self._read_end = -1
                    break
                self._add(block)

    def _follow(self, read_end: int) -> None:
        # poll, not select: file descriptors above 1023 are common in a server
        poll = select.poll()
        poll.register(read_end, select.POLLIN)
        while True:
            poll.poll()
            with self._lock:
                if self._read_end == read_end:
                    self.drain()
                if self._read_end != read_end:
                    os.close(read_end)
                    return

    def _add(self, block: bytes) -> None:
        *lines, self._partial = (self._partial + block).split(b"\n")
        if lines:
            self._emit("".join(_readable(line) for line in lines))

    def _flush(self) -> None:
        self.drain()
        if self._partial:
            self._emit(_readable(self._partial))
            self._partial = b""

    def _emit(self, text: str) -> None:
        self._since.append(text)
        self._file.write(text)

    def platform(self, text: str, event: str, record: dict) -> None:
        """A line of the platform itself, as text or, where the function logs JSON, as the event of that name.
        https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html"""
        with self._lock:
            self._flush()
            if self._json:
                text = json.dumps({"time": timestamp(), "type": event, "record": record})
            self._emit(text + "\n")

    def take(self) -> str:
        """Everything since the last call."""
        with self._lock:
            self._flush()
            text, self._since = "".join(self._since), []
            return text

    def text(self) -> str:
        """Everything since the last `take`, which stays."""
        with self._lock:
            self.drain()
            return "".join(self._since)


def _readable(line: bytes) -> str:
    """A line as text. The lines of a Python handler's traceback are one event, with carriage returns between them."""
    return line.decode(errors="replace").rstrip("\r").replace("\r", "\n") + "\n"


def elapsed_ms(since: float) -> float:
    """Milliseconds since a value of time.monotonic()."""
    return (time.monotonic() - since) * 1000
