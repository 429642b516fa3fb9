"""A call of a function whose answer passes to the caller while it comes."""

import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor

from .answer_parts import Malformed
from .delivery import Delivery
from .function_call import FunctionAnswer
from .limits import TooSlow
from .streaming import StreamedAnswer, read_head

LOG = logging.getLogger(__name__)
_pool = ThreadPoolExecutor(max_workers=256, thread_name_prefix="streamed-call")


def stream(
    delivery: Delivery, seconds: float, call: Callable[[StreamedAnswer], FunctionAnswer]
) -> FunctionAnswer | dict:
    """The head of a function's streamed answer, whose body follows it to the caller; any other answer as it is. A head
    that cannot be sent is a failure of the function.

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
    try:
        head = read_head(answer.begun.result())
    except Malformed as why:
        LOG.warning("A streamed answer is refused: %s", why)
        answer.body.leave()
        return FunctionAnswer(b"", failed=True)
    delivery.begin(until - time.monotonic())
    return head


def _settle(first: Future, done: Future) -> None:
    """Settles a future with the first one that is done."""
    with contextlib.suppress(InvalidStateError):
        first.set_result(done)
