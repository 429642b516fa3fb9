"""Calls of functions by other services of the local AWS, in this process: without a client, a signature and HTTP."""

from contextvars import ContextVar
from dataclasses import dataclass

from localstack.aws.api.lambda_ import InvocationType
from localstack.services.lambda_.api_utils import function_locators_from_arn
from localstack.services.plugins import SERVICE_PLUGINS
from localstack.utils.strings import long_uid

from .streaming import StreamedAnswer

awaited: ContextVar[StreamedAnswer | None] = ContextVar("awaited", default=None)
"""The answer that the current call takes while it comes; None where it waits for the whole one."""


@dataclass(frozen=True)
class FunctionAnswer:
    payload: bytes
    """Empty where the answer was streamed to who awaits it."""
    failed: bool


def call_function(arn: str, event: bytes, answer: StreamedAnswer | None = None) -> FunctionAnswer:
    """Calls a function and waits for its end.

    :param arn: of the function, its version or its alias
    :param answer: takes what the function streams while it comes, and ends with it. Without it, what is streamed is
        gathered
    :raises ServiceException: where Lambda refuses the call
    """
    SERVICE_PLUGINS.require("lambda")
    service = SERVICE_PLUGINS.get_service("lambda")._provider.lambda_service
    name, qualifier, account, region = function_locators_from_arn(arn)
    token = awaited.set(answer)
    failed = True
    try:
        result = service.invoke(
            function_name=name,
            qualifier=qualifier,
            region=region,
            account_id=account,
            invocation_type=InvocationType.RequestResponse,
            client_context=None,
            request_id=long_uid(),
            payload=event,
        )
        failed = result.is_error
        return FunctionAnswer(result.payload, failed)
    finally:
        awaited.reset(token)
        if answer:
            answer.body.end(broken=failed)
