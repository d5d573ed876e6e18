"""When to try again, how long to wait before it, and how long all of it can take at most (connection.md §5).

It must not know requests: the settings window computes its line from here.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom

from nxdesk.link.causes import Retry, named
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.traffic import Listener, Waiting

CONNECT_TIMEOUT = 10.0
_LONGEST_PAUSE = 30.0
_LONGEST_TOLD = 60.0
_HARMLESS = (Retry.NOTHING_SENT, Retry.ASK_FIRST, Retry.AS_TOLD)


@dataclass(frozen=True, slots=True)
class LongestWait:
    """How long one request can take in all, and the lines beside the settings that say so.

    `told`: what comes on top where the service itself asks to wait, with Retry-After; blank where nothing is retried.
    """

    seconds: float
    sentence: str
    told: str = ""


def connect_timeout(timeout: float) -> float:
    """Seconds allowed for connecting, CONNECT and TLS each."""
    return min(CONNECT_TIMEOUT, timeout)


def pause_before(retry: int) -> float:
    """The longest pause before the first, second … retry, in seconds."""
    return float(min(_LONGEST_PAUSE, 2 ** (retry - 1)))


def longest_wait(timeout: int, retries: int) -> LongestWait:
    """The longest wait for タイムアウト and リトライ回数."""
    attempts = retries + 1
    connecting = connect_timeout(timeout)
    pauses = sum(pause_before(retry) for retry in range(1, attempts))
    total = (timeout + connecting) * attempts + pauses
    parts = [_times("応答待ち", timeout, attempts), _times("接続", connecting, attempts)]
    if retries:
        parts.append(f"再試行の間隔{pauses:g}秒")
    about = f"約{total / 60:.0f}分" if total >= 90 else f"約{total:g}秒"
    told = f"サービスから待つように言われた場合は、さらに最長{_LONGEST_TOLD:g}秒×{retries}回" if retries else ""
    return LongestWait(total, f"最長で {about} 待つ可能性があります ({' + '.join(parts)})", told)


def _times(what: str, seconds: float, attempts: int) -> str:
    return f"{what}{seconds:g}秒" + (f"×{attempts}回" if attempts > 1 else "")


def may_repeat(failure: LinkFailure) -> bool:
    """A request whose repetition is harmless may be sent again after this."""
    return failure.cause.retry in _HARMLESS


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause under way: which try follows, of how many, when by `time.monotonic`, and why the one before failed."""

    next_attempt: int
    of: int
    ends: float
    code: str
    sentence: str

    @property
    def left(self) -> float:
        """Seconds until the next try."""
        return max(0.0, self.ends - time.monotonic())


OnPause = Callable[[Pause | None], None]
"""Is told of the pause that ends first, and None when nothing pauses any more; from any thread, one call at a time."""


class Patience:
    """The pauses of one client: counted, told to the listener, ended early by `hurry` and `cancel`.

    `on_pause` is told whenever a pause begins or ends: several lanes may pause at the same time.
    """

    def __init__(self, retries: int, listener: Listener) -> None:
        self.attempts = retries + 1
        self.cancelled = False
        self.on_pause: OnPause | None = None
        self._pauses: list[Pause] = []
        self._telling = threading.Lock()
        self._listener = listener
        self._hurries = 0
        self._changed = threading.Condition()
        self._chance = SystemRandom()

    def hurry(self) -> None:
        """Try again now (今すぐ)."""
        with self._changed:
            self._hurries += 1
            self._changed.notify_all()

    def cancel(self) -> None:
        """End every pause for good."""
        with self._changed:
            self.cancelled = True
            self._changed.notify_all()

    def pause(self, attempt: int, failure: LinkFailure) -> None:
        """Wait after the attempt with this number; raises the failure of a cancelled wait."""
        seconds = self._seconds(attempt, failure)
        with self._changed:
            before = self._hurries
        self._listener.waiting(Waiting(attempt + 1, self.attempts, seconds, failure.code))
        pause = Pause(attempt + 1, self.attempts, time.monotonic() + seconds, failure.code, failure.sentence)
        self._tell(lambda: self._pauses.append(pause))
        try:
            self._wait(seconds, before, failure)
        finally:
            self._tell(lambda: self._pauses.remove(pause))

    def _tell(self, change: Callable[[], None]) -> None:
        # A lock of its own: whoever is told may take its time, and `cancel` must not wait for that.
        with self._telling:
            change()
            if self.on_pause is not None:
                self.on_pause(min(self._pauses, key=lambda pause: pause.ends, default=None))

    def _wait(self, seconds: float, before: int, failure: LinkFailure) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.cancelled or self._hurries != before, seconds)
            if self.cancelled:
                raise LinkFailure(Diagnosis(named("cancelled"), variant="" if failure.registration else "read"),
                                  outcome=failure.outcome, registration=failure.registration)

    def _seconds(self, attempt: int, failure: LinkFailure) -> float:
        if failure.cause.retry is Retry.AS_TOLD and failure.retry_after is not None:
            return min(failure.retry_after, _LONGEST_PAUSE if failure.cause.name == "in-progress" else _LONGEST_TOLD)
        return self._chance.uniform(0.5, 1) * pause_before(attempt)
