"""Starts functions without a request, so that one that cannot start is known before somebody calls it.

``POST /_terragate/starts`` with ``{"functions": ["name", ...]}`` answers with ``{"failures": [{"function": "name",
"log": "text"}, ...]}``. Functions that have the same package, handler, variables, layers and runtime are started once.
"""

import gc
import json
from concurrent.futures import ThreadPoolExecutor

from localstack.services.edge import ROUTER
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import Function, FunctionVersion, InitializationType
from localstack.services.lambda_.invocation.models import lambda_stores
from rolo import Request, Response

AT_ONCE = 2
"""Starts at the same time: each takes a processor for a second or two."""


def install() -> None:
    ROUTER.add("/_terragate/starts", endpoint=_starts, methods=["POST"])


def _starts(request: Request) -> Response:
    names = request.get_json(force=True)["functions"]
    distinct = {_likeness(version): version for version in reversed(list(_versions(names)))}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        logs = list(pool.map(_failure, distinct.values()))
    failures = [
        {"function": version.id.function_name, "log": log}
        for version, log in zip(distinct.values(), logs, strict=True)
        if log is not None
    ]
    failures.sort(key=lambda failure: failure["function"])
    return Response(json.dumps({"failures": failures}), mimetype="application/json")


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


def _likeness(version: FunctionVersion) -> tuple:
    config = version.config
    return (
        version.id.account,
        version.id.region,
        config.code.code_sha256,
        config.handler,
        config.runtime,
        tuple(sorted((config.environment or {}).items())),
        tuple(layer.layer_version_arn for layer in config.layers),
    )


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
