"""One execution environment: the processes of a function, started when needed, one invocation at a time."""

import json
import math
import os
import queue
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .function_log import EnvironmentLog, elapsed_ms, timestamp
from .runtime_api import Answer, InitError, Invocation, RuntimeApi, RuntimeReady
from .watchdog import Watchdog

INIT_SECONDS = 10
"""Seconds that a function may take to start before its timeout begins to count."""
GRACE_SECONDS = 2.0
"""Seconds between the polite end of a process and the other one."""


@dataclass(frozen=True)
class Function:
    """What an environment has to know of its function."""

    name: str
    version: str
    handler: str
    runtime: str
    timeout: float
    """Seconds."""
    memory: int
    """MiB; only told to the function, not enforced."""
    task: Path
    opt: Path
    python: Path
    """The interpreter for Python handlers."""
    variables: dict[str, str]


@dataclass(frozen=True)
class Result:
    request_id: str
    payload: bytes
    is_error: bool
    logs: str


@dataclass(frozen=True)
class _Ended:
    what: str
    code: int


class _Failure(Exception):
    """The processes cannot answer; they are to be replaced."""

    def __init__(self, payload: dict | bytes, line: str, status: str):
        super().__init__(line)
        self.payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.line = line
        self.status = status


class Environment:
    """Starts the processes with the first invocation, and again with the next one after they ended or were ended."""

    def __init__(self, function: Function, log: EnvironmentLog, watchdog: Watchdog):
        self._function = function
        self._log = log
        self._watchdog = watchdog
        self._busy = threading.Lock()
        self._life: _Life | None = None

    def invoke(self, request_id: str, payload: bytes, arn: str, trace_id: str) -> Result:
        """Runs one invocation; a second one at the same time waits."""
        function, log = self._function, self._log
        with self._busy:
            about = {"requestId": request_id, "version": function.version}
            started, init_ms, status = time.monotonic(), None, "success"
            try:
                if self._life is None or not self._life.alive():
                    init_ms = self._begin_life(request_id)
                log.platform(f"START RequestId: {request_id} Version: {function.version}", "platform.start", about)
                started = time.monotonic()
                deadline_ms = int((time.time() + function.timeout) * 1000)
                answer = self._life.run(Invocation(request_id, payload, arn, deadline_ms, trace_id))
                outcome, is_error = answer.payload, answer.is_error
                status = "error" if is_error else "success"
            except _Failure as failure:
                self.stop("timeout" if failure.status == "timeout" else "failure")
                log.platform(failure.line, "platform.fault", {"message": failure.line})
                outcome, is_error, status = failure.payload, True, failure.status
            self._report(request_id, elapsed_ms(started), init_ms, status)
            return Result(request_id, outcome, is_error, log.take())

    def stop(self, reason: str = "spindown") -> None:
        life, self._life = self._life, None
        if life:
            life.end(reason)

    def logs(self) -> str:
        return self._log.text()

    def _begin_life(self, request_id: str) -> float:
        self.stop("failure")
        started = time.monotonic()
        record = {"initializationType": "on-demand", "phase": "init", "functionName": self._function.name}
        self._log.platform(
            f"INIT_START Runtime Version: {self._function.runtime}", "platform.initStart", record
        )
        self._life = _Life(self._function, self._log, self._watchdog)
        self._life.start(request_id)
        return elapsed_ms(started)

    def _report(self, request_id: str, ms: float, init_ms: float | None, status: str) -> None:
        self._log.platform(
            f"END RequestId: {request_id}", "platform.runtimeDone", {"requestId": request_id, "status": status}
        )
        billed, memory = math.ceil(ms), self._function.memory
        text = f"REPORT RequestId: {request_id}\tDuration: {ms:.2f} ms\tBilled Duration: {billed} ms\tMemory Size: {memory} MB"
        metrics = {"durationMs": round(ms, 3), "billedDurationMs": billed, "memorySizeMB": memory}
        used = self._life.memory() if self._life else None
        if used is not None:
            text += f"\tMax Memory Used: {used} MB"
            metrics["maxMemoryUsedMB"] = used
        if init_ms is not None:
            text += f"\tInit Duration: {init_ms:.2f} ms"
            metrics["initDurationMs"] = round(init_ms, 3)
        if status in ("timeout", "failure"):
            text += f"\tStatus: {status}"
        record = {"requestId": request_id, "metrics": metrics, "status": status}
        self._log.platform(text, "platform.report", record)


