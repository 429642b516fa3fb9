"""Lambda authorizers: what they are asked, what they answer, and how long an answer is good.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .policies import is_policy
from .refusals import authorizer_failed, authorizer_misconfigured, unauthorized

TTL = 300
"""Seconds that an answer is kept where an authorizer of a REST API says nothing."""
_CACHED = 10_000
"""Most answers that are kept, of all authorizers together."""


@dataclass(frozen=True)
class Answer:
    """What a Lambda authorizer says."""

    policy: Mapping | None
    """None for a simple response."""
    allowed: bool
    """Of a simple response."""
    principal: str | None
    context: Mapping[str, object] = field(default_factory=dict)
    usage_key: str | None = None
    """The API key that the caller has by it."""


def identity(sources: Iterable[str], value_of: Callable[[str], str | None]) -> list[str]:
    """The values of the identity sources. Raises a Refusal where one is missing or empty."""
    values = [value_of(source) for source in sources]
    if not all(values):
        raise unauthorized()
    return [value for value in values if value]


def parsed(payload: bytes, failed: bool, simple: bool = False) -> Answer:
    """The answer of the function. Raises a Refusal where the function fails, or where its answer has another form."""
    try:
        answer = json.loads(payload)
    except ValueError:
        raise authorizer_misconfigured() from None
    if failed:
        raise unauthorized() if _message(answer) == "Unauthorized" else authorizer_failed()
    if not isinstance(answer, dict):
        raise authorizer_misconfigured()
    context = answer.get("context") or {}
    if not isinstance(context, dict):
        raise authorizer_misconfigured()
    if simple:
        if not isinstance(answer.get("isAuthorized"), bool):
            raise authorizer_misconfigured()
        return Answer(None, answer["isAuthorized"], None, context)
    policy, principal = answer.get("policyDocument"), answer.get("principalId")
    if not is_policy(policy) or not isinstance(principal, str):
        raise authorizer_misconfigured()
    return Answer(policy, False, principal, context, answer.get("usageIdentifierKey"))


def _message(error: object) -> object:
    return error.get("errorMessage") if isinstance(error, dict) else None


def as_texts(context: Mapping[str, object]) -> dict[str, str]:
    """A context in the form of REST APIs: texts, of texts, numbers and booleans. Raises a Refusal for other values."""
    if any(not isinstance(value, str | int | float | bool | None) for value in context.values()):
        raise authorizer_misconfigured()
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in context.items()
        if value is not None
    }


class Cache:
    """Answers by what they were asked for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._answers: dict[tuple, tuple[float, Answer]] = {}
        self._lock = threading.Lock()

    def get(self, key: tuple, seconds: float, ask: Callable[[], Answer]) -> Answer:
        """The answer to a key, asked for when there is none that is younger than some seconds."""
        now = self._clock()
        with self._lock:
            until, answer = self._answers.get(key, (0.0, None))
        if answer is not None and now < until:
            return answer
        answer = ask()
        if seconds > 0:
            with self._lock:
                if len(self._answers) >= _CACHED:
                    self._answers.clear()
                self._answers[key] = (now + seconds, answer)
        return answer

    def forget(self) -> None:
        with self._lock:
            self._answers.clear()
