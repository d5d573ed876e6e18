"""Slows down addresses that keep failing to say who they are."""

from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

_WINDOW = 60.0
_ADDRESSES = 10_000


class FailureThrottle:
    """Counts failures per address in the last minute; usable from any thread."""

    def __init__(self, most: int, now: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._now = now
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def wait_seconds(self, address: str) -> int | None:
        """How long the address must wait, or None when it may try."""
        with self._lock:
            times = self._recent(address)
            if times is None or len(times) < self._most:
                return None
            return self._left(times)

    def failed(self, address: str) -> None:
        """One more failure."""
        with self._lock:
            self._add(address)

    def attempt(self, address: str) -> int | None:
        """Begin a try that counts as failed until `succeeded`; how long to wait when there may be none."""
        with self._lock:
            times = self._recent(address)
            if times is not None and len(times) >= self._most:
                return self._left(times)
            self._add(address)
            return None

    def succeeded(self, address: str) -> None:
        """The last try was right."""
        with self._lock:
            if times := self._failures.get(address):
                times.pop()

    def _left(self, times: deque[float]) -> int:
        return max(1, round(times[-self._most] + _WINDOW - self._now()))

    def _add(self, address: str) -> None:
        times = self._failures.setdefault(address, deque(maxlen=self._most))
        times.append(self._now())
        self._failures.move_to_end(address)
        if len(self._failures) > _ADDRESSES:
            self._failures.popitem(last=False)

    def _recent(self, address: str) -> deque[float] | None:
        times = self._failures.get(address)
        while times and times[0] <= self._now() - _WINDOW:
            times.popleft()
        return times
