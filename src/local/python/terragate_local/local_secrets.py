"""The values of a function's secrets on this machine, in place of those that `terragate_secrets.py` reads on AWS.

A variable that `TERRAGATE_SECRETS` names has the value of the same name in the project's file of variables, else that of
the secret or parameter in this local AWS. The values are in the variables of the function's processes, and nowhere else.
"""

import json
from collections.abc import Callable
from pathlib import Path

from dotenv import dotenv_values

REFERENCES = "TERRAGATE_SECRETS"


def with_secrets(given: dict[str, str], env_file: Path | None, say: Callable[[str], None]) -> dict[str, str]:
    """The variables of a function with the values of its secrets, in place of where these are.

    :param say: gets a line for each variable that has no value here
    """
    variables = dict(given)
    references: dict[str, str] = json.loads(variables.pop(REFERENCES, "{}"))
    if not references:
        return variables
    own = dotenv_values(env_file, interpolate=False) if env_file and env_file.is_file() else {}
    for name, arn in references.items():
        value = own.get(name)
        value = _stored(arn) if value is None else value
        if value is None:
            where = f"a line {name}=... in {env_file}" if env_file else "the secret in this local AWS"
            say(f"{name} has no value on this machine, where {arn} is not: it needs {where}")
        else:
            variables[name] = value
    return variables


def _stored(arn: str) -> str | None:
    """The value that this local AWS has for an ARN; None where it has none."""
    from moto.core.exceptions import RESTError, ServiceException

    _, _, service, region, account, *rest = arn.split(":")
    try:
        return _parameter(account, region, rest) if service == "ssm" else _secret(account, region, arn.split(":"))
    except (RESTError, ServiceException, KeyError, ValueError):
        return None


def _parameter(account: str, region: str, rest: list[str]) -> str | None:
    from moto.ssm.models import ssm_backends

    path = rest[0].removeprefix("parameter")
    backend = ssm_backends[account][region]
    # The ARN of a parameter whose name has no slash at its beginning has one
    for name in (path, path.removeprefix("/")):
        if parameter := backend.get_parameter(name):
            return parameter.response_object(True, region)["Value"]
    return None


def _secret(account: str, region: str, parts: list[str]) -> str | None:
    from moto.secretsmanager.models import secretsmanager_backends

    key, stage, version = [*parts[7:], "", "", ""][:3]
    backend = secretsmanager_backends[account][region]
    text = backend.get_secret_value(":".join(parts[:7]), version, stage).get("SecretString")
    if text is None or not key:
        return text
    value = json.loads(text)[key]
    return value if isinstance(value, str) else json.dumps(value)