class _Life:
    """The processes between one start and one end, and the API that they talk to."""

    def __init__(self, function: Function, log: EnvironmentLog, watchdog: Watchdog):
        self._function = function
        self._log = log
        self._watchdog = watchdog
        self._events: queue.SimpleQueue = queue.SimpleQueue()
        self._processes: list[subprocess.Popen] = []
        self._api = RuntimeApi(
            {"functionName": function.name, "functionVersion": function.version, "handler": function.handler},
            self._events,
        )

    def start(self, request_id: str) -> None:
        """Starts the extensions and the runtime and waits until the runtime is ready, INIT_SECONDS at most."""
        output = self._log.open_pipe()
        try:
            for extension in self._extensions():
                self._spawn(extension.name, [str(extension)], output)
            self._spawn("Runtime", self._runtime_command(), output)
        except OSError as error:
            raise _Failure(
                {"errorType": "Runtime.InvalidEntrypoint", "errorMessage": f"RequestId: {request_id} Error: {error}"},
                f"RequestId: {request_id} Error: {error}\nRuntime.InvalidEntrypoint",
                "failure",
            ) from error
        finally:
            os.close(output)
        self._wait(request_id, RuntimeReady, time.monotonic() + INIT_SECONDS)

    def run(self, invocation: Invocation) -> Answer:
        deadline = time.monotonic() + self._function.timeout
        self._api.send(invocation)
        answer = self._wait(invocation.request_id, Answer, deadline)
        if answer is None:
            seconds = f"{self._function.timeout:.2f} seconds"
            line = f"{timestamp()} {invocation.request_id} Task timed out after {seconds}"
            raise _Failure({"errorType": "Sandbox.Timedout", "errorMessage": line}, line, "timeout")
        return answer

    def _wait(self, request_id: str, kind: type, deadline: float):
        """The next event of a kind; None when the deadline (of time.monotonic()) comes first."""
        init_error: InitError | None = None
        while True:
            try:
                event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return None
            if isinstance(event, kind):
                return event
            if isinstance(event, InitError):
                init_error = event
            elif isinstance(event, _Ended):
                raise self._crash(request_id, event, init_error)

    def _crash(self, request_id: str, ended: _Ended, init_error: InitError | None) -> _Failure:
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
        return _Failure(payload, f"{message}\n{kind}", "failure")

    def _extensions(self) -> list[Path]:
        folder = self._function.opt / "extensions"
        return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []

    def _runtime_command(self) -> list[str]:
        function = self._function
        if function.runtime.startswith("provided"):
            folders = (function.task, function.opt)
            command = [str(next((f / "bootstrap" for f in folders if (f / "bootstrap").exists()), "bootstrap"))]
        elif function.runtime.startswith("python"):
            command = [str(function.python), "-m", "awslambdaric", function.handler]
        else:
            raise OSError(f"the runtime {function.runtime} cannot be run on this machine (python3.x and provided can)")
        wrapper = function.variables.get("AWS_LAMBDA_EXEC_WRAPPER")
        return [wrapper, *command] if wrapper else command

    def _spawn(self, what: str, command: list[str], output: int) -> None:
        process = subprocess.Popen(
            command,
            cwd=self._function.task,
            env={**self._function.variables, "AWS_LAMBDA_RUNTIME_API": self._api.address},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a process group of its own, so that its children end with it
        )
        self._processes.append(process)
        self._watchdog.add(process.pid)
        threading.Thread(
            target=lambda: self._events.put(_Ended(what, process.wait())), daemon=True, name="function-process"
        ).start()

    def alive(self) -> bool:
        return all(process.poll() is None for process in self._processes)

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
        if reason == "spindown":
            self._api.announce_shutdown(reason, GRACE_SECONDS)
            self._signal(signal.SIGTERM)
            deadline = time.monotonic() + GRACE_SECONDS
            while not all(process.poll() is not None for process in self._processes):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.01)
        # also after a polite end: the leader of a group may be gone and its children not
        self._signal(signal.SIGKILL)
        for process in self._processes:
            process.wait()
            self._watchdog.discard(process.pid)
        self._log.close_pipe()
        self._api.close()

    def _signal(self, number: int) -> None:
        for process in self._processes:
            try:
                os.killpg(process.pid, number)
            except (ProcessLookupError, PermissionError):
                pass
