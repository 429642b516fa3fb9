"""The environments of LocalStack's Lambda service: a limit on them, and the end of those without further requests."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType

from localstack.aws.api.lambda_ import TooManyRequestsException
from localstack.services.lambda_.invocation.execution_environment import (
    ExecutionEnvironment,
    InvalidStatusException,
    RuntimeStatus,
)
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InitializationType
from localstack.services.lambda_.invocation.models import lambda_stores

from .capacity import Capacity, CapacityReached, Notices
from .function_log import LogFile
from .invocations import Invocations
from .settings import Settings

LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0
"""Seconds between two looks for environments of an earlier package."""
_END_SECONDS = 900.0
"""Seconds that a function's version waits for its invocations when it is deleted or replaced: the longest timeout."""


_invocations = Invocations()


def keep_used_code(models: ModuleType) -> None:
    """Lets the code of a function that is deleted stay for its invocations: they may start a process of it yet."""
    destroy = models.S3Code.destroy

    def destroy_unused(self) -> None:
        if _invocations.wait(self.id, 0):
            destroy(self)
            return

        def end() -> None:
            _invocations.wait(self.id, _END_SECONDS)
            destroy(self)

        threading.Thread(target=end, daemon=True, name="used-code").start()

    models.S3Code.destroy = destroy_unused


def limit_environments(assignment: ModuleType, settings: Settings) -> None:
    """Lets LocalStack's assignment of environments to invocations keep to the limit of the settings."""
    service = assignment.AssignmentService
    get, start, prepare = service.get_environment, service.start_environment, service.__init__
    stop = service.stop_environments_for_version
    capacity = Capacity(settings.environments)
    notices = Notices()

    def write(function: str, text: str) -> None:
        LOG.warning("%s: %s", function, text)
        LogFile.at(settings.logs, function).write(f"{text}\n")

    @contextmanager
    def get_environment(self, version_manager_id: str, function_version: FunctionVersion, provisioning_type):
        name = function_version.id.function_name

        def reached() -> None:
            if notices.due(name):
                write(
                    name,
                    f"All {capacity.limit} execution environments of this local AWS are busy: requests wait for one. "
                    "AWS would start more; TERRAGATE_LOCAL_ENVIRONMENTS sets how many there are here",
                )

        refused = _refused_as_on_aws(lambda text: write(name, text))
        code = function_version.config.code.id
        with (
            _invocations.one(version_manager_id),
            _invocations.one(code),
            refused,
            capacity.turn(settings.wait_seconds, reached),
        ):
            if provisioning_type == InitializationType.provisioned_concurrency:  # its processes may not exist
                make_room(self, capacity)
            with ExitStack() as stack:
                yield _reserved(
                    lambda: stack.enter_context(get(self, version_manager_id, function_version, provisioning_type))
                )

    def start_environment(self, version_manager_id: str, function_version: FunctionVersion) -> ExecutionEnvironment:
        make_room(self, capacity)
        return start(self, version_manager_id, function_version)

    def stop_environments_for_version(self, version_manager_id: str) -> None:
        # Those that came before a function was deleted or changed are answered, as on AWS. LocalStack has few threads
        # for such work, which must not wait for a stream
        def end() -> None:
            _invocations.wait(version_manager_id, _END_SECONDS)
            stop(self, version_manager_id)

        threading.Thread(target=end, daemon=True, name="ended-version").start()

    def __init__(self) -> None:
        prepare(self)
        threading.Thread(target=_look, args=(self,), daemon=True, name="earlier-environments").start()

    service.get_environment = get_environment
    service.start_environment = start_environment
    service.stop_environments_for_version = stop_environments_for_version
    service.__init__ = __init__


def _reserved(get: Callable[[], ExecutionEnvironment]) -> ExecutionEnvironment:
    """An environment for one invocation. Another invocation may take the one that was started for this: then the next."""
    while True:
        try:
            return get()
        except InvalidStatusException as error:
            LOG.debug("an environment was taken by another invocation: %s", error)


@contextmanager
def _refused_as_on_aws(write) -> Iterator[None]:
    try:
        yield
    except CapacityReached as error:
        write(
            f"A request is refused with 429 TooManyRequestsException: {error}. A function that sends requests to its "
            "own API holds one environment while it waits for another"
        )
        raise TooManyRequestsException(
            "Rate Exceeded.", Reason="ConcurrentInvocationLimitExceeded", Type="User"
        ) from error


def make_room(service, capacity: Capacity) -> None:
    """Ends idle environments, the one that was used longest ago first, until one more is within the limit: each
    invocation that has its turn has an environment, or is about to."""
    tried: set[str] = set()
    while True:
        idle = [environment for environment in _all(service) if _is_idle(environment)]
        if capacity.held + len(idle) <= capacity.limit:
            return
        left = [environment for environment in idle if environment.id not in tried]
        if not left:
            return
        oldest = min(left, key=lambda environment: (environment.runtime_executor.runs(), environment.last_returned))
        tried.add(oldest.id)
        _end(oldest)


def end_earlier(service) -> None:
    """Ends the idle environments of versions and files that no alias and no local package names any more."""
    for environment in _all(service):
        if _is_idle(environment) and (
            is_earlier(environment.function_version) or environment.runtime_executor.is_outdated()
        ):
            _end(environment)


def is_earlier(version: FunctionVersion) -> bool:
    """Whether a version is a numbered one of a function whose aliases all name other versions."""
    function = lambda_stores[version.id.account][version.id.region].functions.get(version.id.function_name)
    if function is None or not function.aliases or not version.id.qualifier.isdigit():
        return False
    named: set[str] = set()
    for alias in list(function.aliases.values()):
        named.add(alias.function_version)
        if alias.routing_configuration:
            named.update(alias.routing_configuration.version_weights)
    return version.id.qualifier not in named


def _look(service) -> None:
    while True:
        time.sleep(_LOOK_SECONDS)
        try:
            end_earlier(service)
        except Exception:
            LOG.warning("Environments of earlier packages were not ended", exc_info=True)


def _all(service) -> list[ExecutionEnvironment]:
    return [one for environments in list(service.environments.values()) for one in list(environments.values())]


def _is_idle(environment: ExecutionEnvironment) -> bool:
    """Whether an environment waits, and is or may be started. Provisioned ones stay, but their processes may end."""
    if environment.status != RuntimeStatus.READY:
        return False
    return environment.initialization_type == InitializationType.on_demand or environment.runtime_executor.runs()


def _end(environment: ExecutionEnvironment) -> None:
    """Ends an environment as when its idle time is over; nothing happens where an invocation uses it meanwhile."""
    try:
        if environment.initialization_type == InitializationType.on_demand:
            environment.keepalive_passed()
        else:
            environment.runtime_executor.rest()
    except Exception as error:  # LocalStack has ended the environment at the same time
        LOG.debug("environment %s: %s: %s", environment.id, type(error).__name__, error)
