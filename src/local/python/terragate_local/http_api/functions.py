"""The call of a function by an HTTP API: the one place where the data plane asks Lambda."""

import json
from typing import Any

from botocore.exceptions import ClientError

from .contexts import Context
from .http_proxy import with_stage_variables
from .routes import DEFAULT, Pattern


class Refused(Exception):
    """Lambda has taken no invocation: the function is not there, or all its reserved invocations run."""


def invoke(event: dict[str, Any], context: Context) -> tuple[bytes, bool]:
    """The function's payload, and whether it failed.

    @raise Refused
    """
    integration = context.route.integration
    arn = function_arn(with_stage_variables(integration.uri, context))
    role = with_stage_variables(integration.credentials, context) if integration.credentials else None
    return call(arn, event, context.stage.region, role, source_arn(context))


def call(arn: str, event: dict[str, Any], region: str, role: str | None, source: str) -> tuple[bytes, bool]:
    """The payload of any function, such as an authorizer's, and whether it failed. ``source`` is what calls.

    @raise Refused
    """
    from localstack.aws.connect import connect_to

    clients = (
        connect_to.with_assumed_role(
            role_arn=role,
            region_name=region,
            service_principal="apigateway",
            session_name="BackplaneAssumeRoleSession",
        )
        if role
        else connect_to(region_name=arn.split(":")[3])
    )
    client = clients.lambda_.request_metadata(service_principal="apigateway", source_arn=source)
    try:
        answer = client.invoke(FunctionName=arn, Payload=json.dumps(event), InvocationType="RequestResponse")
    except ClientError as failure:
        raise Refused(str(failure)) from failure
    payload = answer.get("Payload")
    return (payload.read() if payload else b""), "FunctionError" in answer


def function_arn(uri: str) -> str:
    """The function in an integration's URI: its ARN, or that of the invocation by API Gateway."""
    return uri.split("functions/", 1)[1].rpartition("/")[0] if "functions/" in uri else uri


def source_arn(context: Context) -> str:
    """The ARN of the route that calls: permissions of the function are given to it."""
    stage, pattern = context.stage, Pattern.of(context.route.key)
    route = pattern.key if pattern.key == DEFAULT else f"{context.request.method}{pattern.path}"
    return f"arn:{stage.partition}:execute-api:{stage.region}:{stage.account}:{stage.api_id}/{stage.name}/{route}"
