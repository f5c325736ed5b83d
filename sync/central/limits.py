"""Declare the limits of the central service, and count requests, records and bytes against them."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_DAY = 86_400
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Allow `burst` at once, and `per_second` on average after it."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """Hold every limit of one process of the service. Times are in seconds, sizes in bytes.

    An unknown client is a connection or a request that has shown no good token. A branch of usual size sends 5,000
    records a day. After a long time without a line it sends 100,000 at once.
    """

    #: From the connection until its header is complete, with the TLS handshake; from an answer to an unknown client.
    header_s: float = 10.0
    #: From an answer to an enrolled installation until its next header. An idle relay asks once a minute.
    idle_s: float = 75.0
    body_s: float = 60.0
    request_s: float = 120.0
    unknown_body: int = 2_048
    unknown_body_s: float = 5.0
    unknown_clients: int = 512
    unknown_of_address: int = 64
    #: An unknown client is not dropped for a newer one before this age.
    unknown_client_s: float = 1.0
    connections_of_installation: int = 16
    bodies_at_once: int = 64
    bodies_of_installation: int = 2
    batches_at_once: int = 4
    connections_of_address: Rate = Rate(10, 64)
    unknown_requests: Rate = Rate(20, 100)
    requests: Rate = Rate(50, 500)
    records: Rate = Rate(1_000_000 / _DAY, 500_000)
    bytes: Rate = Rate(2**31 / _DAY, 2**30)


class Allowance:
    """Count what each key takes of a rate (token bucket). A key that takes nothing for long is forgotten."""

    def __init__(self, rate: Rate, now: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._now = rate, now
        self._left: dict[Hashable, tuple[float, float]] = {}

    def take(self, key: Hashable, amount: float = 1.0) -> float:
        """Take `amount` and return 0, or take nothing and return the seconds until there is enough."""
        now = self._now()
        left = self._level(key, now)
        if left < amount:
            return self.wait(key, amount)
        if len(self._left) >= _MOST_KEYS:
            self._forget(now)
        self._left[key] = (left - amount, now)
        return 0.0

    def wait(self, key: Hashable, amount: float = 1.0) -> float:
        """Return the seconds until there is enough, and take nothing."""
        return max(0.0, amount - self._level(key, self._now())) / self._rate.per_second

    def _level(self, key: Hashable, now: float) -> float:
        left, then = self._left.get(key, (self._rate.burst, now))
        return min(self._rate.burst, left + (now - then) * self._rate.per_second)

    def _forget(self, now: float) -> None:
        """Drop the keys that may take all again, and every key if there are none."""
        self._left = {key: found for key, found in self._left.items() if self._level(key, now) < self._rate.burst}
        if len(self._left) >= _MOST_KEYS:
            self._left.clear()


class OverQuotaError(Exception):
    """Report that an installation sent more than its quota. `retry_s` is when it may send again."""

    def __init__(self, retry_s: float) -> None:
        super().__init__(retry_s)
        self.retry_s = retry_s


class Quotas:
    """Count the records and bytes that each installation sends."""

    def __init__(self, limits: ServiceLimits, now: Callable[[], float] = time.monotonic) -> None:
        self._records, self._bytes = Allowance(limits.records, now), Allowance(limits.bytes, now)

    def take(self, installation: str, records: int, size: int) -> None:
        """Count a batch. Raise OverQuotaError when it is too much."""
        retry_s = self._records.take(installation, records) or self._bytes.take(installation, size)
        if retry_s:
            raise OverQuotaError(retry_s)
