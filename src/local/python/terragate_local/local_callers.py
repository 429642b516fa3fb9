"""Who calls an API where nobody is refused: whom the request names, or a local caller."""

import base64
import json
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localstack.aws.connect import connect_to
from localstack.utils.aws.arns import get_partition

NAME = "local"
"""Name, id and access key of the local caller: of an IAM user, and of a user of a pool."""
SUBJECT = "00000000-0000-4000-8000-000000000000"
"""The ``sub`` of the local caller in a user pool: apps may take it for a UUID, as it is on AWS."""
_CREDENTIAL = re.compile(r"AWS4-[\w-]+\s.*?Credential=([^/,\s]+)/")
_JWT = re.compile(r"(?:Bearer\s+)?[\w=-]+\.([\w-]+)=*\.[\w=-]*", re.IGNORECASE)


@dataclass(frozen=True)
class Signer:
    """The user or role whose key signs a request."""

    access_key: str
    account: str
    id: str
    arn: str


def access_key(headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """The access key that signs a request, in its header or in its query; None where it is not signed."""
    match = _CREDENTIAL.match(headers.get("Authorization", ""))
    signed = match[1] if match else query.get("X-Amz-Credential", "").partition("/")[0]
    return signed or None


def signer(key: str | None, account: str, region: str) -> Signer:
    """The user or role of a key that was made here, else a user of the key's name; without a key the local one."""
    if key:
        sts = connect_to(aws_access_key_id=key, aws_secret_access_key=NAME, region_name=region).sts
        caller = sts.get_caller_identity()
        account = caller["Account"]
        if not caller["Arn"].endswith(":root"):  # LocalStack gives root for all keys that it does not know
            return Signer(key, account, caller["UserId"], caller["Arn"])
    name = key or NAME
    return Signer(name, account, name, f"arn:{get_partition(region)}:iam::{account}:user/{name}")


def payload_of(token: str) -> dict[str, Any] | None:
    """The claims of a JWT, whoever signed it and whenever it expires; None where it is none."""
    match = _JWT.fullmatch(token.strip())
    try:
        payload = json.loads(base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4))) if match else None
    except ValueError:  # no Base64, UTF-8 or JSON
        return None
    return payload if isinstance(payload, dict) else None


def local_payload(issuer: str, scopes: list[str]) -> dict[str, Any]:
    """The local caller's claims: an access token's if a route asks for scopes, else an id token's."""
    now = int(time.time())
    claims = {
        "sub": SUBJECT,
        "iss": issuer,
        "event_id": str(uuid.uuid4()),
        "jti": str(uuid.uuid4()),
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
    }
    if scopes:
        scope = " ".join(scopes)
        return {**claims, "token_use": "access", "version": 2, "client_id": NAME, "username": NAME, "scope": scope}
    email = {"email": f"{NAME}@example.com", "email_verified": True}
    return {**claims, "token_use": "id", "aud": NAME, "cognito:username": NAME, **email}
