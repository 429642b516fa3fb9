"""The processes of an execution environment, from one start to one end."""

import json
import math
import os
import queue
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from .confinement import Confinement
from .freezer import Freezer
from .function_log import EnvironmentLog, timestamp
from .interpreters import handler_module
from .listeners import SECONDS as LISTENING_SECONDS
from .listeners import exposed, somebody_listens
from .memory import SECONDS as MEMORY_SECONDS
from .memory import Memory
from .processes import INSTANCE, descendants, end_marked, kill, marked
from .runtime_api import Answer, InitError, Invocation, RuntimeApi, RuntimeReady
from .supervised import Supervised
from .watch import Watch
from .watchdog import Watchdog

INIT_SECONDS = 10
"""Seconds that a function may take to start before its timeout begins to count."""
GRACE_SECONDS = 2.0
"""Seconds between asking a process to end and killing it."""
OUT_OF_MEMORY = "Runtime.OutOfMemory"
"""The type of error of an invocation that took more memory than the function has."""


@dataclass(frozen=True)
class Function:
    """The facts on a function that its environment needs."""

    name: str
    version: str
    handler: str
    runtime: str
    timeout: float
    """Timeout in seconds."""
    memory: int
    """MiB of memory."""
    task: Path
    opt: Path
    python: Path
    """The interpreter for Python handlers."""
    variables: dict[str, str]
    strict: bool = False
    """Whether its processes stand still between invocations, and end where they take more memory than they have."""
    confinement: Confinement | None = None
    """The files that it may write; None for all of this machine."""


@dataclass(frozen=True)
class _Ended:
    what: str
    code: int


@dataclass(frozen=True)
class _Exposed:
    """The event of processes that listen where other machines reach them."""

    addresses: list[str]


@dataclass(frozen=True)
class _OutOfMemory:
    """The event of processes that took more memory than their function has."""


_listening = Watch(LISTENING_SECONDS, "listeners", somebody_listens)
_memory = Watch(MEMORY_SECONDS, "memory")


class InvocationError(Exception):
    """The error of processes that cannot answer; they are to be replaced."""

    def __init__(self, payload: dict | bytes, line: str, status: str):
        super().__init__(line)
        self.payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.line = line
        self.status = status
        self.init_ms: float | None = None
        """Milliseconds of the start that failed; None where an invocation failed."""
        self.kind: str | None = None
        """The type of error that the report of the invocation names; None where it names none."""


