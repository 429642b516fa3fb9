"""Where visitors of a website sign in on this machine: what its ``runtime-config.json`` has on AWS.

The user pool is the one with an app client that sends people back to the website.
"""

from ..callers import mode
from ..identity_pools import pool_of_client
from .clients import AppClient, all_clients


class NoSignIn(Exception):
    """The reason why nobody can sign in to a website, with what to do."""


def settings_of(redirect_uri: str, client_name: str | None, endpoint: str) -> dict[str, str]:
    """The settings of a website; none where nobody has to sign in. Raises NoSignIn.

    @param endpoint: address of Cognito for pages
    """
    if not mode.checked():
        return {}
    client = _client(redirect_uri, client_name)
    pool = client.pool
    if pool.domain is None:
        raise NoSignIn(
            f"The user pool {pool.name} has no sign-in page: add an aws_cognito_user_pool_domain, and run terragate up."
        )
    identity_pool = pool_of_client(client.id)
    return {
        "region": pool.region,
        "userPoolId": pool.id,
        "userPoolClientId": client.id,
        **({"identityPoolId": identity_pool} if identity_pool else {}),
        "endpoint": endpoint,
    }


def _client(redirect_uri: str, name: str | None) -> AppClient:
    back = [one for one in all_clients() if redirect_uri in one.callbacks and name in (None, one.name)]
    if len(back) == 1:
        return back[0]
    if back:
        names = ", ".join(sorted(one.name for one in back))
        raise NoSignIn(
            f"Several app clients have the callback URL {redirect_uri}: {names}. "
            'Name one in runtime-config.json: "signIn" ends with ?client=NAME.'
        )
    known = ", ".join(sorted({url for one in all_clients() for url in one.callbacks})) or "none"
    which = "No app client" if name is None else f"No app client {name}"
    raise NoSignIn(
        f"{which} of a user pool has the callback URL {redirect_uri}: add it to callback_urls of the "
        f"aws_cognito_user_pool_client, and run terragate up. There are: {known}."
    )
