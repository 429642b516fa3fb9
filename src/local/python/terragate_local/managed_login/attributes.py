"""Attributes of a user by the scopes of a token.

https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
"""

from collections.abc import Iterable

from .clients import AppClient

_OF_SCOPE = {
    "email": {"email", "email_verified"},
    "phone": {"phone_number", "phone_number_verified"},
    "profile": {
        *("name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture"),
        *("website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"),
    },
}


def attributes_of(user, client: AppClient, scopes: Iterable[str]) -> dict[str, str]:
    """What the client may read of a user within the scopes: with ``openid`` alone, all of it."""
    readable = {one["Name"]: one["Value"] for one in user.attributes or [] if client.reads(one["Name"])}
    readable.pop("sub", None)
    narrowing = _OF_SCOPE.keys() & set(scopes)
    if not narrowing:
        return readable
    named = set().union(*(_OF_SCOPE[scope] for scope in narrowing))
    return {
        name: value
        for name, value in readable.items()
        if name in named or ("profile" in narrowing and name.startswith("custom:"))
    }
