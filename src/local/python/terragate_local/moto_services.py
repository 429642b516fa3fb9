"""Services that LocalStack's core lacks, as moto has them."""

from collections.abc import Callable, Mapping
from types import ModuleType, SimpleNamespace


def add_service(
    plugins: ModuleType,
    name: str,
    load: Callable[[], None] = lambda: None,
    changed: Callable[[], None] = lambda: None,
    own: Mapping[str, Callable] | None = None,
    check: Callable[..., None] = lambda _context, _request: None,
) -> None:
    """Adds a service of moto to those of LocalStack; it is loaded with the first request for it.

    @param load: called before that request
    @param changed: called after each request that is not one for reading
    @param own: operations that are not moto's, by their names: functions of the context and the request
    @param check: raises where AWS refuses what moto would take: a function of the context and the request
    """
    manager = plugins.ServicePluginManager
    known = manager._resolve_api_provider_specs
    load_plugin = manager._load_service_plugin

    def with_service(self):
        return {**known(self), name: ["default"]}

    def loaded(self, asked):
        if asked != name:
            return load_plugin(self, asked)
        load()
        return SimpleNamespace(service=_service(plugins, name, changed, own or {}, check))

    manager._resolve_api_provider_specs = with_service
    manager._load_service_plugin = loaded


def _service(
    plugins: ModuleType,
    name: str,
    changed: Callable[[], None],
    own: Mapping[str, Callable],
    check: Callable[..., None],
):
    from localstack.aws.skeleton import Skeleton
    from localstack.aws.spec import load_service
    from localstack.services.moto import call_moto

    def call(context, request):
        check(context, request)
        try:
            return call_moto(context)
        finally:
            if not context.operation.name.startswith(("Get", "List", "Describe")):
                changed()

    model = load_service(name)
    return plugins.Service(name, skeleton=Skeleton(model, {**dict.fromkeys(model.operation_names, call), **own}))