class Sandbox:
    """The processes between one start and one end, and the API that they talk to."""

    def __init__(self, function: Function, log: EnvironmentLog, watchdog: Watchdog):
        self._function = function
        self._log = log
        self._watchdog = watchdog
        self._events: queue.SimpleQueue = queue.SimpleQueue()
        self._processes: list[Supervised] = []
        self._freezer = Freezer(self._below, self._stand)
        self._held = Memory(self._below)
        self._api = RuntimeApi(
            {"functionName": function.name, "functionVersion": function.version, "handler": function.handler},
            self._events,
            self._freezer.asked,
        )
        # The address is that of this sandbox alone: a process with both variables was started by its processes
        self._marker = {INSTANCE: os.environ.get(INSTANCE, ""), "AWS_LAMBDA_RUNTIME_API": self._api.address}
        watchdog.add(self._marker)

    def start(self, request_id: str) -> bool:
        """Starts the extensions and the runtime and waits for it, INIT_SECONDS at most; returns whether it is ready."""
        output = self._log.open_pipe()
        try:
            for extension in self._extensions():
                self._spawn(extension.name, [str(extension)], output)
            self._spawn("Runtime", self._runtime_command(), output)
        except OSError as error:
            raise InvocationError(
                {"errorType": "Runtime.InvalidEntrypoint", "errorMessage": f"RequestId: {request_id} Error: {error}"},
                f"RequestId: {request_id} Error: {error}\nRuntime.InvalidEntrypoint",
                "failure",
            ) from error
        finally:
            os.close(output)
        _listening.add(self, self._look_at_listeners)
        self._stand(False)
        ready = self._wait(request_id, RuntimeReady, time.monotonic() + INIT_SECONDS) is not None
        if addresses := exposed(self._all):
            raise self._exposure(request_id, addresses)
        return ready

    def run(self, invocation: Invocation) -> Answer:
        deadline = time.monotonic() + self._function.timeout
        if self._function.strict:
            self._freezer.thaw(self._api.awaited())
        self._api.send(invocation)
        answer = self._wait(invocation.request_id, Answer, deadline)
        if answer is None:
            seconds = f"{self._function.timeout:.2f} seconds"
            line = f"{timestamp()} {invocation.request_id} Task timed out after {seconds}"
            raise InvocationError({"errorType": "Sandbox.Timedout", "errorMessage": line}, line, "timeout")
        return answer

    def _wait(self, request_id: str, kind: type, deadline: float):
        """The next event of a kind; None when the deadline (of time.monotonic()) comes first."""
        init_error: InitError | None = None
        while True:
            try:
                event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return None
            if isinstance(event, Answer) and event.request_id != request_id:
                continue  # the caller of an earlier request left while its answer ended
            if isinstance(event, kind):
                return event
            if isinstance(event, InitError):
                init_error = event
            elif isinstance(event, _Exposed):
                raise self._exposure(request_id, event.addresses)
            elif isinstance(event, _OutOfMemory):
                raise self._shortage(request_id)
            elif isinstance(event, _Ended):
                raise self._crash(request_id, event, init_error)

    def _crash(self, request_id: str, ended: _Ended, init_error: InitError | None) -> InvocationError:
        if ended.code < 0:
            how = f"signal: {signal.strsignal(-ended.code) or -ended.code}".lower()
        else:
            how = f"exit status {ended.code}"
        if ended.what != "Runtime":
            kind, message = "Extension.Crash", f"RequestId: {request_id} Error: {ended.what}: {how}"
        elif ended.code == 0:
            kind = "Runtime.ExitError"
            message = f"RequestId: {request_id} Error: Runtime exited without providing a reason"
        else:
            kind, message = "Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {how}"
        payload = init_error.payload if init_error else {"errorType": kind, "errorMessage": message}
        return InvocationError(payload, f"{message}\n{kind}", "failure")

    def _all(self) -> set[int]:
        """The processes that were started here, also those that have left their group, parents or variables."""
        return {*marked(self._marker), *self._below()}

    def _below(self) -> list[int]:
        """The processes that were started here, by their parents alone, which is found out sooner."""
        return descendants(*(process.supervisor for process in self._processes))

    def _stand(self, still: bool) -> None:
        """Looks at memory while processes run."""
        if still or not self._function.strict:
            _memory.discard(self)
        else:
            _memory.add(self, self._look_at_memory)

    def _look_at_memory(self) -> None:
        """Ends processes that take too much memory; the current request, or the next one, gets the reason."""
        if self._held.exceeds(self._function.memory * 1024 * 1024):
            _memory.discard(self)
            self._events.put(_OutOfMemory())
            kill(self._all())

    def _shortage(self, request_id: str) -> InvocationError:
        message = f"RequestId: {request_id} Error: Runtime exited with error: signal: killed"
        payload = {"errorType": OUT_OF_MEMORY, "errorMessage": message}
        failure = InvocationError(payload, f"{message}\n{OUT_OF_MEMORY}", "error")
        failure.kind = OUT_OF_MEMORY
        return failure

    def _look_at_listeners(self) -> None:
        """Ends processes that listen to the network; the current request, or the next one, gets the reason."""
        addresses = exposed(self._all)
        if not addresses:
            return
        _listening.discard(self)
        self._events.put(_Exposed(addresses))
        kill(self._all())
        where = ", ".join(addresses)
        self._log.platform(f"Error: it listens at {where}, and was ended", "platform.fault", {"message": where})

    def _exposure(self, request_id: str, addresses: list[str]) -> InvocationError:
        message = (
            f"RequestId: {request_id} Error: the function listens at {', '.join(addresses)}, where other machines reach "
            "it. Here it may listen on 127.0.0.1 alone, as in: uvicorn --host 127.0.0.1"
        )
        kind = "Runtime.ListensOnNetwork"
        return InvocationError({"errorType": kind, "errorMessage": message}, f"{message}\n{kind}", "failure")

    def _extensions(self) -> list[Path]:
        folder = self._function.opt / "extensions"
        return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []

    def _runtime_command(self) -> list[str]:
        function = self._function
        if function.runtime.startswith("provided"):
            folders = (function.task, function.opt)
            command = [str(next((f / "bootstrap" for f in folders if (f / "bootstrap").exists()), "bootstrap"))]
        elif function.runtime.startswith("python"):
            command = [str(function.python), "-m", handler_module(), function.handler]
        else:
            raise OSError(f"the runtime {function.runtime} cannot be run on this machine (python3.x and provided can)")
        wrapper = function.variables.get("AWS_LAMBDA_EXEC_WRAPPER")
        return [wrapper, *command] if wrapper else command

    def _spawn(self, what: str, command: list[str], output: int) -> None:
        self._processes.append(
            Supervised(
                command,
                self._function.task,
                {**self._function.variables, **self._marker},
                self._marker,
                output,
                lambda code: self._events.put(_Ended(what, code)),
                self._function.confinement,
            )
        )

    def alive(self) -> bool:
        return all(process.running() for process in self._processes)

    def memory(self) -> int | None:
        """Greatest resident size in MiB of the processes that were started here; None where the system cannot tell."""
        total = 0
        try:
            for process in self._processes:
                for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        total += int(line.split()[1])
        except OSError:
            return None
        return math.ceil(total / 1024)

    def end(self, reason: str) -> None:
        """Ends every process: politely where nothing went wrong, and surely in any case."""
        _listening.discard(self)
        self._freezer.thaw()
        _memory.discard(self)
        if reason == "spindown":
            self._api.announce_shutdown(reason, GRACE_SECONDS)
            for process in self._processes:
                process.signal_group(signal.SIGTERM)
            deadline = time.monotonic() + GRACE_SECONDS
            while any(process.running() for process in self._processes) and time.monotonic() < deadline:
                time.sleep(0.01)
        # also after a polite end: processes of a command may outlive it
        supervised = [process.end() for process in self._processes]
        if not all(supervised):
            end_marked(self._marker)
        self._watchdog.discard(self._marker)
        self._log.close_pipe()
        self._api.close()
