"""Starts functions without a request, so that one that cannot start is known before somebody calls it.

``POST /_terragate/starts`` with ``{"functions": ["name", ...]}`` answers with ``{"failures": [{"function": "name",
"log": "text"}, ...]}``. Functions that have the same package, handler, variables, layers and runtime are started once.

A function that the Terraform of ``terragate up`` makes starts right away, while Terraform waits for it: the provider
asks for its state five seconds later. A start that failed then is tried again, since the function may need what
Terraform makes after it.
"""

import functools
import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from types import ModuleType

from localstack.services.edge import ROUTER
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import Function, FunctionVersion, InitializationType
from localstack.services.lambda_.invocation.models import lambda_stores
from rolo import Request, Response

from .changes import is_of_up
from .executor import stamp_of
from .local_packages import LocalPackages
from .settings import Settings
from .strictness import strict

AT_ONCE = 2
"""Starts at the same time: each takes a processor for a second or two."""


def install(provider: ModuleType, settings: Settings) -> None:
    starts = _Starts(LocalPackages(settings.local_packages))
    create = provider.LambdaProvider.create_function

    @functools.wraps(create)
    def create_and_start(self, context, request):
        made = create(self, context, request)
        if is_of_up(context):
            starts.begin([made["FunctionName"]])
        return made

    provider.LambdaProvider.create_function = create_and_start
    ROUTER.add("/_terragate/starts", endpoint=starts.answer, methods=["POST"])


class _Starts:
    def __init__(self, local_packages: LocalPackages):
        self._local_packages = local_packages
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="starts")
        self._lock = threading.Lock()
        self._early: dict[tuple, Future[str | None]] = {}
        """Starts that nobody has asked for yet."""

    def begin(self, names: list[str]) -> None:
        """Starts functions before somebody asks for it."""
        with self._lock:
            for likeness, version in self._distinct(names).items():
                if likeness not in self._early:
                    self._early[likeness] = self._pool.submit(_failure, version)

    def answer(self, request: Request) -> Response:
        distinct = self._distinct(request.get_json(force=True)["functions"])
        with self._lock:
            early, self._early = self._early, {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            logs = list(pool.map(_outcome, distinct.values(), map(early.get, distinct)))
        failures = [
            {"function": version.id.function_name, "log": log}
            for version, log in zip(distinct.values(), logs, strict=True)
            if log is not None
        ]
        failures.sort(key=lambda failure: failure["function"])
        return Response(json.dumps({"failures": failures}), mimetype="application/json")

    def _distinct(self, names: list[str]) -> dict[tuple, FunctionVersion]:
        """One function of those that start in the same way, by what they have in common."""
        return {self._likeness(version): version for version in reversed(list(_versions(names)))}

    def _likeness(self, version: FunctionVersion) -> tuple:
        config = version.config
        local_package = self._local_packages.find(config.code.code_sha256)
        return (
            version.id.account,
            version.id.region,
            strict(),
            config.code.code_sha256,
            local_package,
            local_package and stamp_of(local_package.env_file),
            config.handler,
            config.runtime,
            tuple(sorted((config.environment or {}).items())),
            tuple(layer.layer_version_arn for layer in config.layers),
        )


def _versions(names: list[str]):
    for _account, _region, store in lambda_stores.iter_stores():
        for name in names:
            if name in store.functions:
                yield _called(store.functions[name])


def _called(function: Function) -> FunctionVersion:
    """The version that an API calls: that of an alias, where there is one."""
    for alias in function.aliases.values():
        if alias.function_version in function.versions:
            return function.versions[alias.function_version]
    return function.latest()


def _outcome(version: FunctionVersion, early: Future[str | None] | None) -> str | None:
    if early and early.exception() is None and early.result() is None:
        return None
    return _failure(version)


def _failure(version: FunctionVersion) -> str | None:
    environment = ExecutionEnvironment(
        function_version=version,
        initialization_type=InitializationType.on_demand,
        on_timeout=lambda *_: None,
        version_manager_id="",
    )
    environment.start()
    try:
        return environment.runtime_executor.start_processes()
    finally:
        environment.stop()
