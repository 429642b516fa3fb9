"""Reads an application's secrets in AWS Lambda, before it is imported. `terragate bundle` puts this file into each package.

`TERRAGATE_SECRETS` says where the values of variables are, as JSON: ARNs of secrets in Secrets Manager, with what ECS
writes behind them for one key of a secret, or of parameters in SSM.

    {"DATABASE_URL": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:url::",
     "TOKEN": "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/token"}

`load` puts the values into the environment of this process, and nowhere else. Where one cannot be read, the process ends
with a line for each: its variable, its ARN and the reason. No line has a value.
"""

import importlib
import itertools
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

REFERENCES = "TERRAGATE_SECRETS"

AT_ONCE = 10
"""Parameters that one request to SSM takes."""


class Unreadable(Exception):
    """A value that cannot be had, with the reason."""


def load() -> None:
    """Puts the values into the environment, once."""
    references: dict[str, str] = json.loads(os.environ.pop(REFERENCES, "{}"))
    if not references:
        return
    values, problems = read(references)
    if problems:
        raise SystemExit(
            "\n".join(f"{name} could not be read from {references[name]}: {why}" for name, why in problems.items())
        )
    os.environ.update(values)


def read(references: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The values by their variables, and the reasons why others have none."""
    source = Source(references.values())
    values, problems = {}, {}
    for name, arn in references.items():
        try:
            values[name] = source.value(arn)
        except Exception as error:  # of the AWS SDK, which has many kinds
            problems[name] = " ".join(f"{error if isinstance(error, Unreadable) else described(error)}".split())
    return values, problems


class Source:
    """Secrets Manager and SSM, each asked once for what several variables need, whether it answers or fails.

    Lambda ends a start after 10 seconds: no service that could not be reached is asked again.
    """

    def __init__(self, arns: Any) -> None:
        self.arns = sorted(arn for arn in set(arns) if service_of(arn) == "ssm")
        self.secrets: dict[tuple[str, ...], str] = {}
        self.parameters: dict[str, str] = {}
        self.clients: dict[tuple[str, str], Any] = {}
        self.failed: dict[Any, Exception] = {}  # by secrets, parameters, and services with their regions

    def value(self, arn: str) -> str:
        return self.parameter(arn) if service_of(arn) == "ssm" else self.secret(arn)

    def secret(self, arn: str) -> str:
        parts = arn.split(":")
        key, stage, version = [*parts[7:], "", "", ""][:3]
        which = {"SecretId": ":".join(parts[:7]), "VersionStage": stage, "VersionId": version}
        known = tuple(which.values())
        self.raise_known(arn, known)
        if known not in self.secrets:
            given = {name: text for name, text in which.items() if text}
            answer = self.answer(arn, [known], "get_secret_value", given)
            if "SecretString" not in answer:
                self.failed[known] = Unreadable("the secret is binary, and a variable is text")
                raise self.failed[known]
            self.secrets[known] = answer["SecretString"]
        return value_in(self.secrets[known], key) if key else self.secrets[known]

    def parameter(self, arn: str) -> str:
        self.raise_known(arn, arn)
        if arn not in self.parameters:
            asked = {arn, *self.parameters, *self.failed}
            rest = [one for one in self.arns if region_of(one) == region_of(arn) and one not in asked]
            names = [arn, *itertools.islice(rest, AT_ONCE - 1)]
            answer = self.answer(arn, names, "get_parameters", {"Names": names, "WithDecryption": True})
            self.parameters.update({one["ARN"]: one["Value"] for one in answer["Parameters"]})
            missing = [one for one in names if one not in self.parameters]
            self.failed.update(dict.fromkeys(missing, Unreadable("there is no such parameter")))
            self.raise_known(arn, arn)
        return self.parameters[arn]

    def raise_known(self, arn: str, what: Any) -> None:
        """Raises the error of an earlier request, for the same or to a service that did not answer."""
        for one in (what, (service_of(arn), region_of(arn))):
            if one in self.failed:
                raise self.failed[one]

    def answer(self, arn: str, what: Iterable[Any], operation: str, given: Mapping[str, Any]) -> Any:
        """The answer to a request. An error is kept for all that was asked for, or the service that did not answer."""
        try:
            return getattr(self.client(arn), operation)(**given)
        except Exception as error:  # of the AWS SDK, which has many kinds
            answered = hasattr(error, "response")  # botocore's ClientError has what the service said
            of_request = answered or type(error).__name__ == "ParamValidationError"
            failed = what if of_request else [(service_of(arn), region_of(arn))]
            self.failed.update(dict.fromkeys(failed, error))
            raise

    def client(self, arn: str) -> Any:
        where = service_of(arn), region_of(arn)
        if where not in self.clients:
            sdk, config = importlib.import_module("boto3"), importlib.import_module("botocore.config")
            # A function without a way to AWS is to say so before Lambda ends its start, which is after 10 seconds
            bounds = config.Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2})
            self.clients[where] = sdk.client(where[0], region_name=where[1], config=bounds)
        return self.clients[where]


def service_of(arn: str) -> str:
    return arn.split(":")[2]


def region_of(arn: str) -> str:
    return arn.split(":")[3]


def value_in(secret: str, key: str) -> str:
    """The value of one key of a secret that is a JSON object."""
    try:
        values = json.loads(secret)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Unreadable("the secret is no JSON object, and so has no keys")
    if key not in values:
        raise Unreadable("the secret has no such key")
    value = values[key]
    return value if isinstance(value, str) else json.dumps(value)


def described(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name in ("boto3", "botocore"):
        return "boto3 is neither in the package nor in the runtime"
    told = getattr(error, "response", {}).get("Error", {})  # botocore's ClientError
    return f"{told['Code']}: {told.get('Message', '')}" if "Code" in told else f"{type(error).__name__}: {error}"
