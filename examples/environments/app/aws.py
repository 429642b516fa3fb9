"""All that the app knows of AWS: imported where a setting asks for it. `boto3` is in Lambda already."""

from collections.abc import Callable

import boto3
from sqlalchemy import URL


def database_token(url: URL) -> Callable[[], str]:
    """What makes a password for each new connection: a token of IAM, which is signed here and asks nobody."""
    rds = boto3.client("rds")

    def token() -> str:
        return rds.generate_db_auth_token(DBHostname=url.host, Port=url.port or 5432, DBUsername=url.username)

    return token
