"""What rows that NX sends meet at e-AMANO and what becomes of it: one judgement, for the dry run and for the write.

The items' fate is decided in `records.effects`, who is the same in `records.matching`; here both are put together.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from nxdesk.eamano.rules.batches import ReadBatch, documents_of
from nxdesk.eamano.store.bulk import Stored
from nxdesk.eamano.store.my_numbers import PERSON, Owner
from nxdesk.records.documents import document_of, settled_documents, settled_issue
from nxdesk.records.effects import ItemEffect, Number, Parts, deletion_effects, described, part_effects, plan
from nxdesk.records.fields import Kind, Value
from nxdesk.records.matching import pair
from nxdesk.records.messages import Issue

NO_PARTS = Parts()
_BARE: tuple[object, ...] = (set[Owner](), dict[Owner, frozenset[str]](), dict[str, str]())


@dataclass(frozen=True, slots=True)
class Present:
    """What e-AMANO has of the people of a batch: their records by code, and what hangs on them by owner."""

    records: Mapping[str, Sequence[Stored]]
    numbers: frozenset[Owner]
    pictures: Mapping[Owner, frozenset[str]]
    photos: Mapping[str, str]

    def parts(self, kind: Kind, record: Stored) -> Parts:
        """What is known of a record's parts that are kept apart."""
        owner = owner_of(kind, record)
        return Parts(self.photos.get(record.code), owner in self.numbers, self.pictures.get(owner, frozenset()))

    def parts_among(self, people: Collection[str]) -> tuple[object, ...]:
        """All parts that these people have, to be compared."""
        if not (self.numbers or self.pictures or self.photos):
            return _BARE
        return ({owner for owner in self.numbers if owner[0] in people},
                {owner: found for owner, found in self.pictures.items() if owner[0] in people},
                {code: digest for code, digest in self.photos.items() if code in people})


def together(several: Sequence[Present]) -> Present:
    """What there is of the people of several batches, each of whom is in one."""
    return Present({code: records for here in several for code, records in here.records.items()},
                   frozenset().union(*(here.numbers for here in several)),
                   {owner: found for here in several for owner, found in here.pictures.items()},
                   {code: digest for here in several for code, digest in here.photos.items()})


def owner_of(kind: Kind, record: Stored) -> Owner:
    """Whose the parts of a record are."""
    return record.code, record.id if kind.many else PERSON


@dataclass(frozen=True, slots=True)
class Meeting:
    """Beside each row of the batch the record that it overwrites, None where it is new; `keys` by which they met.

    `gone` are the records of the batch's people that NX does not have (③-6), of kinds with documents those of the
    documents that the batch holds.
    """

    stored: list[Stored | None]
    keys: list[str]
    gone: list[Stored] = field(default_factory=list)


def meet(batch: ReadBatch, here: Present) -> Meeting:
    """Who is whom."""
    kind, codes = batch.kind, batch.codes
    if not kind.many:
        return Meeting([here.records[code][0] if code in here.records else None for code in codes], codes)
    keys = batch.keys
    met = Meeting([None] * len(codes), keys)
    places_of: dict[str, list[int]] = {code: [] for code in batch.people}
    for place, code in enumerate(codes):
        places_of[code].append(place)
    for code, places in places_of.items():
        there = here.records.get(code)
        if not there:
            continue
        pairing = pair([keys[place] for place in places], [record.key for record in there])
        for mine, theirs in pairing.matched:
            met.stored[places[mine]] = there[theirs]
        gone = [there[place] for place in pairing.gone]
        met.gone.extend(_of_documents(batch, places, gone) if kind.document else gone)
    return met


def _of_documents(batch: ReadBatch, places: Sequence[int], gone: Sequence[Stored]) -> Iterator[Stored]:
    """Those records that belong to the same documents as these rows."""
    kind = batch.kind
    sent = set(documents_of(kind, kind.linked_ids, [batch.rows[place] for place in places]))
    ids = [item.id for item in kind.eamano_columns]
    for record, document in zip(gone, documents_of(kind, ids, [record.values for record in gone]), strict=True):
        if document in sent:
            yield record


def settled(batch: ReadBatch, here: Present) -> dict[int, Issue]:
    """The places of the rows whose document no registration changes any more (`Kind.settled`), and what to say."""
    kind, found = batch.kind, {}
    if kind.settled is None:
        return {}
    ids = [item.id for item in kind.eamano_columns]
    shut = {code: documents for code in batch.people if (documents := settled_documents(
        kind, (dict(zip(ids, record.values, strict=True)) for record in here.records.get(code, ()))))}
    for place, (code, row) in enumerate(zip(batch.codes, batch.rows, strict=True)):
        document = document_of(kind, dict(zip(kind.linked_ids, row, strict=True))) if code in shut else ()
        if document in shut.get(code, {}):
            found[place] = settled_issue(kind, document, shut[code][document])
    return found


