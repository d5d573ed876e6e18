"""The commit: one transaction that registers everybody with their audit entries, or refuses them all with reasons.

The answer to a repeat is the stored one. Nothing of the people is written before everything has been judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from time import monotonic

import orjson
from sqlalchemy import Connection

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.arrival import arrived
from nxdesk.eamano.rules.batches import ReadBatch, read_batch
from nxdesk.eamano.rules.prepared import CHANGES, Material, Prepared, columns_of, material, prepare, there
from nxdesk.eamano.rules.registering import (
    Caller,
    Service,
    allow_numbers,
    allow_relink,
    known_registration,
    staging_sealer,
    takes_the_long_way,
)
from nxdesk.eamano.rules.relinking import Relinking
from nxdesk.eamano.rules.telling import told_items
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.images import opened
from nxdesk.eamano.store.my_numbers import PERSON, MyNumbers
from nxdesk.eamano.store.people import Known, People, Photos
from nxdesk.eamano.store.registrations import Registration, Registrations, Staging
from nxdesk.eamano.store.tables import MY_NUMBERS, PEOPLE, PHOTOS
from nxdesk.eamano.store.undo import Undo
from nxdesk.records.kinds import kind as kind_of
from nxdesk.wire.problems import (
    ALREADY_REGISTERED,
    INVALID_RECORDS,
    PROBLEM_TYPES,
    STALE_VERSION,
    WITHDRAWN,
    ProblemType,
)
from nxdesk.wire.protocol import State
from nxdesk.wire.shapes import Outcome, RecordError

_PATIENCE_SECONDS = 5
"""How long a commit waits in all for what judges have promised, which takes them milliseconds."""


def commit(service: Service, caller: Caller, registration_id: str) -> Outcome:
    """Apply the registration; raises Refused with what the stored outcome keeps, or as long as this caller may not."""
    with service.database.write() as connection:
        known = known_registration(connection, caller, registration_id)
        if known.state is State.COMMITTED:
            return known.outcome(replayed=True)
        if known.state is State.REJECTED:
            raise kept_refusal(known.problem or {})
        # Numbers and people are overwritten only now, so it is this caller who must be allowed to.
        allow_numbers(caller, known.manifest)
        allow_relink(caller, relink=known.manifest["relink"])
        refusal = decided(service, connection, caller, known)
        known = known_registration(connection, caller, registration_id)
    service.forget(caller.tenant_id, registration_id)
    service.registration_over()
    if refusal is not None:
        raise refusal
    return known.outcome(replayed=False)


def decided(service: Service, connection: Connection, caller: Caller, known: Registration) -> Refused | None:
    """Write everybody, or keep why nobody can be, and answer that; raises Refused where more may still come.

    Within a writing transaction.
    """
    way = Relinking if takes_the_long_way(known.manifest) else _Commit
    work = way(service, connection, caller, known)
    refusal = work.judge()
    if refusal is None:
        work.apply()
    else:
        Registrations(connection, caller.tenant_id).reject(known.id, _kept(refusal))
    return refusal


def withdraw(service: Service, caller: Caller, registration_id: str) -> Outcome:
    """End what is still being received; what has been decided stays. Waits for a commit that is under way."""
    with service.database.write() as connection:
        known = known_registration(connection, caller, registration_id)
        received = known.state is State.RECEIVING
        if received:
            Registrations(connection, caller.tenant_id).reject(registration_id, _kept(Refused(WITHDRAWN)))
            known = known_registration(connection, caller, registration_id)
    if received:
        service.forget(caller.tenant_id, registration_id)
        service.registration_over()
    return known.outcome(replayed=not received)


def kept_refusal(kept: Mapping[str, object]) -> Refused:
    """The refusal that a rejected registration keeps."""
    errors = kept.get("errors")
    return Refused(PROBLEM_TYPES[str(kept["name"])], str(kept["detail"]),
                   errors=errors if isinstance(errors, list) else [])


def _kept(refusal: Refused) -> dict[str, object]:
    return {"name": refusal.problem.name, "title": refusal.problem.title, "code": refusal.problem.code,
            "detail": refusal.detail, "errors": refusal.errors}


@dataclass
class _Commit:
    """One commit inside its transaction."""

    service: Service
    connection: Connection
    caller: Caller
    known: Registration

    def __post_init__(self) -> None:
        self._kind = kind_of(self.known.manifest["kind"])
        self._staging = Staging(self.connection, self.caller.tenant_id, self.known.id)
        self._people = People(self.service.database, self.connection, self.caller.tenant_id, self._kind)
        self._undo = Undo(self.service.database, self.connection, self.caller.tenant_id, self.service.sealer)
        self._batches: list[Prepared] = []
        self._patience_ends = monotonic() + _PATIENCE_SECONDS
        self._codes: list[str] = []

    def judge(self) -> Refused | None:
        """What keeps everybody from being registered; raises Refused where more may still come."""
        listed = arrived(self._staging, self.known.manifest)
        if isinstance(listed, Refused):
            return listed
        self._batches = [self._prepared(number, digest) for number, digest in listed]
        return self._build_refusal(self._staging.photo_codes()) or self._conflict()

    def _prepared(self, number: int, digest: str) -> Prepared:
        remembered = self.service.prepared.get((self.caller.tenant_id, self.known.id, number, digest))
        return remembered or prepare(self._read(number), image=self.service.takes_images)

    def _read(self, number: int) -> ReadBatch:
        return read_batch(self._kind, orjson.loads(self._body(number)),
                          with_my_number=self.known.manifest["with_my_number"])

    def _material(self, number: int) -> Material:
        """What to write of a batch: what was promised, or made here where that does not come in time."""
        batch = self._batches[number - 1]
        with suppress(TimeoutError):
            if found := batch.coming.result(max(self._patience_ends - monotonic(), 0)):
                return found
        made = material(self._read(number), image=self.service.takes_images)
        self._batches[number - 1] = replace(batch, coming=there(made))
        return made

    def _body(self, number: int) -> bytes:
        return self._staging.batch_body(number, staging_sealer(self.service, self.caller, self.known))

    def _build_refusal(self, photos: Sequence[str]) -> Refused | None:
        codes = self._codes = list(chain.from_iterable(batch.codes for batch in self._batches))
        people = set(codes)
        if len(codes) != self.known.manifest["people"]:
            return Refused(INVALID_RECORDS, "人数が登録の内容と合いません。")
        if len(people) != len(codes):
            return Refused(INVALID_RECORDS, "同じ個人コードが二度含まれています。")
        if not people.issuperset(photos):
            return Refused(INVALID_RECORDS, "登録に含まれない個人の顔写真があります。")
        return None

    def _conflict(self) -> Refused | None:
        """Who is there already, or was changed since the comparison."""
        found: dict[str, list[RecordError]] = {}
        order = (ALREADY_REGISTERED, STALE_VERSION)
        everybody = self._people.known(self._codes)
        for number, batch in enumerate(self._batches, start=1):
            if not everybody and not any(batch.versions):
                continue
            for place, (code, version) in enumerate(zip(batch.codes, batch.versions, strict=True)):
                problem = conflict(everybody.get(code), version)
                if problem is not None:
                    found.setdefault(problem.name, []).append(RecordError(
                        pointer=f"/batches/{number}/rows/{place}", person=code, code=problem.code,
                        detail=problem.title))
        first = next((problem for problem in order if problem.name in found), None)
        if first is None:
            return None
        errors = [error for problem in order for error in found.get(problem.name, ())]
        return Refused(first, f"{len(errors)}名を登録できません。ほかの方も登録していません。", errors=errors)

    def apply(self) -> None:
        """Write the people, their photos and numbers, the audit run and the result."""
        service, caller, known = self.service, self.caller, self.known
        stamp = service.clock.utc_stamp()
        audit = Audit(service.database, self.connection, caller.tenant_id)
        write = self._write_images if service.takes_images else self._write_rows
        run = write(audit, Actor(f"NX連携 {caller.contact}", caller.address, caller.request_id), stamp)
        self._undo.inserted(PEOPLE[self._kind.id], list(zip(self._codes, strict=True)))
        sealer = staging_sealer(service, caller, known)
        photos = Photos(self.connection, caller.tenant_id)
        for code in (codes := self._staging.photo_codes()):
            image, digest = self._staging.photo(code, sealer)
            photos.add(code, image, digest, stamp)
        if codes:
            self._undo.inserted(PHOTOS, [(code,) for code in codes])
        if known.manifest["with_my_number"]:
            self._add_numbers(stamp)
        self._undo.write(run, self._kind.register_label, stamp)
        Registrations(self.connection, caller.tenant_id).finish(
            known.id, State.COMMITTED, registered=known.manifest["people"], committed_at=stamp, run=run,
            audit_head=audit.head_text())

    def _write_images(self, audit: Audit, actor: Actor, stamp: str) -> int:
        """Everybody with the entries of the audit log; answers the number of its run."""
        columns = columns_of(self._kind)
        with (opened(self.connection) as shown,
              audit.run_of_images(actor, self._kind.register_label, stamp, len(self._codes),
                                  items=told_items(self._kind)) as writing):
            for number in range(1, len(self._batches) + 1):
                image = shown(self._material(number).image or b"")
                writing.link(self._entries(number))
                self._people.add_image(image, columns, stamp)
                writing.add(image, self._kind.key[0], CHANGES)
        return writing.run

    def _entries(self, number: int) -> Iterable[tuple[str, bytes]]:
        """What the audit log tells of a batch, and of whom."""
        return zip(self._batches[number - 1].codes, self._material(number).changes, strict=True)

    def _write_rows(self, audit: Audit, actor: Actor, stamp: str) -> int:
        """As `_write_images`, for databases that take no images."""
        numbers = range(1, len(self._batches) + 1)
        for number in numbers:
            self._people.add(columns_of(self._kind), self._material(number).rows, stamp)
        return audit.run(
            actor, self._kind.register_label, stamp,
            ((code, told.decode()) for number in numbers for code, told in self._entries(number)),
            items=told_items(self._kind))

    def _add_numbers(self, stamp: str) -> None:
        numbers = MyNumbers(self.service.database, self.connection, self.caller.tenant_id, self.service.sealer)
        for number in range(1, self.known.manifest["batches"] + 1):
            batch = read_batch(self._kind, orjson.loads(self._body(number)), with_my_number=True)
            given = [(code, number) for code, number in zip(batch.codes, batch.numbers or (), strict=True) if number]
            numbers.add(given, stamp, f"NX連携 {self.caller.contact}", self._kind.register_label)
            self._undo.inserted(MY_NUMBERS, [(code, PERSON) for code, _ in given])


def conflict(here: Known | None, version: int | None) -> ProblemType | None:
    """Why a person with this compared version cannot be registered for the first time."""
    if here is None:
        return None if version is None else STALE_VERSION
    return ALREADY_REGISTERED
