"""What happened on the line, as data without secrets: one record an attempt, one a wait.

Headers and bodies never enter a record, so nothing has to be taken out of it later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: which try of how many, the phases reached with seconds since its beginning, and its end.

    `cause` is the code of the failure or nothing; `via` the proxy's address or nothing; `trace` the classes of errors.
    """

    method: str
    path: str
    number: int
    of: int
    began: datetime
    phases: tuple[tuple[str, float], ...]
    sent: int
    status: int | None
    request_id: str
    cause: str
    via: str
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pause: the try that follows, of how many, in how many seconds, because of which cause."""

    next_attempt: int
    of: int
    seconds: float
    cause: str


class Listener(Protocol):
    """Hears of attempts and pauses, from any thread."""

    def attempted(self, attempt: Attempt) -> None:
        """An attempt is over."""

    def waiting(self, waiting: Waiting) -> None:
        """A pause begins."""


class Deaf:
    """Listens to nothing."""

    def attempted(self, attempt: Attempt) -> None:
        """Let it pass."""

    def waiting(self, waiting: Waiting) -> None:
        """Let it pass."""
