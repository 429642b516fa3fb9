"""A call of a function whose answer passes to the caller while it comes."""

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor

from .delivery import Delivery
from .function_call import FunctionAnswer
from .limits import TooSlow
from .streaming import StreamedAnswer, read_head

_pool = ThreadPoolExecutor(max_workers=256, thread_name_prefix="streamed-call")


def stream(
    delivery: Delivery, seconds: float, call: Callable[[StreamedAnswer], FunctionAnswer]
) -> FunctionAnswer | dict:
    """The head of a function's streamed answer, whose body follows it to the caller; any other answer as it is.

    :raises TooSlow: where nothing has come in time
    """
    until = time.monotonic() + seconds
    answer = StreamedAnswer()
    delivery.expect(answer)
    first: Future = Future()
    ended = _pool.submit(call, answer)
    for one in (answer.begun, ended):
        one.add_done_callback(lambda done: _settle(first, done))
    try:
        one = first.result(seconds)
    except TimeoutError:
        raise TooSlow from None
    if one is ended and not answer.begun.done():
        return ended.result()
    delivery.begin(until - time.monotonic())
    return read_head(answer.begun.result())


def _settle(first: Future, done: Future) -> None:
    """Settles a future with the first one that is done."""
    with contextlib.suppress(InvalidStateError):
        first.set_result(done)
