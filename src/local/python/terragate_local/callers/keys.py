"""Keys that the local IAM and STS gave out, and whose they are. LocalStack is not imported for them."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

IDENTITY_POOL = "terragate:cognito-identity"
"""Name under which ``identity_pools.py`` notes in a session of STS whose credentials it holds."""


@dataclass(frozen=True)
class Key:
    """An access key."""

    id: str
    secret: str
    account: str
    arn: str
    """Of the user, or of the session of a role."""
    user_id: str
    token: str | None = None
    """Session token of a temporary key."""
    active: bool = True
    expired: bool = False
    cognito: dict[str, str] = field(default_factory=dict)
    """What ``$context.identity`` tells of the identity of an identity pool."""

    @property
    def valid(self) -> bool:
        return self.active and not self.expired


def issued(access_key: str) -> Key | None:
    """A key by its id; None where it was not given out here."""
    return _session(access_key) or _user_key(access_key)


def _session(access_key: str) -> Key | None:
    sts = sys.modules.get("localstack.services.sts.models")
    session = sts and sts.sts_stores["000000000000"]["us-east-1"].credentials.get(access_key)
    if not session:
        return None
    noted = session.iam_context.get(IDENTITY_POOL)
    return Key(
        access_key,
        session.secret_access_key,
        session.account_id,
        session.arn,
        session.user_id,
        token=session.session_token,
        expired=session.is_expired(),
        cognito=json.loads(noted.value) if noted else {},
    )


def _user_key(access_key: str) -> Key | None:
    for account, store in _iam_stores():
        user = store.USERS.get(store.ACCESS_KEY_INDEX.get(access_key, ""))
        entity = user and user.access_keys.get(access_key)
        if entity:
            return Key(
                access_key,
                entity.access_key["SecretAccessKey"],
                account,
                user.user["Arn"],
                user.user["UserId"],
                active=entity.access_key["Status"] == "Active",
            )
    return None


def _iam_stores() -> Iterator[tuple[str, object]]:
    iam = sys.modules.get("localstack.services.iam.models")
    for account, regions in list(iam.iam_stores.items()) if iam else []:
        yield account, regions["us-east-1"]


@dataclass(frozen=True)
class Permissions:
    """What a user or a role may do by its own policies."""

    policies: list[dict]
    boundary: dict | None
    """The permissions boundary; None where there is none."""
    tags: dict[str, str]


def permissions_of(arn: str) -> Permissions:
    """The policies of a user, its groups among them, or of the role of a session."""
    _, _, service, _, account, resource = arn.split(":", 5)
    store = dict(_iam_stores()).get(account)
    kind, _, rest = resource.partition("/")
    if store is None:
        return Permissions([], None, {})
    if service == "sts":
        role = store.ROLES.get(rest.split("/")[0])
        return _permissions(store, [role], role and role.role)
    user = store.USERS.get(rest.split("/")[-1]) if kind == "user" else None
    groups = [group for group in store.GROUPS.values() if user and user.user["UserName"] in group.member_user_names]
    return _permissions(store, [user, *groups], user and user.user)


def _permissions(store, entities: list, described: dict | None) -> Permissions:
    documents = [
        document
        for entity in entities
        if entity
        for document in [
            *map(_document, entity.inline_policies.values()),
            *(_managed(store, arn) for arn in entity.attached_policy_arns),
        ]
        if document
    ]
    described = described or {}
    boundary = (described.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags") or []}
    return Permissions(documents, (_managed(store, boundary) or {}) if boundary else None, tags)


def _managed(store, arn: str) -> dict | None:
    entity = store.MANAGED_POLICIES.get(arn) or _of_aws(arn)
    if not entity:
        return None
    version = entity.versions.get(entity.policy["DefaultVersionId"])
    return _document(version["Document"]) if version else None


def _of_aws(arn: str):
    """A policy that AWS manages, from the list that LocalStack's IAM has."""
    services = sys.modules["localstack.services.plugins"].SERVICE_PLUGINS
    provider = services.get_service("iam")._provider
    return provider._aws_managed_policy_cache.get(provider._normalize_aws_managed_arn(arn))


def _document(text: str) -> dict:
    """A policy's document; LocalStack keeps it with percent signs for what a URL could not hold."""
    return json.loads(unquote(text))
