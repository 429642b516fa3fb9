"""User pools of Cognito, which LocalStack's core lacks: as moto keeps them, so that a root with one can be applied."""

import uuid
from types import ModuleType, SimpleNamespace

from .imports import when_imported
from .moto_services import add_service


def install(plugins: ModuleType) -> None:
    add_service(plugins, "cognito-idp")
    when_imported("moto.cognitoidp.models", _give_own_keys)


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
