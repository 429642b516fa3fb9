"""The answer of a function URL to a request: caller, function, CORS.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html

The page does not say what a caller gets where the function fails. Here it is 502, as users of AWS report. What the policy of
the function says is not asked.
"""

import json
import logging
from dataclasses import replace
from typing import Any

from localstack.aws.api import ServiceException

from ..callers.urls import authorize
from ..delivery import Delivery
from ..function_call import FunctionAnswer, call_function
from ..http_api import cors
from ..http_api.answers import answer_of
from ..http_api.contexts import Caller, Context
from ..http_api.events import event_2
from ..http_api.messages import Answer, HttpRequest, too_large
from ..http_api.routes import DEFAULT
from ..limits import EVENT_LIMIT, TooSlow
from ..streamed_call import stream
from ..streaming import is_streamed
from .urls import FunctionUrl

LOG = logging.getLogger(__name__)
LONGEST = 900.0
"""Seconds that a function runs at most."""


def answer(url: FunctionUrl, request: HttpRequest, delivery: Delivery) -> Answer:
    """The answer to a request, or its head, whose body the delivery brings."""
    if url.cors and cors.is_preflight(request):
        return cors.preflight(url.cors, request)
    return cors.with_cors(url.cors, request, _of_function(url, request, delivery))


def _of_function(url: FunctionUrl, request: HttpRequest, delivery: Delivery) -> Answer:
    caller = authorize(url, request)
    if caller is None:
        return _error(403, "Forbidden")
    event = json.dumps(_event(url, request, caller)).encode()
    if len(event) > EVENT_LIMIT:
        return too_large()
    try:
        given = _called(url, event, delivery)
    except TooSlow:
        return failed()
    except ServiceException as refusal:
        LOG.warning("%s: Lambda took no invocation: %s", url.domain, refusal)
        return _error(429, "Too Many Requests") if refusal.status_code == 429 else failed()
    if isinstance(given, dict):
        headers = tuple((name, value) for name, values in given["multiValueHeaders"].items() for value in values)
        return Answer(given["statusCode"], headers)
    if is_streamed(given.payload):
        LOG.warning("%s: the function streams its answer, and the URL takes whole ones (BUFFERED): 502", url.domain)
        return failed()
    return failed() if given.failed else answer_of(given.payload, "2.0")


def _called(url: FunctionUrl, event: bytes, delivery: Delivery) -> FunctionAnswer | dict[str, Any]:
    """The answer of the function, or the head of what it streams."""
    if not url.streams:
        return call_function(url.function, event)
    return stream(delivery, LONGEST, lambda taker: call_function(url.function, event, taker))


def _event(url: FunctionUrl, request: HttpRequest, caller: Caller) -> dict[str, Any]:
    path = request.path or "/"
    event = event_2(request, Context(request, url, url.route, {}, path, caller))
    context = event["requestContext"]
    # AWS describes no decoding of the path, as HTTP APIs have it
    event["rawPath"] = context["http"]["path"] = path
    if not url.asks_for_iam:
        context["accountId"] = "anonymous"
    return event


def _error(status: int, message: str) -> Answer:
    return Answer(status, (("content-type", "application/json"),), json.dumps({"Message": message}).encode())


def failed() -> Answer:
    """The function, or what it returns, is at fault."""
    return Answer(502, (("content-type", "text/plain"),), b"Internal Server Error")


def without_stage(request: HttpRequest) -> HttpRequest:
    """A request without the stage in its path, by which a local proxy names a URL as it names an API."""
    head, slash, rest = request.path.lstrip("/").partition("/")
    return replace(request, path=slash + rest or "/") if head in (DEFAULT, "%24default") else request