class Made(NamedTuple):
    """What is written of a change (`making`): the digest of the record's linked values, its word (`records.settled`),
    and its entry in the audit log, nothing where that tells nothing; None where parts change, of which it tells too.
    Of a record that is there also the places of the values that change, and what the entry is about.
    """

    digest: str
    word: str | None
    told: str | None
    places: tuple[int, ...] = ()
    target: str = ""


class Change(NamedTuple):
    """What becomes of one row: the record as it was (None: new) and as it will be, and the effects on its parts, all of
    them and those by which something changes. `told` are the effects on the items that change, and `made` what is
    written, where they are known.
    """

    code: str
    stored: Stored | None
    target: tuple[Value, ...]
    number: Number
    parts: tuple[ItemEffect, ...]
    changing: tuple[ItemEffect, ...]
    told: tuple[ItemEffect, ...] | None = None
    made: Made | None = None

    def known(self, made: Made) -> "Change":
        """The same, of which it is known what is written."""
        return Change(self.code, self.stored, self.target, self.number, self.parts, self.changing, self.told, made)

    @property
    def writes(self) -> bool:
        """Something of the record changes."""
        if self.told is not None:
            return bool(self.told or self.changing)
        return self.stored is None or self.stored.values != self.target or bool(self.changing)

    def effects(self, kind: Kind, *, changed_only: bool = True) -> list[ItemEffect]:
        """Item by item, the record's and the parts'."""
        if changed_only and self.told is not None:
            return [*self.told, *self.changing]
        told = described(kind, self.stored.values if self.stored else None, self.target, self.number,
                         changed_only=changed_only)
        return [*told, *(self.changing if changed_only else self.parts)]


def decide(batch: ReadBatch, met: Meeting, here: Present, numbers: Sequence[Number],
           photos: Sequence[str | None], *, tell: bool = False) -> list[Change]:
    """What becomes of each row; beside the rows stand what is said of My Numbers, and the digests of NX's photos.

    With `tell` the changes of records that are there know their effects.
    """
    kind = batch.kind
    named = None if batch.everything_named else frozenset(batch.named)
    decider = kind.linked_ids.index("disability_class") if "disability_class" in batch.named else None
    changes = []
    bare = not (here.numbers or here.pictures or here.photos)
    last, fresh, again = None, plan(kind, new=True, named=named), plan(kind, named=named)
    nothing: dict[bool, tuple[tuple[ItemEffect, ...], tuple[ItemEffect, ...]]] = {}
    for code, row, stored, number, photo in zip(batch.codes, batch.rows, met.stored, numbers, photos, strict=True):
        if number is not last:  # Most often the same is said of all.
            last, nothing = number, {}
            fresh, again = plan(kind, number, new=True, named=named), plan(kind, number, named=named)
        target = again.target(row, stored.values) if stored else fresh.target(row)
        disabled = decider is not None and bool(row[decider])
        if photo is None and (bare or stored is None):
            parts = nothing.get(disabled)
            if parts is None:
                parts = nothing[disabled] = _parts(kind, NO_PARTS, NO_PARTS, number, disabled=disabled)
        else:
            there = here.parts(kind, stored) if stored else NO_PARTS
            parts = _parts(kind, Parts(photo and "sent"), there._replace(photo=_as_seen(photo, there.photo)), number,
                           disabled=disabled)
        told = tuple(described(kind, stored.values, target, number, changed_only=True)) if tell and stored else None
        changes.append(Change(code, stored, target, number, *parts, told))
    return changes


def _as_seen(sent: str | None, stored: str | None) -> str | None:
    """Digests reduced to what matters, so that few different questions are asked."""
    return stored and ("sent" if stored == sent else "other")


@lru_cache(maxsize=512)
def _parts(kind: Kind, sent: Parts, stored: Parts, number: Number, *,
           disabled: bool) -> tuple[tuple[ItemEffect, ...], tuple[ItemEffect, ...]]:
    found = tuple(part_effects(kind, sent, stored, number, disabled=disabled))
    return found, tuple(effect for effect in found if effect.changes)


def lost_with(kind: Kind, record: Stored, here: Present) -> list[ItemEffect]:
    """Everything that goes with a record that NX does not have."""
    return deletion_effects(kind, record.values, here.parts(kind, record))


def said_of_numbers(given: Sequence[object] | None, many: int) -> list[Number]:
    """What rows say of My Numbers: `given` are numbers or None, or whether there is one; None: the switch is off."""
    if given is None:
        return [Number.OFF] * many
    return [Number.GIVEN if number else Number.BLANK for number in given]
