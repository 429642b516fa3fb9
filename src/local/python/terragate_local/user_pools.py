"""User pools of Cognito, which LocalStack's core lacks: as moto keeps them, so that a root with one can be applied."""

import uuid
from types import ModuleType, SimpleNamespace

from .imports import when_imported

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
    when_imported("moto.cognitoidp.models", _give_own_keys)


def _service(plugins: ModuleType):
    from localstack.aws.skeleton import Skeleton
    from localstack.aws.spec import load_service
    from localstack.services.moto import call_moto

    model = load_service(SERVICE)
    table = {name: lambda context, _request: call_moto(context) for name in model.operation_names}
    return plugins.Service(SERVICE, skeleton=Skeleton(model, table))


def _give_own_keys(models: ModuleType) -> None:
    """Gives each pool a key of its own. The one that moto signs with is in its package, for everybody to read."""
    from joserfc import jwk

    from .callers.tokens import signed

    make = models.CognitoIdpUserPool.__init__

    def __init__(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.json_web_key = jwk.RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)

    def encode(_header, claims, key):
        own = {"version": 2} if claims["token_use"] == "access" else {}
        claims = {**claims, **own, "iat": claims["auth_time"], "event_id": str(uuid.uuid4())}
        return signed(claims, key)

    models.CognitoIdpUserPool.__init__ = __init__
    models.jwt = SimpleNamespace(encode=encode)
