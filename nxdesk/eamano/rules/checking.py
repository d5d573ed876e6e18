"""The dry run: the same judgement as the write, nothing written. Only what the caller cannot know travels back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import bodies
from nxdesk.eamano.rules.batches import ReadBatch, findings, read_batch
from nxdesk.eamano.rules.judging import (
    Change,
    Meeting,
    Present,
    decide,
    lost_with,
    meet,
    said_of_numbers,
    settled,
)
from nxdesk.eamano.rules.presence import present
from nxdesk.eamano.rules.registering import Caller, Service, allow_relink
from nxdesk.eamano.rules.remembered import Decided, JudgedRows
from nxdesk.eamano.store.audit import Audit
from nxdesk.eamano.store.bulk import Stored
from nxdesk.eamano.store.people import People
from nxdesk.records.effects import ItemEffect
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.matching import near
from nxdesk.records.messages import CATALOGUE
from nxdesk.records.naming import naming
from nxdesk.records.showing import shown_value
from nxdesk.wire.problems import MY_NUMBER_PERMISSION
from nxdesk.wire.protocol import Verdict
from nxdesk.wire.shapes import CheckAnswer, CheckedDeletion, CheckedRecord, RecordError

_NEEDED = frozenset({"kind", "as_of", "relink", "with_my_number", "batch"})
_OPTIONAL = frozenset({"numbers", "photos", "full"})
_PARENT_MISSING = "NXD_VF_03"
Told = list[list[str | int | None]]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked."""

    found: object
    batch: ReadBatch
    relink: bool
    numbers: Sequence[object] | None
    photos: Sequence[str | None]
    full: bool

    @property
    def apart(self) -> bool:
        """Something is said of what is kept apart: My Numbers and photos."""
        return self.numbers is not None or any(self.photos)

    @property
    def overwrites(self) -> bool:
        """Records that are there are written again."""
        return self.relink or self.batch.kind.upsert


def check(service: Service, caller: Caller, body: bytes) -> CheckAnswer:
    """A verdict for every row, and what would be deleted."""
    asked = _question(caller, body)
    batch = asked.batch
    today = service.clock.today()
    wrong = findings(batch, today, "/batch")
    faulty = bool(wrong)
    with service.database.read() as connection:
        people = [code for code in batch.people if bodies.is_owner(batch.kind, code)]
        here = present(service, connection, caller.tenant_id, batch.kind, people, lock=False)
        if batch.kind.parent is not None:
            parents = People(service.database, connection, caller.tenant_id, kind_of(batch.kind.parent)).there(people)
            _add_missing_parents(batch, parents, wrong)
        head = Audit(service.database, connection, caller.tenant_id).seen()
    for place, issue in settled(batch, here).items():
        wrong.setdefault(place, []).insert(0, RecordError(
            pointer=f"/batch/rows/{place}", person=batch.codes[place], code=issue.code, detail=issue.words))
    met = meet(batch, here)
    changes = decide(batch, met, here, said_of_numbers(asked.numbers, len(batch.rows)), asked.photos,
                     tell=not asked.full)
    losing = [lost_with(batch.kind, record, here) for record in met.gone] if asked.overwrites else []
    if not (asked.full or faulty):
        decided = None if asked.apart else Decided(here, met, changes, None if wrong else head, losing=losing)
        service.remembered.judge(caller.tenant_id, asked.found, JudgedRows(batch, today, decided))
    return CheckAnswer(
        records=list(_records(asked, changes, here, wrong)),
        deletions=list(_deletions(asked, met, here, losing, {batch.codes[place] for place in wrong})))


def _question(caller: Caller, body: bytes) -> _Question:
    found = bodies.json_object(body, _NEEDED, _OPTIONAL)
    kind = bodies.registered_kind(found["kind"], "/kind")
    bodies.day(found["as_of"], "/as_of")
    relink = bodies.switch(found, "relink", possible=not kind.upsert)
    allow_relink(caller, relink=relink)
    numbered = bodies.switch(found, "with_my_number", possible=bodies.has_number(kind))
    if numbered and not caller.my_number_allowed:
        raise Refused(MY_NUMBER_PERMISSION)
    batch = read_batch(kind, found["batch"], with_my_number=False, pointer="/batch")
    if batch.deletions:
        raise bodies.invalid("/batch/deletions", "確認では指定できません。")
    many = len(batch.rows)
    numbers = found.get("numbers")
    if numbered is (numbers is None) or not (numbers is None or _fits(numbers, many, bool)):
        raise bodies.invalid("/numbers", "個人番号の連携をするときに限り、行と同じ数のtrueかfalseの配列です。")
    photos = found.get("photos")
    if photos is not None and not (bodies.has_photo(kind) and _fits(photos, many, (str, type(None)))):
        raise bodies.invalid("/photos", "顔写真のある種別で、行と同じ数の要約値かnullの配列です。")
    full = bodies.flag(found.get("full", False), "/full")
    return _Question(found["batch"], batch, relink, numbers if isinstance(numbers, list) else None,
                     photos if isinstance(photos, list) else [None] * many, full)


