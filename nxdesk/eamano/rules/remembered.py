"""What has been read and judged already, so that nothing is read and judged twice on its way to the commit.

Rows come twice: in a dry run, and again in the registration that follows when the user agrees. Reading depends on the
rows and the day alone, so that a digest over them tells the same ones. What they meet and what becomes of it holds as
long as they meet the same, and who was said to stay stays as long as his records are what they were: the commit finds
it out under its locks, for all of them at once or one by one (`relinking`).

It stands in memory only, has a bound, and never holds My Numbers. What was forgotten is read again.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

import orjson

from nxdesk.eamano.rules.batches import ReadBatch, restated
from nxdesk.eamano.rules.judging import Change, Meeting, Present
from nxdesk.eamano.rules.latest import Latest
from nxdesk.eamano.rules.making import lost, with_made
from nxdesk.eamano.rules.prepared import Key
from nxdesk.eamano.rules.same_batches import ReadSame
from nxdesk.eamano.store.bulk import Stretch
from nxdesk.records.effects import ItemEffect
from nxdesk.records.fields import Kind

_MOST = 160_000
_OF_RECORD = 8
"""Kilobytes: of everything, and of a record with what it meets. One that is told by its digest takes a part of one."""
_AT_A_TIME = 100
"""Changes that are made in a millisecond or a little more."""


@dataclass(slots=True)
class Decided:
    """What the rows of a dry run met, and what becomes of them when nothing is said of My Numbers and photos.

    `head`: with this head of the audit log (`Audit.seen`) nothing kept them from being registered. `made`: of so many
    of the changes it has been made what is written of them. `losing`: what goes with each record that goes, where the
    dry run told it. `lost`: the entries of the first of these.
    """

    here: Present
    met: Meeting
    changes: list[Change]
    head: str | None = None
    made: int = 0
    losing: Sequence[Sequence[ItemEffect]] = ()
    lost: list[str] = field(default_factory=list)

    def make_some(self, kind: Kind) -> bool:
        """Make a little of what a commit would write; False where nothing is left."""
        if self.made < len(self.changes):
            some = slice(self.made, self.made + _AT_A_TIME)
            self.changes[some] = with_made(kind, self.changes[some])
            self.made = some.stop
        elif len(self.lost) < len(self.losing):
            # A list of its own: a commit may just be taking up the one before.
            self.lost = self.lost + lost(kind, self.losing[len(self.lost):][:_AT_A_TIME])
        else:
            return False
        return True


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


@dataclass(frozen=True, slots=True)
class Staying:
    """Who was said to stay as he is of the people of a stretch, of those with records, with this head of the audit log
    (`Audit.seen`).
    """

    head: str
    stretch: Stretch
    people: ReadSame


class Remembered:
    """The latest judged rows and received batches; usable from any thread."""

    def __init__(self) -> None:
        self._judged: Latest[tuple[int, str], JudgedRows] = Latest(_MOST)
        self._received: Latest[Key, Received] = Latest(_MOST)
        self._staying: Latest[tuple[int, str, str, str], Staying] = Latest(_MOST)
        self._over: list[object] = []
        self._unmade = False

    def judge(self, tenant: int, found: object, judged: JudgedRows) -> None:
        """The rows of a dry run, whose batch was `found` in its body."""
        if judged.batch.numbers is None and (digest := _digest(judged.batch.kind.id, found)):
            self._judged.keep((tenant, digest), judged, _size(judged.batch))
            self._unmade = True

    @property
    def unmade(self) -> bool:
        """There may be something to make ahead, or to be freed."""
        return self._unmade or bool(self._over)

    def make_some(self) -> None:
        """Make a little of what a commit would write of what was decided last, or free some of what is over; in one
        thread at a time.
        """
        if self._over:
            with suppress(IndexError):  # The next registration is over, too.
                self._over.pop()
            return
        self._unmade = False
        for judged in self._judged.values():
            if judged.decided is not None and judged.decided.make_some(judged.batch.kind):
                self._unmade = True
                return

    def received(self, tenant: int, kind: str, today: str, found: object) -> Received | None:
        """A batch without My Numbers by what was judged of its rows; None where nothing is known. Raises Refused."""
        digest = _digest(kind, found)
        judged = self._judged.take((tenant, digest)) if digest else None
        if judged is None or judged.today != today:
            return None
        return Received(restated(judged.batch, found), judged.decided)

    def stay(self, tenant: int, kind: str, staying: Staying) -> None:
        """What was said of a stretch, in place of what was said before of some of the people in it."""
        new = staying.stretch
        self._staying.forget(lambda key: key[:2] == (tenant, kind) and key[2] <= new.last and new.first <= key[3])
        self._staying.keep((tenant, kind, new.first, new.last), staying,
                           staying.people.many + new.characters // 1_000)

    def staying(self, tenant: int, kind: str, head: str) -> list[Staying]:
        """All that was said with this head, in the order of the codes."""
        said = (one for key, one in self._staying.items() if (*key[:2], one.head) == (tenant, kind, head))
        return sorted(said, key=lambda one: one.stretch.first)

    def receive(self, key: Key, received: Received) -> None:
        """A batch that is staged."""
        batch = received.batch
        if isinstance(batch, ReadSame):
            self._received.keep(key, received, max(batch.many, len(batch.people)))
        elif batch.numbers is None:
            self._received.keep(key, received, _size(batch))

    def staged(self, key: Key) -> Received | None:
        """A batch that was staged."""
        return self._received.get(key)

    def forget(self, tenant: int, registration_id: str) -> None:
        """The registration is over: what dry runs met may be another now."""
        # Freeing takes its time, while somebody waits for the registration's answer. Of earlier ones it is done now.
        self._over.clear()
        self._over += self._judged.forget(lambda key: key[0] == tenant)
        self._over += self._received.forget(lambda key: key[:2] == (tenant, registration_id))
        self._over += self._staying.forget(lambda key: key[0] == tenant)


def _size(batch: ReadBatch) -> int:
    """Whoever comes without rows has records that go."""
    return max(batch.many, len(batch.people)) * _OF_RECORD


def _digest(kind: str, found: object) -> str:
    """Tells fields, rows and people of a batch; nothing for what is no batch."""
    if not isinstance(found, Mapping) or "rows" not in found or "fields" not in found:
        return ""
    told = orjson.dumps((kind, found["fields"], found["rows"], found.get("people")))
    return sha256(told).hexdigest()
