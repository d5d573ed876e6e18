"""What an acquisition (e-AMANO→NX) makes of NX's records, item by item; what is shown is what is written.

NX sends some items and e-AMANO has others besides: a value that NX never sent is no edit where e-AMANO has none, or
only what a registration leaves there. My Numbers and pictures are never acquired, and nothing of NX's is deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from operator import ne
from typing import NamedTuple

from nxdesk.records.digests import canonical_digest
from nxdesk.records.effects import Effect, ItemEffect
from nxdesk.records.fields import Kind, Match, Treatment, Value
from nxdesk.records.matching import match_key, near

Record = Mapping[str, Value]
_CLASS, _RECOGNIZED = "disability_class", "disability_recognized"
_NEAR_BY = frozenset(("last_name_kana", "first_name_kana", "birth_date", "relationship_code"))


def acquired(kind: Kind, nx: Record | None, eamano: Record, *, changed_only: bool = False) -> list[ItemEffect]:
    """What becomes of NX's record (None: NX does not have it), in the order of `kind.acquired`.

    An item that stands not in `eamano` stays as it is. The words are those of registrations.
    """
    own = {} if nx is None else nx
    items = _items(kind)
    names = items.names
    olds = list(map(own.get, names))
    gots = list(map(eamano.get, names, olds))
    places: Iterable[int] = range(len(names))
    if changed_only:  # Nearly all are alike on both sides, and who acquires looks at many records.
        places = compress(places, map(ne, olds, gots))
        if items.disability is not None and olds[items.disability] == gots[items.disability]:
            places = sorted((*places, items.disability))
    found = []
    for place in places:
        name, old, got = names[place], olds[place], gots[place]
        if name not in eamano or (got is None and nx is not None and not items.linked[place]):
            new = old  # Mostly items that NX does not send.
        else:
            new = _value(items, place, old, got, eamano, new_record=nx is None)
        if old != new:
            word = Effect.NEW if nx is None else Effect.CLEAR if new is None else Effect.OVERWRITE
            found.append(ItemEffect(name, word, old, new, ""))
        elif not changed_only:
            found.append(ItemEffect(name, Effect.KEEP, old, new, ""))
    return found


class _Items(NamedTuple):
    """The items that an acquisition can bring, by place: `linked` are those that NX sends, `left` the values that a
    registration leaves in the others; `disability` is the place of the class, where there is one.
    """

    names: tuple[str, ...]
    linked: tuple[bool, ...]
    left: tuple[tuple[Value, ...], ...]
    disability: int | None


@lru_cache(maxsize=32)
def _items(kind: Kind) -> _Items:
    names = tuple(item.id for item in kind.acquired)
    return _Items(
        names, tuple(item.linked for item in kind.acquired),
        tuple((item.fixed,) if item.treatment is Treatment.FIXED else () for item in kind.acquired),
        names.index(_CLASS) if _CLASS in names else None)


def _value(items: _Items, place: int, old: Value, got: Value, eamano: Record, *, new_record: bool) -> Value:
    if place == items.disability and eamano.get(_RECOGNIZED) == 0:
        # A class that is not recognised is what a registration without one left there (manual ③-10).
        return (0 if got else got) if old or new_record else old
    if items.linked[place] or new_record:
        return got
    return old if got in items.left[place] else got


def values_of(effects: Iterable[ItemEffect]) -> dict[str, Value]:
    """What is written: the items that get another value."""
    return {effect.field: effect.new for effect in effects if effect.changes}


class Pair(NamedTuple):
    """Places of a record of e-AMANO's and of NX's that is the same one.

    Where there is none: of a record of NX's beside which it arrives as a second one, because registrations take them
    for one (`namesake`), and of one that was probably renamed (`renamed`, V-F06).
    """

    eamano: int
    nx: int | None
    namesake: int | None = None
    renamed: int | None = None


def pairs(kind: Kind, nx: Sequence[Record], eamano: Sequence[Record]) -> list[Pair]:
    """The records of e-AMANO's of one owner with NX's, by what e-AMANO→NX goes by; in the order of e-AMANO's."""
    if not kind.many:
        return [Pair(place, 0 if nx and not place else None) for place in range(len(eamano))]
    back = kind.match_back or kind.match
    waiting = _places(back, nx)
    keys = [match_key(back, record) for record in eamano]
    partners = [waiting[key].pop(0) if waiting.get(key) else None for key in keys]
    taken_places = {place for place in partners if place is not None}
    alone = [place for place in range(len(nx)) if place not in taken_places]
    return [Pair(place, partner) if partner is not None else
            Pair(place, None, *_likes(kind, record, nx, alone))
            for place, (record, partner) in enumerate(zip(eamano, partners, strict=True))]


