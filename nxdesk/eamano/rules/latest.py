"""What was made lately and may be wanted again: a bounded memory."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Remembers the latest values, as long as their sizes together are at most `most`; usable from any thread.

    The last one is remembered whatever its size, and each has a size of 1 at least.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def keep(self, key: K, value: V, size: int) -> None:
        """Remember one and forget the oldest beyond the limit; what is remembered already stays."""
        with self._lock:
            if key in self._values:
                return
            self._values[key] = value, max(size, 1)
            self._held += max(size, 1)
            while self._held > self._most and len(self._values) > 1:
                _, (_, gone) = self._values.popitem(last=False)
                self._held -= gone

    def get(self, key: K) -> V | None:
        """What is remembered."""
        with self._lock:
            found = self._values.get(key)
        return None if found is None else found[0]

    def values(self) -> list[V]:
        """Everything that is remembered, the latest first."""
        with self._lock:
            return [value for value, _ in reversed(self._values.values())]

    def items(self) -> list[tuple[K, V]]:
        """The same, each with its key."""
        with self._lock:
            return [(key, value) for key, (value, _) in reversed(self._values.items())]

    def take(self, key: K) -> V | None:
        """What is remembered, which then is not any more."""
        with self._lock:
            found = self._values.pop(key, None)
            if found is None:
                return None
            self._held -= found[1]
            return found[0]

    def forget(self, which: Callable[[K], bool]) -> list[V]:
        """Forget everything with such keys; answers what that was."""
        with self._lock:
            gone = [self._values.pop(key) for key in [key for key in self._values if which(key)]]
            self._held -= sum(size for _, size in gone)
            return [value for value, _ in gone]
