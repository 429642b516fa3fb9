"""App clients of a user pool, with what managed login may do for them.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
"""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..callers import pools

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_VALIDITY = {"IdToken": (1, "hours"), "AccessToken": (1, "hours"), "RefreshToken": (30, "days")}
"""How long tokens are good where the client does not say."""


@dataclass(frozen=True)
class AppClient:
    pool: object
    """The user pool, as moto keeps it."""
    made: object
    """The client, as moto keeps it."""

    @property
    def id(self) -> str:
        return self.made.id

    @property
    def name(self) -> str:
        return self._setting("ClientName") or self.id

    @property
    def callbacks(self) -> list[str]:
        return self._setting("CallbackURLs") or []

    @property
    def logouts(self) -> list[str]:
        return self._setting("LogoutURLs") or []

    @property
    def scopes(self) -> list[str]:
        return self._setting("AllowedOAuthScopes") or []

    def allows(self, flow: str) -> bool:
        """Whether the client may use a flow of OAuth: ``code`` or ``implicit``."""
        return bool(self._setting("AllowedOAuthFlowsUserPoolClient")) and flow in (
            self._setting("AllowedOAuthFlows") or []
        )

    @property
    def has_own_users(self) -> bool:
        """Whether users of the pool itself sign in, and not those of other providers alone."""
        return "COGNITO" in (self._setting("SupportedIdentityProviders") or [])

    def reads(self, attribute: str) -> bool:
        readable = self._setting("ReadAttributes")
        return not readable or attribute in readable

    def is_proven_by(self, secret: str | None) -> bool:
        """Whether a secret is that of the client; one without a secret has nothing to prove."""
        return not self.made.generate_secret or hmac.compare_digest(self.made.secret.encode(), (secret or "").encode())

    def seconds(self, token: str) -> int:
        """How long a token is good: ``IdToken``, ``AccessToken`` or ``RefreshToken``."""
        count, unit = _VALIDITY[token]
        units = self._setting("TokenValidityUnits") or {}
        return int(self._setting(f"{token}Validity") or count) * _SECONDS[units.get(token) or unit]

    def _setting(self, name: str):
        return self.made.extended_config.get(name)


def client_of(pool, client_id: str | None) -> AppClient | None:
    made = pool.clients.get(client_id)
    return AppClient(pool, made) if made else None


def all_clients() -> list[AppClient]:
    return [AppClient(pool, made) for pool in pools.all_pools() for made in list(pool.clients.values())]


def is_page_of_a_client(origin: str) -> bool:
    """Whether some app client sends people back to pages of an origin."""
    return any(origin_of(url) == origin for client in all_clients() for url in client.callbacks)


def origin_of(url: str) -> str | None:
    """The origin of a page; None for an address of an app on a phone."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else None