def _places(match: Match, records: Sequence[Record]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        found.setdefault(match_key(match, record), []).append(place)
    return found


def _likes(kind: Kind, record: Record, nx: Sequence[Record], alone: list[int]) -> tuple[int | None, int | None]:
    """One of NX's of the same name, rather one without partner; failing that, one that was probably renamed."""
    key = match_key(kind.match, record)
    alike = [place for place in (*alone, *range(len(nx))) if match_key(kind.match, nx[place]) == key]
    if alike or not kind.by_id.keys() >= _NEAR_BY:
        return (alike[0] if alike else None), None
    return None, next((place for place in alone if near(record, nx[place])), None)


class Taken(NamedTuple):
    """What the person's own record gets from acquired ones; `ask`: it has another value, and the user decides."""

    effect: ItemEffect
    ask: bool


def taken(kind: Kind, parent: Record, records: Iterable[Record]) -> list[Taken]:
    """What changes in the person's record, by the records in the order of what tells them apart: the last one wins."""
    found: dict[str, tuple[Value, bool]] = {}
    person = dict(parent)
    for record in sorted(records, key=lambda one: match_key(kind.match, one)):
        got = [(take, take.of(record, person)) for take in kind.takes]
        found |= {take.field: (None if value == "" else value, take.ask)
                  for take, value in got if value is not None}
        person |= {name: value for name, (value, _) in found.items()}
    return [Taken(ItemEffect(name, Effect.CLEAR if value is None else Effect.OVERWRITE, parent.get(name), value, ""),
                  ask and parent.get(name) is not None)
            for name, (value, ask) in found.items() if value != parent.get(name)]


@dataclass(frozen=True)
class RecordAcquisition:
    """One record of e-AMANO's: where it and its partner stand, and what becomes of NX's record."""

    pair: Pair
    effects: tuple[ItemEffect, ...]

    @property
    def new(self) -> bool:
        """NX does not have it."""
        return self.pair.nx is None

    @cached_property
    def values(self) -> dict[str, Value]:
        """What is written."""
        return values_of(self.effects)

    @property
    def changes(self) -> bool:
        """There is something to write."""
        return self.new or bool(self.values)


@dataclass(frozen=True)
class OwnerAcquisition:
    """All records of one owner: what becomes of them, and the places of e-AMANO's records that are left out.

    `unfinished` are not done in e-AMANO yet, `closed` would change a document that NX has closed; `alone` are records
    of NX's that e-AMANO does not have, which stay. `takes` comes from records that are new or change.
    """

    records: tuple[RecordAcquisition, ...]
    takes: tuple[Taken, ...] = ()
    unfinished: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    alone: tuple[int, ...] = ()

    @property
    def changes(self) -> bool:
        """There is something to write."""
        return bool(self.takes) or any(record.changes for record in self.records)


def owner_acquisition(kind: Kind, nx: Sequence[Record], eamano: Sequence[Record], parent: Record | None = None, *,
                      unfinished: bool = False, kept: bool = True) -> OwnerAcquisition:
    """What an acquisition makes of one owner's records. `parent` is the person's own record in NX.

    With `unfinished` also what is not done in e-AMANO yet is acquired; without `kept` the effects leave out what stays
    as it is, where nothing follows from it.
    """
    paired = pairs(kind, nx, eamano)
    shut = closed_documents(kind, nx)
    done = finished_documents(kind, eamano)
    early = tuple(pair.eamano for pair in paired
                  if not unfinished and done is not None and document_of(kind, eamano[pair.eamano]) not in done)
    found, refused = [], []
    for pair in paired:
        if pair.eamano in early:
            continue
        here = None if pair.nx is None else nx[pair.nx]
        record = RecordAcquisition(pair, tuple(acquired(
            kind, here, eamano[pair.eamano], changed_only=not (kept or kind.takes))))
        if record.changes and shut and document_of(kind, eamano[pair.eamano]) in shut:
            refused.append(pair.eamano)
        else:
            found.append(record)
    met = {pair.nx for pair in paired}
    return OwnerAcquisition(
        tuple(found), () if parent is None else tuple(taken(kind, parent, _giving(found, eamano))), early,
        tuple(refused), tuple(place for place in range(len(nx)) if place not in met))


def _giving(found: Iterable[RecordAcquisition], eamano: Sequence[Record]) -> list[Record]:
    """The records from which the person's own gets something, as they are afterwards."""
    return [dict(eamano[one.pair.eamano]) | {effect.field: effect.new for effect in one.effects}
            for one in found if one.changes]


def finished_documents(kind: Kind, records: Iterable[Record]) -> frozenset[str] | None:
    """The documents of e-AMANO's (`document_of`) that are acquired without being asked for; None: all of them.

    What is so of the head of a document is so of its other records.
    """
    about = kind.finished
    if about is None:
        return None
    return frozenset(document_of(kind, record) for record in records if record.get(about.field) in about.values)


def document_of(kind: Kind, record: Record) -> str:
    """What a record has in common with those of its document alone."""
    return match_key(_document(kind), record)


def closed_documents(kind: Kind, nx: Iterable[Record]) -> frozenset[str]:
    """The documents of NX's (`document_of`) that no acquisition changes."""
    shut = kind.closed
    if shut is None:
        return frozenset()
    return frozenset(document_of(kind, record) for record in nx if record.get(shut.field) in shut.values)


@lru_cache(maxsize=32)
def _document(kind: Kind) -> Match:
    return tuple((item,) for item in kind.document)


def remote_state(kind: Kind, versions: Iterable[tuple[int, int]]) -> str:
    """What NX remembers of an owner's records in e-AMANO, given as (member, version); of a person the version alone."""
    ordered = sorted(versions)
    if not kind.many:
        return str(ordered[0][1]) if ordered else ""
    return canonical_digest("\x1f".join(f"{member}:{version}" for member, version in ordered))
