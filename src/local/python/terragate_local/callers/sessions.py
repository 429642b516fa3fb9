"""Temporary keys, as STS gives them out."""

import json
from datetime import UTC, datetime, timedelta

from localstack.services.iam.utils import (
    generate_secret_access_key,
    generate_session_token,
    generate_temp_access_key_id,
)
from localstack.services.sts.models import SingleValuedContextValue, TemporaryCredentials, sts_stores

from .keys import IDENTITY_POOL

LIFETIME = timedelta(hours=1)


def session(account: str, arn: str, user_id: str, cognito: dict[str, str] | None = None) -> TemporaryCredentials:
    """A new temporary key. ``cognito``: what ``$context.identity`` tells of an identity of an identity pool."""
    made = TemporaryCredentials(
        generate_temp_access_key_id(account),
        generate_secret_access_key(),
        generate_session_token(),
        datetime.now(UTC) + LIFETIME,
        account,
        arn,
        user_id,
        iam_context={IDENTITY_POOL: SingleValuedContextValue(json.dumps(cognito))} if cognito else {},
    )
    sts_stores["000000000000"]["us-east-1"].credentials[made.access_key_id] = made
    return made
