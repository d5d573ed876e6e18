"""What has been read and judged already, so that nothing is read and judged twice on its way to the commit.

Rows come twice: in a dry run, and again in the registration that follows when the user agrees. Reading depends on the
rows and the day alone, so that a digest over them tells the same ones. What they meet and what becomes of it holds as
long as they meet the same, which the commit finds out under its locks (`presence.present`).

It stands in memory only, has a bound, and never holds My Numbers. What was forgotten is read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import orjson

from nxdesk.eamano.rules.batches import ReadBatch, restated
from nxdesk.eamano.rules.judging import Change, Meeting, Present
from nxdesk.eamano.rules.latest import Latest
from nxdesk.eamano.rules.making import with_made
from nxdesk.eamano.rules.prepared import Key
from nxdesk.eamano.rules.same_batches import ReadSame

_MOST = 160_000
_OF_RECORD = 8
"""Kilobytes: of everything, and of a record with what it meets. One that is told by its digest takes a part of one."""
_AT_A_TIME = 50
"""Changes that are made in a millisecond."""


@dataclass(slots=True)
class Decided:
    """What the rows of a dry run met, and what becomes of them when nothing is said of My Numbers and photos.

    `made`: of so many of the changes it has been made what is written of them.
    """

    here: Present
    met: Meeting
    changes: list[Change]
    made: int = 0


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """Rows in which nothing was wrong on a day."""

    batch: ReadBatch
    today: str
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class Received:
    """A batch of a registration; `decided` as in a dry run of the same rows."""

    batch: ReadBatch | ReadSame
    decided: Decided | None = None


class Remembered:
    """The latest judged rows and received batches; usable from any thread."""

    def __init__(self) -> None:
        self._judged: Latest[tuple[int, str], JudgedRows] = Latest(_MOST)
        self._received: Latest[Key, Received] = Latest(_MOST)
        self._unmade = False

    def judge(self, tenant: int, found: object, judged: JudgedRows) -> None:
        """The rows of a dry run, whose batch was `found` in its body."""
        if judged.batch.numbers is None and (digest := _digest(judged.batch.kind.id, found)):
            self._judged.keep((tenant, digest), judged, judged.batch.many * _OF_RECORD)
            self._unmade = True

    @property
    def unmade(self) -> bool:
        """There may be something to make ahead."""
        return self._unmade

    def make_some(self) -> None:
        """Make a little of what a commit would write of what was decided last; in one thread at a time."""
        self._unmade = False
        for judged in self._judged.values():
            decided = judged.decided
            if decided is not None and decided.made < len(decided.changes):
                some = slice(decided.made, decided.made + _AT_A_TIME)
                decided.changes[some] = with_made(judged.batch.kind, decided.changes[some])
                decided.made = some.stop
                self._unmade = True
                return

    def received(self, tenant: int, kind: str, today: str, found: object) -> Received | None:
        """A batch without My Numbers by what was judged of its rows; None where nothing is known. Raises Refused."""
        digest = _digest(kind, found)
        judged = self._judged.take((tenant, digest)) if digest else None
        if judged is None or judged.today != today:
            return None
        return Received(restated(judged.batch, found), judged.decided)

    def receive(self, key: Key, received: Received) -> None:
        """A batch that is staged."""
        batch = received.batch
        if isinstance(batch, ReadSame):
            self._received.keep(key, received, batch.many)
        elif batch.numbers is None:
            self._received.keep(key, received, batch.many * _OF_RECORD)

    def staged(self, key: Key) -> Received | None:
        """A batch that was staged."""
        return self._received.get(key)

    def forget(self, tenant: int, registration_id: str) -> None:
        """The registration is over: what dry runs met may be another now."""
        self._judged.forget(lambda key: key[0] == tenant)
        self._received.forget(lambda key: key[:2] == (tenant, registration_id))


def _digest(kind: str, found: object) -> str:
    """Tells fields, rows and people of a batch; nothing for what is no batch."""
    if not isinstance(found, Mapping) or "rows" not in found or "fields" not in found:
        return ""
    told = orjson.dumps((kind, found["fields"], found["rows"], found.get("people")))
    return sha256(told).hexdigest()
