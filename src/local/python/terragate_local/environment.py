"""One execution environment: the processes of a function, started when needed, one invocation at a time."""

import math
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from .function_log import EnvironmentLog, elapsed_ms
from .runtime_api import Invocation
from .sandbox import OUT_OF_MEMORY, Function, InvocationError, Sandbox
from .streaming import StreamedAnswer
from .watchdog import Watchdog


@dataclass(frozen=True)
class Result:
    request_id: str
    payload: bytes
    is_error: bool
    logs: str


class Environment:
    """Starts the processes with the first invocation, and again with the next one after they ended or were ended.

    ``current`` is asked for the function before each invocation, and told whether processes are to begin again:
    processes that were started for another one than it gives are ended and started again. It answers with the same object
    as long as nothing has changed.
    """

    def __init__(self, current: Callable[[bool], Function], log: EnvironmentLog, watchdog: Watchdog):
        self._current = current
        self._function = current(False)
        self._has_begun = False
        self._log = log
        self._watchdog = watchdog
        self._busy = threading.Lock()
        self._sandbox: Sandbox | None = None

    def invoke(
        self, request_id: str, payload: bytes, arn: str, trace_id: str, answer_to: StreamedAnswer | None = None
    ) -> Result:
        """Runs one invocation; a second one at the same time waits.

        :param answer_to: takes a streamed answer while it comes, which is not in the result then
        """
        log = self._log
        with self._busy:
            function = self._current(self._has_begun and not self._is_alive())
            if function is not self._function:
                self.stop()
                self._function = function
            about = {"requestId": request_id, "version": function.version}
            started, init_ms, status, kind = time.monotonic(), None, "success", None
            try:
                if not self._is_alive():
                    init_ms = self._begin_life(request_id)
                log.platform(f"START RequestId: {request_id} Version: {function.version}", "platform.start", about)
                started = time.monotonic()
                deadline_ms = int((time.time() + function.timeout) * 1000)
                answer = self._sandbox.run(Invocation(request_id, payload, arn, deadline_ms, trace_id, answer_to))
                outcome, is_error = answer.payload, answer.is_error
                status = "error" if is_error else "success"
                if answer.broken is not None:
                    line = f"RequestId: {request_id} Error: the streamed answer broke off: {answer.broken}"
                    log.platform(line, "platform.fault", {"message": line})
                if answer.left:
                    line = f"RequestId: {request_id} The caller left before the end of the streamed answer"
                    log.platform(line, "platform.fault", {"message": line})
                    # The adapter keeps its connection to an app that is silent: only its end reaches every app
                    self.stop()
            except InvocationError as failure:
                self.stop("timeout" if failure.status == "timeout" else "failure")
                log.platform(failure.line, "platform.fault", {"message": failure.line})
                if failure.init_ms is not None:
                    self._report_init(failure.init_ms, "error")
                outcome, is_error, status, kind = failure.payload, True, failure.status, failure.kind
            self._report(request_id, elapsed_ms(started), init_ms, status, kind)
            return Result(request_id, outcome, is_error, log.take())

    def start(self) -> str | None:
        """Starts the processes without an invocation. Returns the output of a failed start; None where they start, or
        take longer than a start is waited for."""
        with self._busy:
            try:
                self._begin_life(str(uuid.uuid4()))
                return None
            except InvocationError as failure:
                self.stop("failure")
                self._log.platform(failure.line, "platform.fault", {"message": failure.line})
                self._report_init(failure.init_ms or 0.0, "error")
                return self._log.take()

    def stop(self, reason: str = "spindown") -> None:
        sandbox, self._sandbox = self._sandbox, None
        if sandbox:
            sandbox.end(reason)

    def runs(self) -> bool:
        return self._sandbox is not None

    def rest(self) -> None:
        """Ends the processes, unless an invocation runs."""
        if self._busy.acquire(blocking=False):
            try:
                self.stop()
            finally:
                self._busy.release()

    def logs(self) -> str:
        return self._log.text()

    def _is_alive(self) -> bool:
        return self._sandbox is not None and self._sandbox.alive()

    def _begin_life(self, request_id: str) -> float:
        self.stop("failure")
        self._has_begun = True
        started = time.monotonic()
        record = {"initializationType": "on-demand", "phase": "init", "functionName": self._function.name}
        self._log.platform(
            f"INIT_START Runtime Version: {self._function.runtime}", "platform.initStart", record
        )
        self._sandbox = Sandbox(self._function, self._log, self._watchdog)
        try:
            ready = self._sandbox.start(request_id)
        except InvocationError as failure:
            failure.init_ms = elapsed_ms(started)
            raise
        if not ready:
            self._report_init(elapsed_ms(started), "timeout")
        return elapsed_ms(started)

    def _report_init(self, ms: float, status: str) -> None:
        """The line for a start that failed or took too long; a good start is in the invocation's report."""
        self._log.platform(
            f"INIT_REPORT Init Duration: {ms:.2f} ms\tPhase: init\tStatus: {status}",
            "platform.initReport",
            {
                "initializationType": "on-demand",
                "phase": "init",
                "status": status,
                "metrics": {"durationMs": round(ms, 3)},
            },
        )

    def _report(self, request_id: str, ms: float, init_ms: float | None, status: str, kind: str | None) -> None:
        self._log.platform(
            f"END RequestId: {request_id}", "platform.runtimeDone", {"requestId": request_id, "status": status}
        )
        billed, memory = math.ceil(ms), self._function.memory
        text = f"REPORT RequestId: {request_id}\tDuration: {ms:.2f} ms\tBilled Duration: {billed} ms"
        text += f"\tMemory Size: {memory} MB"
        metrics = {"durationMs": round(ms, 3), "billedDurationMs": billed, "memorySizeMB": memory}
        used = memory if kind == OUT_OF_MEMORY else self._sandbox.memory() if self._sandbox else None
        if used is not None:
            text += f"\tMax Memory Used: {used} MB"
            metrics["maxMemoryUsedMB"] = used
        if init_ms is not None:
            text += f"\tInit Duration: {init_ms:.2f} ms"
            metrics["initDurationMs"] = round(init_ms, 3)
        if kind or status in ("timeout", "failure"):
            text += f"\tStatus: {status}"
        record = {"requestId": request_id, "metrics": metrics, "status": status}
        if kind:
            text += f"\tError Type: {kind}"
            record["errorType"] = kind
        self._log.platform(text, "platform.report", record)
