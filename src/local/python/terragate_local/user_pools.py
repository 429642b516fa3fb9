"""User pools of Cognito, which LocalStack's core lacks: as moto keeps them, so that a root with one can be applied."""

from types import ModuleType, SimpleNamespace

SERVICE = "cognito-idp"


def install(plugins: ModuleType) -> None:
    """Adds Cognito to the services of LocalStack; it is loaded with the first request for it."""
    manager = plugins.ServicePluginManager
    known = manager._resolve_api_provider_specs
    load = manager._load_service_plugin

    def with_user_pools(self):
        return {**known(self), SERVICE: ["default"]}

    def loaded(self, name):
        return SimpleNamespace(service=_service(plugins)) if name == SERVICE else load(self, name)

    manager._resolve_api_provider_specs = with_user_pools
    manager._load_service_plugin = loaded


def _service(plugins: ModuleType):
    from localstack.aws.skeleton import Skeleton
    from localstack.aws.spec import load_service
    from localstack.services.moto import call_moto

    model = load_service(SERVICE)
    table = {name: lambda context, _request: call_moto(context) for name in model.operation_names}
    return plugins.Service(SERVICE, skeleton=Skeleton(model, table))
