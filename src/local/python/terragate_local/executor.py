"""LocalStack's runtime executor that runs a function as plain processes, where LocalStack's own needs a container."""

import shutil
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from . import strictness
from .confinement import TEMPORARY, Confinement
from .environment import Environment
from .function_call import awaited
from .function_log import EnvironmentLog, LogFile
from .interpreters import interpreter_for, places_of, runtime_folder
from .local_packages import LocalPackage, LocalPackages
from .local_secrets import REFERENCES, with_secrets
from .sandbox import Function
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
    local_packages = LocalPackages(settings.local_packages)

    class ProcessExecutor(RuntimeExecutor):
        _environment: Environment | None = None
        _scratch: Path
        _given: dict[str, str]
        _log_file: LogFile
        _log: EnvironmentLog
        _function: Function | None = None
        _local_package: LocalPackage | None = None
        _confinement: Confinement | None = None
        _values: tuple[int, int] | None = None
        """What the file with the values of secrets was when they were read."""

        def start(self, env_vars: dict[str, str]) -> None:
            version = self.function_version
            self._scratch = settings.work / "scratch" / self.id
            self._scratch.mkdir(parents=True)
            self._given = given_variables(env_vars, version)
            self._log_file = LogFile.at(settings.logs, version.id.function_name)
            json_log = (version.config.logging_config or {}).get("LogFormat") == "JSON"
            self._log = EnvironmentLog(self._log_file, json_log)
            self._environment = Environment(self._current, self._log, watchdog)
            _environments.add(self._environment)

        def _current(self, begins_again: bool) -> Function:
            local_package = local_packages.find(self.function_version.config.code.code_sha256)
            values = local_package and stamp_of(local_package.env_file)
            is_other = local_package != self._local_package or values != self._values or self._is_held_otherwise()
            # Processes see the values that secrets have when they begin
            if self._function is None or is_other or begins_again and REFERENCES in self._given:
                self._function = self._describe(local_package)
                self._local_package, self._values = local_package, values
            return self._function

        def _describe(self, local_package: LocalPackage | None) -> Function:
            version, config = self.function_version, self.function_version.config
            self.prepare_version(version)
            python = local_package.python if local_package else None
            interpreter = interpreter_for(config.runtime, settings.work, python)
            if interpreter.version != interpreter.wanted:
                self._log_file.write(
                    f"python{interpreter.wanted} is not on this machine: the function runs with Python "
                    f"{interpreter.version}, and packages compiled for {interpreter.wanted} will not load\n"
                )
            task = local_package.folder if local_package else config.code.get_unzipped_code_location()
            opt = merged_layers(version, settings.work)
            runtime = runtime_folder(settings.work)
            given = with_secrets(self._given, local_package.env_file if local_package else None, self._say)
            strict = strictness.strict()
            self._release()
            if strict and not strictness.files_refusal():
                extensions = (opt / "extensions").glob("*")  # the adapter's is a link
                keep = (task, opt, runtime, *places_of(interpreter), *extensions)
                self._confinement = Confinement(config.ephemeral_storage.size, keep)
            temporary = Path(TEMPORARY) if self._confinement else self._scratch
            variables = function_variables(given, task, opt, runtime, self._scratch, temporary, interpreter)
            if local_package:
                # Compiled files beside a source that is saved twice within a second would stay valid for the first
                variables.setdefault("PYTHONDONTWRITEBYTECODE", "1")
            return Function(
                name=version.id.function_name,
                version=version.id.qualifier,
                handler=config.handler or "",
                runtime=config.runtime or "",
                timeout=config.timeout,
                memory=config.memory_size,
                task=task,
                opt=opt,
                python=interpreter.bin / "python",
                variables=variables,
                strict=strict,
                confinement=self._confinement,
            )

        def _is_held_otherwise(self) -> bool:
            return self._function is not None and self._function.strict != strictness.strict()

        def _release(self) -> None:
            if self._confinement:
                self._confinement.close()
            self._confinement = None

        def _say(self, line: str) -> None:
            self._log.platform(line, "platform.fault", {"message": line})

        def runs(self) -> bool:
            """Whether processes of the environment run."""
            return self._environment is not None and self._environment.runs()

        def is_outdated(self) -> bool:
            """Whether the processes run other files than a next invocation would."""
            found = local_packages.find(self.function_version.config.code.code_sha256)
            return self.runs() and (found != self._local_package or self._is_held_otherwise())

        def rest(self) -> None:
            """Ends the processes, unless an invocation runs; the next invocation starts them again."""
            if self._environment:
                self._environment.rest()

        def start_processes(self) -> str | None:
            """Starts the processes without an invocation. Returns the output of a start that failed, else None."""
            return self._environment.start() if self._environment else None

        def stop(self) -> None:
            if self._environment:
                self._environment.stop()
                self._release()
                shutil.rmtree(self._scratch, ignore_errors=True)

        def invoke(self, payload: dict[str, str]) -> InvocationResult:
            body = payload["payload"]
            result = self._environment.invoke(
                request_id=payload["invoke-id"],
                payload=body.encode() if isinstance(body, str) else body,
                arn=payload["invoked-function-arn"],
                trace_id=payload["trace-id"],
                answer_to=awaited.get(),
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
            codes = [layer.code for layer in config.layers]
            if not local_packages.find(config.code.code_sha256):  # nobody waits for the unpacking of what is not run
                codes.append(config.code)
            for code in codes:
                code.prepare_for_execution()

        @classmethod
        def cleanup_version(cls, function_version: FunctionVersion) -> None:
            pass

    ExecutionEnvironment.get_log_group_name = lambda self: log_group(self.function_version)
    return ProcessExecutor


def stamp_of(file: Path | None) -> tuple[int, int] | None:
    """The time and the size of a file; None where there is none."""
    try:
        status = file and file.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if status else None


def given_variables(env_vars: dict[str, str], function_version: FunctionVersion) -> dict[str, str]:
    """LocalStack's variables for a function, the function's own among them, without those for its container."""
    given = {name: value for name, value in env_vars.items() if not name.startswith(_NOT_FOR_FUNCTIONS)}
    given["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{function_version.config.runtime}"
    given["AWS_LAMBDA_LOG_GROUP_NAME"] = log_group(function_version)
    if "AWS_LAMBDA_LOG_LEVEL" in given:
        given["AWS_LAMBDA_LOG_LEVEL"] = given["AWS_LAMBDA_LOG_LEVEL"].upper()
    return given


def log_group(function_version: FunctionVersion) -> str:
    named = (function_version.config.logging_config or {}).get("LogGroup")
    return named or f"/aws/lambda/{function_version.id.function_name}"


def merged_layers(function_version: FunctionVersion, work: Path) -> Path:
    """The folder in place of /opt: the function's layers over each other, the last one on top."""
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