def _fits(found: object, many: int, types: type | tuple[type, ...]) -> bool:
    return isinstance(found, list) and len(found) == many and all(isinstance(value, types) for value in found)


def _add_missing_parents(batch: ReadBatch, parents: Collection[str],
                         wrong: dict[int, list[RecordError]]) -> None:
    for place, code in enumerate(batch.codes):
        if code not in parents:
            wrong.setdefault(place, []).insert(0, RecordError(
                pointer=f"/batch/rows/{place}", person=code, code=_PARENT_MISSING, detail=CATALOGUE[_PARENT_MISSING]))


def _records(asked: _Question, changes: Sequence[Change], here: Present,
             wrong: Mapping[int, list[RecordError]]) -> Iterator[CheckedRecord]:
    """People who are there are left out, unless they are to be registered again or always are (`Kind.upsert`)."""
    kind, many, overwrites = asked.batch.kind, asked.batch.kind.many, asked.overwrites
    again, name = Verdict.UPDATE if kind.upsert else Verdict.RELINK, _naming(kind)
    for place, change in enumerate(changes):
        stored, errors = change.stored, wrong.get(place, [])
        there = stored is not None or (many and bool(here.records.get(change.code)))
        verdict = (Verdict.LEFT_OUT if there and not overwrites else Verdict.ERROR if errors
                   else again if stored else Verdict.NEW)
        seen = stored if overwrites or not many else None
        told: Told = []
        if verdict is again:
            told = _told(change.effects(kind, changed_only=not asked.full))
        elif verdict is Verdict.NEW:
            told = _of_new(asked, place, change)
        yield CheckedRecord(
            code=change.code, verdict=verdict.value, version=seen.version if seen else None,
            updated_at=seen.updated_at if seen else None, member=seen.id if seen and many else None,
            name=name(seen) if seen and many else "", effects=told,
            errors=errors if verdict is Verdict.ERROR else [])


def _of_new(asked: _Question, place: int, change: Change) -> Told:
    """Of a new record only what is not simply the sent value."""
    batch = asked.batch
    if asked.full:
        return _told(change.effects(batch.kind, changed_only=False))
    row = batch.rows[place]
    # Blanks in the place of what is simply sent: most of a record needs no description then.
    own = tuple(None if sent is not None and row[sent] == value else value
                for sent, value in zip(_places(batch.kind, batch.named), change.target, strict=True))
    return _told(change._replace(target=own).effects(batch.kind))


@lru_cache(maxsize=64)
def _places(kind: Kind, named: tuple[str, ...]) -> tuple[int | None, ...]:
    """Where in a sent row each item of e-AMANO's stands; None for those that were not sent."""
    return tuple(kind.linked_ids.index(item) if item in named else None for item in _columns(kind))


def _deletions(asked: _Question, met: Meeting, here: Present, losing: Sequence[Sequence[ItemEffect]],
               left: Collection[str]) -> Iterator[CheckedDeletion]:
    """What goes because NX does not have it, with what goes with each; nothing of people in `left`, who cannot be
    registered as they are.
    """
    if not losing:
        return
    kind, batch, name = asked.batch.kind, asked.batch, _naming(asked.batch.kind)
    new: dict[str, list[int]] = {}
    for place, (code, stored) in enumerate(zip(batch.codes, met.stored, strict=True)):
        if stored is None:
            new.setdefault(code, []).append(place)
    for record, effects in zip(met.gone, losing, strict=True):
        if record.code not in left:
            yield CheckedDeletion(
                code=record.code, member=record.id, version=record.version, updated_at=record.updated_at,
                name=name(record), my_number=here.parts(kind, record).my_number,
                # The records of a document are no people who could have another name.
                near=None if kind.document else _near(batch, new.get(record.code, []), record), effects=_told(effects))


def _near(batch: ReadBatch, places: Sequence[int], gone: Stored) -> int | None:
    """The row that is probably the same person under another name (V-F06)."""
    record = _by_id(batch.kind, gone)
    return next((place for place in places
                 if near(dict(zip(batch.kind.linked_ids, batch.rows[place], strict=True)), record)), None)


def _by_id(kind: Kind, record: Stored) -> dict[str, Value]:
    return {item.id: value for item, value in zip(kind.eamano_columns, record.values, strict=True)}


@lru_cache(maxsize=64)
def _naming(kind: Kind) -> Callable[[Stored], str]:
    """How lists show a record: of a family member 姓名 続柄, of the head of a document its state as well."""
    name, about = naming(kind, _columns(kind)), kind.settled
    if about is None:
        return lambda record: name(record.values)
    place, item = _columns(kind).index(about.field), kind.by_id[about.field]

    def with_state(record: Stored) -> str:
        state = record.values[place]
        return name(record.values) if state is None else f"{name(record.values)}（{shown_value(item, state)}）"

    return with_state


@lru_cache(maxsize=64)
def _columns(kind: Kind) -> tuple[str, ...]:
    return tuple(item.id for item in kind.eamano_columns)


def _told(effects: Iterable[ItemEffect]) -> Told:
    return [[item, effect._value_, old, new, rule] for item, effect, old, new, rule in effects]
