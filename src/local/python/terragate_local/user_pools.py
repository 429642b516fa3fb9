"""User pools of Cognito, which LocalStack's core lacks: as moto keeps them, so that a root with one can be applied."""

from types import ModuleType

from .moto_services import add_service


def install(plugins: ModuleType) -> None:
    add_service(plugins, "cognito-idp")
