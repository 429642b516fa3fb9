"""The output of a function: collected from its processes, kept by invocation, and written to one file per function.

Nothing here grows without bound, however much a function prints."""

import fcntl
import json
import os
import select
import threading
import time
from collections import deque
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

LOG_FILE_BYTES = 10 * 1024 * 1024
"""Size at which the log file of a function is put aside; the one that was put aside before goes."""
LINE_BYTES = 256 * 1024
"""Most bytes of a line; a longer one is cut into several, as an event of CloudWatch Logs cannot hold more.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"""
INVOCATION_CHARACTERS = 256 * 1024
"""Characters of one invocation's output that are kept, the newest, for CloudWatch Logs and the tail of its answer."""


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

    def __init__(self, path: Path, limit: int = LOG_FILE_BYTES):
        self._path = path
        self._limit = limit
        self._write_lock = threading.Lock()

    def write(self, text: str) -> None:
        """Appends whole lines. A file that would become larger than the limit takes the place of ``<file>.1``, and a
        new one begins: together they hold the newest lines."""
        content = text.encode(errors="replace")
        with self._write_lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Opened again each time: nobody has to wait for a file that was removed meanwhile
            with self._open_file() as file:
                full = file.tell() > 0 and file.tell() + len(content) > self._limit
                if not full:
                    file.write(content)
            if full:
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                with self._open_file() as file:
                    file.write(content)

    def _open_file(self) -> BinaryIO:
        # A function may print what others should not read
        return open(self._path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))


class Newest:
    """The newest part of a text that has no end: whole pieces, the limit's number of bytes at most."""

    def __init__(self, limit: int):
        self._limit = limit
        self._pieces: deque[str] = deque()
        self._size = 0
        self._dropped = 0

    def add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        while self._size > self._limit and len(self._pieces) > 1:
            self._size -= len(self._pieces[0])
            self._dropped += len(self._pieces.popleft())

    def text(self) -> str:
        """The kept text, with a line before it that says how much was dropped."""
        note = f"({self._dropped} characters before this are left out)\n" if self._dropped else ""
        return note + "".join(self._pieces)

    def clear(self) -> None:
        self._pieces.clear()
        self._size = self._dropped = 0


class EnvironmentLog:
    """The output of one execution environment: a pipe that its processes write to, and the platform's own lines."""

    def __init__(self, file: LogFile, json_format: bool = False):
        self._file = file
        self._json = json_format
        self._lock = threading.RLock()
        self._since = Newest(INVOCATION_CHARACTERS)
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
        while len(self._partial) > LINE_BYTES:
            end = LINE_BYTES
            while end > LINE_BYTES - 4 and self._partial[end] & 0xC0 == 0x80:  # a cut is never within a character
                end -= 1
            lines.append(self._partial[:end])
            self._partial = self._partial[end:]
        if lines:
            self._emit("".join(_readable(line) for line in lines))

    def _flush(self) -> None:
        self.drain()
        if self._partial:
            self._emit(_readable(self._partial))
            self._partial = b""

    def _emit(self, text: str) -> None:
        self._since.add(text)
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
        """Takes the output since the last call, or the newest of it."""
        with self._lock:
            self._flush()
            text = self._since.text()
            self._since.clear()
            return text

    def text(self) -> str:
        """The output since the last call of `take`, which stays."""
        with self._lock:
            self.drain()
            return self._since.text()


def _readable(line: bytes) -> str:
    """A line as text. The lines of a Python handler's traceback are one event, with carriage returns between them."""
    return line.decode(errors="replace").rstrip("\r").replace("\r", "\n") + "\n"


def elapsed_ms(since: float) -> float:
    """Milliseconds since a value of time.monotonic()."""
    return (time.monotonic() - since) * 1000
