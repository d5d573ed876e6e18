"""People whose records a registration of the same leaves as they are: told by versions and digests, without rows.

A record stays as it is where NX's digest is its own and its word (`records.settled`) is that of its version. Who has
pictures of documents, which a disability would clear, is judged with rows, and so is everybody of whom anything is
unsure.
"""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection

from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.bodies import invalid
from nxdesk.eamano.rules.conflicts import Conflict
from nxdesk.eamano.rules.registering import Caller, Service, allow_relink
from nxdesk.eamano.rules.same_batches import ReadSame, people_and_digests
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.bulk import BulkRecords, Standing, standing_line
from nxdesk.eamano.store.people import People
from nxdesk.records.fields import Kind, Treatment
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.settled import may_stay, settled_mark
from nxdesk.wire.problems import EMPLOYEE_MISSING, STALE_VERSION, UNLISTED_DELETION
from nxdesk.wire.shapes import SameAnswer

_SEVERAL = 2
_NEEDED = frozenset({"kind", "as_of", "people", "digests"})


@dataclass(frozen=True, slots=True)
class _Here:
    """What e-AMANO has of people: their records without values, and who of them has pictures of documents."""

    kind: Kind
    records: dict[str, list[Standing]]
    pictured: Collection[str]
    words: dict[int, str]

    def stays(self, code: str, digests: list[str]) -> list[Standing] | None:
        """The records with just these digests, in their order, if these are all and stay as they are."""
        there = self.records.get(code, [])
        if len(there) != len(digests) or code in self.pictured:
            return None
        if len(there) == 1:
            [only] = there
            return there if [only.digest] == digests and only.settled == self.words[only.version] else None
        if [record.digest for record in there] != digests:  # Most often both have them in one order.
            by_digest = {record.digest: record for record in there}
            if by_digest.keys() != set(digests):
                return None
            there = [by_digest[digest] for digest in digests]
        if len(set(digests)) != len(digests):
            return None
        for record in there:
            if record.settled != self.words[record.version]:
                return None
        return there


def _here(service: Service, connection: Connection, tenant_id: int, kind: Kind, codes: Sequence[str], *,
          lock: bool) -> _Here:
    records = BulkRecords(service.database, connection, tenant_id, kind).standing(codes, lock=lock)
    versions = {record.version for theirs in records.values() for record in theirs}
    pictured = _pictured(service, connection, tenant_id, kind, codes)
    return _Here(kind, records, pictured, {version: settled_mark(kind, version) for version in versions})


def _pictured(service: Service, connection: Connection, tenant_id: int, kind: Kind,
              codes: Sequence[str]) -> Collection[str]:
    if any(item.shape.kind == "picture" and item.treatment is not Treatment.PHOTO for item in kind.fields):
        return Attachments(connection, tenant_id, service.sealer).owners_among(service.database, codes)
    return ()


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
        here = _here(service, connection, caller.tenant_id, kind, people, lock=False)
        known: Collection[str] = here.records
        if kind.parent is not None:
            known = People(service.database, connection, caller.tenant_id, kind_of(kind.parent)).there(people)
    answer = SameAnswer(places=[], versions=[], updated=[], members=[], stamps=[])
    stamps: dict[str, int] = {}
    for place, (code, theirs) in enumerate(zip(people, digests, strict=True)):
        staying = here.stays(code, theirs) if code in known else None
        if staying is not None:
            answer["places"].append(place)
            for record in staying:
                answer["versions"].append(record.version)
                answer["updated"].append(stamps.setdefault(record.updated_at, len(stamps)))
                if kind.many:
                    answer["members"].append(record.id)
    answer["stamps"] = list(stamps)
    return answer


def conflicts_of_same(service: Service, connection: Connection, tenant_id: int, kind: Kind, batch: ReadSame,
                      parents: Set[str]) -> Iterator[Conflict]:
    """Whose records are not just those that were seen; nobody else changes them from now on.

    `parents` are the people who are in 社員.
    """
    if (kind.parent is None or parents >= set(batch.people)) and _all_stay(service, connection, tenant_id, kind, batch):
        return
    here = _here(service, connection, tenant_id, kind, batch.people, lock=True)
    for place, (code, digests, versions) in enumerate(zip(batch.people, batch.digests, batch.versions, strict=True)):
        if kind.parent is not None and code not in parents:
            yield Conflict(code, EMPLOYEE_MISSING, f"same/{place}")
            continue
        staying = here.stays(code, digests)
        if staying is None or [record.version for record in staying] != versions:
            there = {(record.digest, record.version) for record in here.records.get(code, [])}
            others_came = there > set(zip(digests, versions, strict=True))
            yield Conflict(code, UNLISTED_DELETION if others_came else STALE_VERSION, f"same/{place}")


def _all_stay(service: Service, connection: Connection, tenant_id: int, kind: Kind, batch: ReadSame) -> bool:
    """They have just the records that were seen, and all of these stay as they are: seen at one glance, most often."""
    words = {version: settled_mark(kind, version) for version in set(chain.from_iterable(batch.versions))}
    seen = {standing_line(code, digest, version, words[version])
            for code, digests, versions in zip(batch.people, batch.digests, batch.versions, strict=True)
            for digest, version in zip(digests, versions, strict=True)}
    # Two records with one digest cannot be told apart.
    alone = all(len(digests) < _SEVERAL or len(set(digests)) == len(digests) for digests in batch.digests)
    there = BulkRecords(service.database, connection, tenant_id, kind).standing_lines(batch.people, lock=True)
    return (alone and len(there) == len(seen) and seen.issuperset(there)
            and not _pictured(service, connection, tenant_id, kind, batch.people))
