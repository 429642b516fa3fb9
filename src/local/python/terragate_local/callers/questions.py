"""What policies are asked about a call of an API, and what a caller's own policies say to it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-condition-keys.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from .keys import Key, issued, permissions_of
from .policies import Decision, Question, bounded, decide

ACTION = "execute-api:Invoke"


@dataclass(frozen=True)
class Call:
    """A call of an API."""

    partition: str
    region: str
    account: str
    """The account of the API."""
    api: str
    stage: str
    method: str
    path: str
    """Path within the stage, as it was sent."""
    source_ip: str
    headers: Mapping[str, str]
    action: str = ACTION
    """What a policy has to allow."""

    @property
    def api_arn(self) -> str:
        return f"arn:{self.partition}:execute-api:{self.region}:{self.account}:{self.api}"

    @property
    def arn(self) -> str:
        """What a policy names as its resource."""
        return f"{self.api_arn}/{self.stage}/{self.method}/{self.path.removeprefix('/')}"

    def question(self, key: Key | None = None, tags: Mapping[str, str] | None = None) -> Question:
        """The question of a call, by the owner of a key or by somebody who is not known."""
        values = {**self._values(), **(_values_of(key, tags or {}) if key else {})}
        return Question(
            self.action,
            self.arn,
            {name.lower(): [value] for name, value in values.items() if value is not None},
            (key.arn, *_role(key.arn)) if key else (),
            key.account if key else None,
            self.api_arn,
        )

    def _values(self) -> dict[str, str | None]:
        now = datetime.now(UTC)
        return {
            "aws:SourceIp": self.source_ip,
            "aws:SecureTransport": "true",  # as on AWS, where an API has no other
            "aws:CurrentTime": now.isoformat(),
            "aws:EpochTime": str(int(now.timestamp())),
            "aws:UserAgent": self.headers.get("User-Agent"),
            "aws:Referer": self.headers.get("Referer"),
            "aws:RequestedRegion": self.region,
        }


def _values_of(key: Key, tags: Mapping[str, str]) -> dict[str, str | None]:
    is_session = ":assumed-role/" in key.arn
    return {
        "aws:PrincipalArn": (_role(key.arn) or [key.arn])[0],
        "aws:PrincipalAccount": key.account,
        "aws:PrincipalType": "AssumedRole" if is_session else "Account" if is_root(key) else "User",
        "aws:userid": key.user_id,
        "aws:username": None if is_session or is_root(key) else key.arn.rpartition("/")[2],
        **{f"aws:PrincipalTag/{name}": value for name, value in tags.items()},
    }


def permitted(call: Call, key: Key) -> tuple[Decision, Question]:
    """What the policies of a caller say to a call, and the question that they were asked."""
    if is_root(key):
        return Decision.ALLOW, call.question(key)
    own = permissions_of(key.arn)
    question = call.question(key, own.tags)
    boundary = None if own.boundary is None else decide([own.boundary], question)
    return bounded(decide(own.policies, question), boundary), question


def keys_with_root(access_key: str, secret: str, call: Call) -> Callable[[str], Key | None]:
    """Keys by their ids: those that were given out, and that of the instance, which is the account's root."""
    root = Key(access_key, secret, call.account, f"arn:{call.partition}:iam::{call.account}:root", call.account)
    return lambda name: root if name == access_key else issued(name)


def is_root(key: Key) -> bool:
    return key.arn.endswith(":root")


def _role(arn: str) -> list[str]:
    """The role of a session."""
    match = re.fullmatch(r"(arn:[^:]+):sts::(\d+):assumed-role/([^/]+)/.*", arn)
    return [f"{match[1]}:iam::{match[2]}:role/{match[3]}"] if match else []
