"""A registration over records that may be there (再登録, and kinds that are registered again and again), and of families:
judged as a whole, written in one transaction.

Only what changes is written: the record with its next version, its audit entry, its image for the way back. Of people
who stay as they are come digests and versions in place of rows (`same`). First-time people go another, shorter way
(`committing`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, partial

from sqlalchemy import Connection

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.arrival import arrived
from nxdesk.eamano.rules.batches import ReadBatch, documents_of, read_batch
from nxdesk.eamano.rules.bodies import loaded
from nxdesk.eamano.rules.conflicts import Conflict, conflicts, refusal_of
from nxdesk.eamano.rules.judging import (
    Change,
    Meeting,
    Present,
    decide,
    lost_with,
    meet,
    said_of_numbers,
    together,
)
from nxdesk.eamano.rules.making import lost
from nxdesk.eamano.rules.presence import present
from nxdesk.eamano.rules.registering import Caller, Service, staging_sealer
from nxdesk.eamano.rules.remembered import Decided, Received
from nxdesk.eamano.rules.same import conflicts_of_same
from nxdesk.eamano.rules.same_batches import ReadSame, joined, read_same
from nxdesk.eamano.rules.writing import Writing
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.bulk import BulkRecords, Stored, Stretch
from nxdesk.eamano.store.editing import photo_audit
from nxdesk.eamano.store.people import People
from nxdesk.eamano.store.registrations import Registration, Registrations, Staging
from nxdesk.records.kinds import kind as kind_of
from nxdesk.vault.seal import Sealer
from nxdesk.wire.problems import INVALID_RECORDS
from nxdesk.wire.protocol import State

RELINK_ACTION = "{label}（再登録）"


class Relinking:
    """One commit inside its transaction."""

    def __init__(self, service: Service, connection: Connection, caller: Caller, known: Registration) -> None:
        self._service = service
        self._connection = connection
        self._caller = caller
        self._known = known
        self._kind = kind_of(known.manifest["kind"])
        self._relink = known.manifest["relink"]
        self._staging = Staging(connection, caller.tenant_id, known.id)
        self._batches: list[tuple[ReadBatch, Meeting, Decided | None]] = []
        self._here = Present({}, frozenset(), {}, {})

    @cached_property
    def _sealer(self) -> Sealer:
        return staging_sealer(self._service, self._caller, self._known)

    def judge(self) -> Refused | None:
        """What keeps everybody from being registered; raises Refused where more may still come."""
        listed = arrived(self._staging, self._known.manifest)
        if isinstance(listed, Refused):
            return listed
        everything = [self._received(number, digest) for number, digest in listed]
        batches = [received.batch for received in everything]
        refusal = self._build_refusal(batches)
        if refusal is not None:
            return refusal
        found = self._as_seen(everything)
        if found is None:
            found = self._anew(everything)
        return refusal_of(self._kind, {number: conflicts for (number, _), conflicts in zip(listed, found, strict=True)})

    def _as_seen(self, everything: Sequence[Received]) -> list[list[Conflict]] | None:
        """The conflicts of each batch where all is as it was when all of it was judged; None where it is not, or where
        something was not judged before.
        """
        same = [received.batch for received in everything if isinstance(received.batch, ReadSame)]
        rows = [(received.batch, received.decided) for received in everything if isinstance(received.batch, ReadBatch)]
        head = Audit(self._service.database, self._connection, self._caller.tenant_id).seen()
        if head is None or any(decided is None or decided.head != head for _, decided in rows):
            return None
        staying = self._service.remembered.staying(self._caller.tenant_id, self._kind.id, head)
        if joined(same) != joined([one.people for one in staying]) or not self._still_stand(
                [one.stretch for one in staying], [code for batch, _ in rows for code in batch.people]):
            return None
        here = self._here = together([decided.here for _, decided in rows if decided is not None])
        # Who is missing in the kind that comes first keeps a dry run from being decided, and does not stay.
        parents = {code for received in everything for code in received.batch.people}
        found: list[list[Conflict]] = []
        for received in everything:
            batch, decided = received.batch, received.decided
            if isinstance(batch, ReadSame) or decided is None:
                found.append([])
                continue
            found.append(list(conflicts(batch, decided.met, here, parents, relink=self._relink)))
            self._batches.append((batch, decided.met, decided))
        return found

    def _still_stand(self, stretches: Sequence[Stretch], people: Sequence[str]) -> bool:
        """The stretches are as they were, and these people are among them."""
        stored = BulkRecords(self._service.database, self._connection, self._caller.tenant_id, self._kind)
        lasts = [stretch.last for stretch in stretches]
        return (all(place < len(stretches) and stretches[place].first <= code
                    for code, place in zip(people, map(partial(bisect_left, lasts), people), strict=True))
                and all(stored.between(stretch.first, stretch.last) == stretch for stretch in stretches))

    def _anew(self, everything: Sequence[Received]) -> list[list[Conflict]]:
        """The conflicts of each batch with what is there now, which stays as it is until the end."""
        parents = self._locked([code for received in everything for code in received.batch.people])
        people = list(dict.fromkeys(code for received in everything if isinstance(received.batch, ReadBatch)
                                    for code in received.batch.people))
        here = self._here = present(self._service, self._connection, self._caller.tenant_id, self._kind, people,
                                    lock=True, known=_known(everything))
        found: list[list[Conflict]] = []
        for received in everything:
            batch = received.batch
            if isinstance(batch, ReadSame):
                found.append(list(conflicts_of_same(self._service, self._connection, self._caller.tenant_id,
                                                    self._kind, batch, parents)))
                continue
            decided = _still(received.decided, batch, here)
            met = decided.met if decided else meet(batch, here)
            found.append(list(conflicts(batch, met, here, parents, relink=self._relink)))
            self._batches.append((batch, met, decided))
        return found

    def _received(self, number: int, digest: str) -> Received:
        known = self._service.remembered.staged((self._caller.tenant_id, self._known.id, number, digest))
        if known is not None:
            return known
        found, manifest = loaded(self._staging.batch_body(number, self._sealer)), self._known.manifest
        return Received(read_same(manifest, self._kind, found) or read_batch(
            self._kind, found, with_my_number=manifest["with_my_number"]))

    def _locked(self, codes: Sequence[str]) -> set[str]:
        """Who of these is in the kind that comes first; nobody else touches them or what they have until the end.

        The person is locked before anything else is read, as on the pages, and in one order by everybody: what is read
        then stays so, and no two wait for each other.
        """
        if self._kind.parent is None:
            if self._kind.many:
                # Nobody stands for the records: writers of the tenant wait for each other.
                Audit(self._service.database, self._connection, self._caller.tenant_id).head_text()
            return set()
        people = People(self._service.database, self._connection, self._caller.tenant_id, kind_of(self._kind.parent))
        return people.locked(sorted(codes))

    def _build_refusal(self, batches: Sequence[ReadBatch | ReadSame]) -> Refused | None:
        manifest = self._known.manifest
        people = [code for batch in batches for code in batch.people]
        whose = set(people)
        with_rows = [batch for batch in batches if isinstance(batch, ReadBatch)]
        counts = (len(whose if self._kind.document else people), sum(batch.many for batch in batches),
                  sum(len(batch.deletions) for batch in with_rows))
        if counts != (manifest["people"], manifest["rows"], manifest["deletions"]):
            return Refused(INVALID_RECORDS, "人数か件数が登録の内容と合いません。")
        if self._kind.document:
            if _torn(with_rows):
                return Refused(INVALID_RECORDS, "同じ書類のデータが複数の束に分かれています。")
        elif len(whose) != len(people):
            return Refused(INVALID_RECORDS, f"同じ{self._kind.owner.label}が二度含まれています。")
        if not {code for batch in with_rows for code in batch.people}.issuperset(self._photos):
            return Refused(INVALID_RECORDS, "登録に含まれない個人の顔写真があります。")
        return None

    @cached_property
    def _photos(self) -> dict[str, str]:
        return self._staging.photo_digests()

    def apply(self) -> None:
        """Write the records with their parts, the audit run, the way back and the result."""
        known, caller, kind = self._known, self._caller, self._kind
        action = RELINK_ACTION.format(label=kind.register_label) if self._relink else kind.register_label
        actor = Actor(f"NX連携 {caller.contact}", caller.address, caller.request_id)
        writing = Writing(self._service, self._connection, caller.tenant_id, kind, actor, action,
                          told_photos=photo_audit(self._connection, caller.tenant_id))
        changes: list[Change] = []
        numbers: list[str | None] = []
        for batch, met, decided in self._batches:
            if decided is not None and self._photos.keys().isdisjoint(batch.codes):
                changes += decided.changes
            else:
                changes += decide(batch, met, self._here, said_of_numbers(batch.numbers, len(batch.rows)),
                                  [self._photos.get(code) for code in batch.codes])
            numbers += batch.numbers or ()
        keys = [key for _, met, _ in self._batches for key in met.keys]
        writing.settle(changes)
        if self._relink or kind.upsert:
            gone = [record for _, met, _ in self._batches for record in met.gone]
            writing.delete(gone, [told for _, met, decided in self._batches for told in self._lost(met, decided)],
                           self._here)
        writing.rewrite(changes, numbers, self._here, self._photo)
        writing.insert(changes, keys, numbers, self._photo)
        run, head = writing.finish()
        Registrations(self._connection, caller.tenant_id).finish(
            known.id, State.COMMITTED, registered=writing.inserted, deleted=writing.deleted,
            relinked=known.manifest["rows"] - writing.inserted, committed_at=writing.stamp, run=run, audit_head=head)

    def _lost(self, met: Meeting, decided: Decided | None) -> list[str]:
        """The entries of those who go."""
        made = decided.lost if decided is not None else []
        return made + lost(self._kind, [lost_with(self._kind, record, self._here) for record in met.gone[len(made):]])

    def _photo(self, code: str) -> tuple[bytes, str] | None:
        return self._staging.photo(code, self._sealer) if code in self._photos else None


def _known(everything: Sequence[Received]) -> dict[str, Sequence[Stored]]:
    """The records that the dry runs of these batches saw, by code; nobody who had none is left out."""
    return {code: received.decided.here.records.get(code, ()) for received in everything
            if received.decided is not None for code in received.batch.people}


def _still(decided: Decided | None, batch: ReadBatch, here: Present) -> Decided | None:
    """What was decided in a dry run, where it saw just what is there now."""
    if decided is None or batch.numbers is not None:
        return None
    seen, whose = decided.here, set(batch.people)
    unchanged = (all(seen.records.get(code) is here.records.get(code) for code in whose)
                 and seen.parts_among(whose) == here.parts_among(whose))
    return decided if unchanged else None


def _torn(batches: Sequence[ReadBatch]) -> bool:
    """A document stands in more than one batch, so that no one of them says what belongs to it."""
    seen: set[tuple[str, str]] = set()
    for batch in batches:
        documents = set(zip(batch.codes, documents_of(batch.kind, batch.kind.linked_ids, batch.rows), strict=True))
        if not seen.isdisjoint(documents):
            return True
        seen |= documents
    return False
