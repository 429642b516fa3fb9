"""Limits that API Gateway and Lambda have for the requests of both kinds of API.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
"""

import concurrent.futures
from collections.abc import Callable
from typing import TypeVar

BODY_LIMIT = 10 * 1024 * 1024
"""Most bytes of a request's body."""
EVENT_LIMIT = 6 * 1024 * 1024 + 100
"""Most bytes of an event as JSON, its Base64 body included: a synchronous invocation takes 6 MB.
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

T = TypeVar("T")
_pool = concurrent.futures.ThreadPoolExecutor(max_workers=256, thread_name_prefix="http-integration")


class TooSlow(Exception):
    """An integration has not answered in its time. It runs on: nobody waits for it."""


def in_time(seconds: float, work: Callable[[], T]) -> T:
    future = _pool.submit(work)
    try:
        return future.result(seconds)
    except concurrent.futures.TimeoutError:
        if future.done():
            raise
        raise TooSlow from None
