"""Callers of function URLs, who sign for the service lambda.

https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from dataclasses import dataclass

from ..function_urls.urls import FunctionUrl
from ..http_api import callers as open_callers
from ..http_api.contexts import Caller
from ..http_api.messages import HttpRequest
from . import mode
from .http import signer_of
from .questions import Call

SERVICE = "lambda"
ACTIONS = ("lambda:InvokeFunctionUrl", "lambda:InvokeFunction")
"""What a caller has to be allowed: both."""


@dataclass(frozen=True)
class UrlCall(Call):
    """A call of a function URL."""

    function: str = ""

    @property
    def arn(self) -> str:
        return self.function

    def _values(self) -> dict[str, str | None]:
        of_url = {"lambda:FunctionUrlAuthType": "AWS_IAM", "lambda:InvokedViaFunctionUrl": "true"}
        return {**super()._values(), **of_url}


def authorize(url: FunctionUrl, request: HttpRequest) -> Caller | None:
    """The caller of a function URL; None where it is refused."""
    if not mode.checked() or not url.asks_for_iam:
        caller = open_callers.authorize(url, url.route, request)
        return caller if isinstance(caller, Caller) else None
    # As the caller knows it: at the URL, or at this endpoint
    paths = [request.path, f"/{url.name}{request.path}", f"/_aws/execute-api/{url.api_id}{request.path}"]
    return signer_of(request, paths, [_call(url, request, action) for action in ACTIONS], SERVICE)


def _call(url: FunctionUrl, request: HttpRequest, action: str) -> UrlCall:
    return UrlCall(
        url.partition,
        url.region,
        url.account,
        url.api_id,
        url.name,
        request.method,
        request.path,
        request.source_ip,
        {"User-Agent": request.header("user-agent"), "Referer": request.header("referer")},
        action,
        url.function,
    )
