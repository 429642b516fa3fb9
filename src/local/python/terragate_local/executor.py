"""LocalStack's runtime executor that runs a function as plain processes, where LocalStack's own needs a container."""

import shutil
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from .environment import Environment, Function
from .function_log import EnvironmentLog, LogFile
from .interpreters import interpreter_for, runtime_folder
from .settings import Settings
from .variables import function_variables
from .watchdog import Watchdog

_NOT_FOR_FUNCTIONS = ("LOCALSTACK_", "EDGE_PORT", "AWS_LAMBDA_FUNCTION_TIMEOUT")
_environments: "weakref.WeakSet[Environment]" = weakref.WeakSet()
_layers_lock = threading.Lock()


def stop_all_environments() -> None:
    """Ends every process of every function, all at the same time."""
    environments = list(_environments)
    if environments:
        with ThreadPoolExecutor(len(environments)) as pool:
            list(pool.map(Environment.stop, environments))


def process_executor(settings: Settings, watchdog: Watchdog) -> type[RuntimeExecutor]:
    """The executor class, bound to this process's settings: LocalStack makes the instances itself."""

    class ProcessExecutor(RuntimeExecutor):
        _environment: Environment | None = None
        _scratch: Path

        def start(self, env_vars: dict[str, str]) -> None:
            config = self.function_version.config
            self.prepare_version(self.function_version)
            interpreter = interpreter_for(config.runtime, settings.work)
            self._scratch = settings.work / "scratch" / self.id
            self._scratch.mkdir(parents=True)
            task = config.code.get_unzipped_code_location()
            opt = merged_layers(self.function_version, settings.work)
            given = {name: value for name, value in env_vars.items() if not name.startswith(_NOT_FOR_FUNCTIONS)}
            given["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{config.runtime}"
            given["AWS_LAMBDA_LOG_GROUP_NAME"] = log_group(self.function_version)
            if "AWS_LAMBDA_LOG_LEVEL" in given:
                given["AWS_LAMBDA_LOG_LEVEL"] = given["AWS_LAMBDA_LOG_LEVEL"].upper()
            log_file = LogFile.at(settings.logs, self.function_version.id.function_name)
            if interpreter.version != interpreter.wanted:
                log_file.write(
                    f"python{interpreter.wanted} is not on this machine: the function runs with Python "
                    f"{interpreter.version}, and packages compiled for {interpreter.wanted} will not load\n"
                )
            function = Function(
                name=self.function_version.id.function_name,
                version=self.function_version.id.qualifier,
                handler=config.handler or "",
                runtime=config.runtime or "",
                timeout=config.timeout,
                memory=config.memory_size,
                task=task,
                opt=opt,
                python=interpreter.bin / "python",
                variables=function_variables(
                    given, task, opt, runtime_folder(settings.work), self._scratch, interpreter
                ),
            )
            json_log = (config.logging_config or {}).get("LogFormat") == "JSON"
            self._environment = Environment(function, EnvironmentLog(log_file, json_log), watchdog)
            _environments.add(self._environment)

        def stop(self) -> None:
            if self._environment:
                self._environment.stop()
                shutil.rmtree(self._scratch, ignore_errors=True)

        def invoke(self, payload: dict[str, str]) -> InvocationResult:
            body = payload["payload"]
            result = self._environment.invoke(
                request_id=payload["invoke-id"],
                payload=body.encode() if isinstance(body, str) else body,
                arn=payload["invoked-function-arn"],
                trace_id=payload["trace-id"],
            )
            return InvocationResult(
                request_id=result.request_id,
                payload=result.payload,
                is_error=result.is_error,
                logs=result.logs,
                executed_version=self.function_version.id.qualifier,
            )

        def get_logs(self) -> str:
            return self._environment.logs() if self._environment else ""

        def get_address(self) -> str:
            return "127.0.0.1"

        def get_endpoint_from_executor(self) -> str:
            return "127.0.0.1"

        def get_runtime_endpoint(self) -> str:
            return f"http://127.0.0.1:{settings.port}"

        @classmethod
        def prepare_version(cls, function_version: FunctionVersion) -> None:
            config = function_version.config
            for code in (config.code, *(layer.code for layer in config.layers)):
                code.prepare_for_execution()

        @classmethod
        def cleanup_version(cls, function_version: FunctionVersion) -> None:
            pass

    ExecutionEnvironment.get_log_group_name = lambda self: log_group(self.function_version)
    return ProcessExecutor


def log_group(function_version: FunctionVersion) -> str:
    named = (function_version.config.logging_config or {}).get("LogGroup")
    return named or f"/aws/lambda/{function_version.id.function_name}"


def merged_layers(function_version: FunctionVersion, work: Path) -> Path:
    """The folder that stands for /opt: the function's layers over each other, the last one on top."""
    folders = [layer.code.get_unzipped_code_location() for layer in function_version.config.layers]
    if len(folders) == 1:
        return folders[0]
    target = work / "opt" / function_version.config.internal_revision
    with _layers_lock:
        if not target.is_dir():
            unfinished = target.with_name(target.name + ".tmp")
            unfinished.mkdir(parents=True)
            for folder in folders:
                shutil.copytree(folder, unfinished, symlinks=True, dirs_exist_ok=True)
            unfinished.rename(target)
    return target
