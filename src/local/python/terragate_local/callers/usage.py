"""Usage plans: requests of an API key in a second (a token bucket), and in a day, a week or a month.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .refusals import quota_exceeded, throttled


@dataclass
class _Bucket:
    rate: float
    burst: float
    tokens: float
    since: float

    def take(self, now: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now - self.since) * self.rate)
        self.since = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass
class _Count:
    period: datetime
    requests: int


class Usage:
    """What API keys have used of their plans."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self._clock = clock
        self._today = today
        self._buckets: dict[tuple, _Bucket] = {}
        self._counts: dict[tuple, _Count] = {}
        self._first: dict[tuple, datetime] = {}
        self._lock = threading.Lock()

    def count(self, plan: Mapping, key: str, stage: tuple[str, str], method: str) -> None:
        """Counts a request by a key. ``stage``: API and stage; ``method``: such as ``/items/GET``.

        Raises a Refusal where the plan has none left.
        """
        with self._lock:
            of_key = (plan["id"], key)
            for scope, limits in ((stage + (method,), _of_method(plan, stage, method)), ((), plan.get("throttle"))):
                limited = limits and limits.get("rateLimit") is not None
                if limited and not self._bucket(of_key + scope, limits).take(self._clock()):
                    raise throttled()
            if plan.get("quota") and not self._is_within(of_key, plan["quota"]):
                raise quota_exceeded()

    def _bucket(self, key: tuple, limits: Mapping) -> _Bucket:
        rate = float(limits["rateLimit"])
        burst = float(limits.get("burstLimit") or max(rate, 1))
        bucket = self._buckets.get(key)
        if bucket is None or (bucket.rate, bucket.burst) != (rate, burst):
            bucket = self._buckets[key] = _Bucket(rate, burst, burst, self._clock())
        return bucket

    def _is_within(self, key: tuple, quota: Mapping) -> bool:
        period = period_of(self._today(), quota.get("period") or "DAY")
        count = self._counts.get(key)
        if count is None or count.period != period:
            # Requests that a plan takes off in its first period
            used = int(quota.get("offset") or 0) if self._first.setdefault(key, period) == period else 0
            count = self._counts[key] = _Count(period, used)
        if count.requests >= int(quota["limit"]):
            return False
        count.requests += 1
        return True


def _of_method(plan: Mapping, stage: tuple[str, str], method: str) -> Mapping | None:
    """The limits of a single method in a plan."""
    for one in plan.get("apiStages") or []:
        if (one.get("apiId"), one.get("stage")) == stage:
            return (one.get("throttle") or {}).get(method)
    return None


def period_of(now: datetime, period: str) -> datetime:
    """The begin of a day, a week (on Sunday) or a month, in UTC."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "WEEK":
        return day - timedelta(days=day.isoweekday() % 7)
    return day.replace(day=1) if period == "MONTH" else day
