"""People whose records a registration of the same leaves as they are: told by versions and digests, without rows.

A record stays as it is where NX's digest is its own and its word (`records.settled`) is that of its version. Who has
pictures of documents, which a disability would clear, is judged with rows, and so is everybody of whom anything is
unsure.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Sequence, Set
from itertools import chain, compress, islice, repeat
from operator import ne

from sqlalchemy import Connection

from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.bodies import invalid
from nxdesk.eamano.rules.conflicts import Conflict
from nxdesk.eamano.rules.registering import Caller, Service, allow_relink
from nxdesk.eamano.rules.remembered import Staying
from nxdesk.eamano.rules.same_batches import ReadSame, people_and_digests
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.audit import Audit
from nxdesk.eamano.store.bulk import BulkRecords, Standings
from nxdesk.eamano.store.people import People
from nxdesk.records.digests import DIGITS
from nxdesk.records.fields import Kind, Treatment
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.settled import may_stay, settled_mark
from nxdesk.wire.problems import EMPLOYEE_MISSING, STALE_VERSION, UNLISTED_DELETION
from nxdesk.wire.shapes import SameAnswer

_SEVERAL = 2
_NEEDED = frozenset({"kind", "as_of", "people", "digests"})


class Here:
    """What e-AMANO has of people: their records without values, and who of them has pictures of documents."""

    def __init__(self, kind: Kind, people: Sequence[str], records: Standings, pictured: Collection[str]) -> None:
        self._people = people
        self._pictured = pictured
        words = {version: settled_mark(kind, version) for version in set(records.versions)}
        others = map(ne, records.settled, map(words.__getitem__, records.versions))
        self._restless = set(compress(records.places, others))
        self.records = records
        self._spans = records.spans(len(people))

    def span(self, place: int) -> slice:
        """Where the records of a person stand."""
        return slice(*self._spans[place])

    def stays(self, place: int, digests: str) -> Sequence[int] | None:
        """Where the records with just these digests stand, in their order, if these are all and stay as they are."""
        start, end = self._spans[place]
        if (end - start) * DIGITS != len(digests) or place in self._restless or self._people[place] in self._pictured:
            return None
        there = self.records.digests[start:end]
        if end - start < _SEVERAL:
            return range(start, end) if not there or there[0] == digests else None
        by_digest = {digest: at for at, digest in enumerate(there, start)}
        if len(by_digest) < len(there):  # Two records with one digest cannot be told apart.
            return None
        if "".join(there) == digests:  # Most often both have them in one order.
            return range(start, end)
        sent = _parted(digests)
        return list(map(by_digest.__getitem__, sent)) if by_digest.keys() == set(sent) else None

    def staying(self, digests: Sequence[str]) -> Iterator[tuple[int, Sequence[int]]]:
        """Whoever stays with the digests beside the people, by place, and where his records stand."""
        joined = "".join(self.records.digests)
        close = self._looked_at_closely()
        for place, (theirs, (start, end)) in enumerate(zip(digests, self._spans, strict=True)):
            if place not in close and joined[start * DIGITS:end * DIGITS] == theirs:
                yield place, range(start, end)
            elif (where := self.stays(place, theirs)) is not None:
                yield place, where

    def _looked_at_closely(self) -> Container[int]:
        """The places of those who do not stay for sure when their digests are just these, in this order."""
        told = list(zip(self.records.places, self.records.digests, strict=True))
        if set(map(len, self.records.digests)) - {DIGITS}:
            return range(len(self._people))
        close = set(self._restless)
        if len(set(told)) < len(told):
            close.update(place for (place, _), many in Counter(told).items() if many > 1)
        if self._pictured:
            close.update(place for place, code in enumerate(self._people) if code in self._pictured)
        return close

    def all_stay(self, batch: ReadSame) -> bool:
        """These are just the records that were seen, in their order, and all of them stay as they are."""
        records = self.records
        whose = chain.from_iterable(repeat(place, len(text) // DIGITS) for place, text in enumerate(batch.digests))
        return (not self._restless and not self._pictured and records.versions == batch.versions
                and "".join(records.digests) == "".join(batch.digests) and records.places == list(whose)
                and len(set(zip(records.places, records.digests, strict=True))) == len(records.places))


def _parted(digests: str) -> list[str]:
    return [digests[start:start + DIGITS] for start in range(0, len(digests), DIGITS)]


def standing(service: Service, connection: Connection, tenant_id: int, kind: Kind, codes: Sequence[str], *,
             lock: bool) -> Here:
    """Read it of different people; `lock` keeps others from changing the records until the transaction ends."""
    records = BulkRecords(service.database, connection, tenant_id, kind).standing(codes, lock=lock)
    return Here(kind, codes, records, _pictured(service, connection, tenant_id, kind, codes))


def _pictured(service: Service, connection: Connection, tenant_id: int, kind: Kind,
              codes: Sequence[str]) -> Collection[str]:
    if _has_pictures(kind):
        return Attachments(connection, tenant_id, service.sealer).owners_among(service.database, codes)
    return ()


def _has_pictures(kind: Kind) -> bool:
    return any(item.shape.kind == "picture" and item.treatment is not Treatment.PHOTO for item in kind.fields)


def same(service: Service, caller: Caller, body: bytes) -> SameAnswer:
    """Who would stay as he is; raises Refused."""
    found = bodies.json_object(body, _NEEDED)
    kind = bodies.registered_kind(found["kind"], "/kind")
    bodies.day(found["as_of"], "/as_of")
    allow_relink(caller, relink=True)
    if not may_stay(kind):
        raise invalid("/kind", "この種別では指定できません。")
    people, digests = people_and_digests(kind, found, "")
    with service.database.read() as connection:
        stored = BulkRecords(service.database, connection, caller.tenant_id, kind)
        stretch = stored.stretch(people)
        pictured = (_pictured(service, connection, caller.tenant_id, kind, people) if stretch is None else
                    stretch.pictured if _has_pictures(kind) else ())
        here = Here(kind, people, stored.standing(people, stretch=stretch), pictured)
        known = (set(map(people.__getitem__, here.records.places)) if kind.parent is None else
                 stretch.parents if stretch is not None else
                 People(service.database, connection, caller.tenant_id, kind_of(kind.parent)).there(people))
        head = Audit(service.database, connection, caller.tenant_id).seen()
    answer = SameAnswer(places=[], versions=[], updated=[], members=[], stamps=[])
    staying: list[int] = []
    for place, where in here.staying(digests):
        if people[place] in known:
            answer["places"].append(place)
            staying.extend(where)
    updated = list(map(here.records.updated.__getitem__, staying))
    stamps = {stamp: number for number, stamp in enumerate(dict.fromkeys(updated))}
    answer["versions"] = list(map(here.records.versions.__getitem__, staying))
    answer["updated"] = list(map(stamps.__getitem__, updated))
    if kind.many:
        answer["members"] = list(map(here.records.ids.__getitem__, staying))
    answer["stamps"] = list(stamps)
    if head is not None and stretch is not None:
        told = [place for place in answer["places"] if digests[place]]  # Others have nothing to be registered.
        service.remembered.stay(caller.tenant_id, kind.id, Staying(head, stretch, ReadSame(
            [people[place] for place in told], [digests[place] for place in told], answer["versions"])))
    return answer


def conflicts_of_same(service: Service, connection: Connection, tenant_id: int, kind: Kind, batch: ReadSame,
                      parents: Set[str]) -> Iterator[Conflict]:
    """Whose records are not just those that were seen; nobody else changes them from now on.

    `parents` are the people who are in 社員.
    """
    here = standing(service, connection, tenant_id, kind, batch.people, lock=True)
    if (kind.parent is None or parents >= set(batch.people)) and here.all_stay(batch):
        return
    left = iter(batch.versions)
    for place, (code, digests) in enumerate(zip(batch.people, batch.digests, strict=True)):
        versions = list(islice(left, len(digests) // DIGITS))
        if kind.parent is not None and code not in parents:
            yield Conflict(code, EMPLOYEE_MISSING, f"same/{place}")
            continue
        staying = here.stays(place, digests)
        if staying is None or [here.records.versions[at] for at in staying] != versions:
            span = here.span(place)
            there = set(zip(here.records.digests[span], here.records.versions[span], strict=True))
            others_came = there > set(zip(_parted(digests), versions, strict=True))
            yield Conflict(code, UNLISTED_DELETION if others_came else STALE_VERSION, f"same/{place}")
