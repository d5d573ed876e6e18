"""What a NX→e-AMANO registration does to e-AMANO's record, item by item (manual (7)③④).

The client shows it and the service applies it: `_source` decides where an item's new value comes from, and everything
else here follows from it, so that what is shown is what happens. Content that travels apart (photo, My Number) is not
in here, only what becomes of it.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import compress, count
from operator import itemgetter, ne
from typing import Literal, NamedTuple

from nxdesk.records.fields import Field, Holder, Kind, Treatment, Value


class Effect(Enum):
    """The manual's ways to treat an item; the value is the word shown."""

    NEW = "新規"
    OVERWRITE = "上書き"
    CLEAR = "消去"
    FIXED = "固定値"
    DELETE = "削除"
    KEEP = "維持"


class ItemEffect(NamedTuple):
    """One item's change: what it was, what it becomes, and the manual's rule."""

    field: str
    effect: Effect
    old: Value
    new: Value
    rule: str

    @property
    def changes(self) -> bool:
        """The value is another one afterwards."""
        return self.old != self.new

    @property
    def loses(self) -> bool:
        """A value that e-AMANO has is gone afterwards, without one of NX's in its place."""
        return self.old is not None and self.changes and self.effect in (Effect.CLEAR, Effect.FIXED, Effect.DELETE)

    @property
    def audited(self) -> bool:
        """It stands in the audit log. A photo that replaces another one does not (manual ③-5)."""
        return self.changes and not (self.rule == PHOTO_REPLACED and self.old is not None)


class Number(Enum):
    """What a registration says of a record's My Number: nothing (連携 OFF), that NX has one, or that NX has none."""

    OFF = "③-9"
    GIVEN = "③-7"
    BLANK = "③-8"


class Parts(NamedTuple):
    """What is known of a record's parts that travel apart: the photo's digest, whether there is a My Number, and the
    ids of the other pictures that there are.
    """

    photo: str | None = None
    my_number: bool = False
    pictures: frozenset[str] = frozenset()


PHOTO_KEPT, PHOTO_REPLACED = "③-4", "③-5"
HELD, REPLACED = "あり", "あり（差し替え）"
"""What stands for content that is never shown."""

_CLASS = "disability_class"
_DISABLED: dict[str, Value] = {"disability_recognized": 1, "disability_cert_type": "9"}


class _Case(NamedTuple):
    """What the treatment of an item depends on. `disabled` None: NX does not say; `favoured`: items whose condition
    (`Field.only`) holds, and such with a first value that stand in this part of a document.
    """

    new: bool
    number: Number
    named: frozenset[str]
    disabled: bool | None
    favoured: frozenset[str]


_Source = tuple[Literal["sent", "stored", "fixed"], Value]


def _source(item: Field, case: _Case) -> _Source:
    """Where the item's new value comes from: what was sent, what is stored, or a value of its own."""
    begins = item.initial is not None and (not item.parts or item.id in case.favoured)
    kept: _Source = ("fixed", item.initial if begins else None) if case.new else ("stored", None)
    if item.treatment is Treatment.DISABILITY:
        return _disability(item, case, kept)
    if item.treatment is Treatment.FIXED:
        return "fixed", item.fixed
    if item.treatment is Treatment.CLEAR:
        return kept if item.only is not None and item.id not in case.favoured else ("fixed", None)
    if item.treatment is Treatment.MY_NUMBER:
        return kept if case.number is Number.OFF else ("fixed", None)
    if item.treatment is Treatment.KEEP or item.holder is Holder.EAMANO:
        return kept
    return ("sent", None) if item.id in case.named else kept


def _disability(item: Field, case: _Case, kept: _Source) -> _Source:
    """Manual ③-10: with a disability in NX the rest is set or cleared, without one only 認定有無 changes.

    A new person has no values to be left alone: the class is stored as sent, so that both sides' digests agree.
    """
    if case.disabled is None:
        return kept
    if item.id == _CLASS and (case.disabled or case.new):
        return "sent", None
    if case.disabled:
        return "fixed", _DISABLED.get(item.id)
    return ("fixed", 0) if item.id == "disability_recognized" else kept


def treatments(kind: Kind) -> str:
    """Where the values of a record that is there come from, in every case, My Numbers left alone: changes with that."""
    named, every = frozenset(kind.linked_ids), frozenset(item.id for item in kind.eamano_columns)
    cases = [_Case(new=False, number=Number.OFF, named=named, disabled=disabled, favoured=favoured)
             for disabled in (None, False, True) for favoured in (frozenset[str](), every)]
    told = [(item.id, item.only and (item.only.field, sorted(map(repr, item.only.values))), item.initial,
             sorted(item.parts), [_source(item, case) for case in cases]) for item in kind.eamano_columns]
    return repr((kind.linked_ids, told))


class Plan:
    """What becomes of records, decided once for a kind, whether they are new, the way of the My Number, and the items
    named. A record then only costs the moving of its values.

    Rows that are sent stand in `kind.linked` order, stored ones and targets in `kind.eamano_columns` order.
    """

    def __init__(self, kind: Kind, named: frozenset[str], number: Number, *, new: bool) -> None:
        self._kind = kind
        self._named = named
        self._number = number
        self._new = new
        place = {item_id: n for n, item_id in enumerate(kind.linked_ids)}
        self._class = place.get(_CLASS) if _CLASS in named else None
        self._conditions = tuple((item.id, place[item.only.field], item.only.values)
                                 for item in kind.eamano_columns if item.only is not None) + tuple(
            (item.id, place[kind.part_item], item.parts)
            for item in kind.eamano_columns if item.initial is not None and item.parts)
        self._moves: dict[tuple[bool | None, frozenset[str]], itemgetter[tuple[Value, ...]]] = {}
        self._fixed: dict[tuple[bool | None, frozenset[str]], tuple[Value, ...]] = {}
        self._blank = (None,) * len(kind.eamano_columns)

    def target(self, sent: Sequence[Value], stored: Sequence[Value] | None = None) -> tuple[Value, ...]:
        """e-AMANO's record afterwards. `stored` is left out for new records."""
        disabled = None if self._class is None else bool(sent[self._class])
        favoured = (frozenset(item for item, place, values in self._conditions if sent[place] in values)
                    if self._conditions else frozenset())
        key = (disabled, favoured)
        move = self._moves.get(key) or self._learn(key)
        moved: tuple[Value, ...] = move((*sent, *(self._blank if stored is None else stored), *self._fixed[key]))
        return moved

    def _learn(self, key: tuple[bool | None, frozenset[str]]) -> "itemgetter[tuple[Value, ...]]":
        kind = self._kind
        case = _Case(self._new, self._number, self._named, *key)
        places: list[int] = []
        fixed: list[Value] = []
        for column, item in enumerate(kind.eamano_columns):
            where, value = _source(item, case)
            if where == "sent":
                places.append(kind.linked_ids.index(item.id))
            elif where == "stored":
                places.append(len(kind.linked) + column)
            else:
                places.append(len(kind.linked) + len(kind.eamano_columns) + len(fixed))
                fixed.append(value)
        self._fixed[key] = tuple(fixed)
        self._moves[key] = itemgetter(*places)
        return self._moves[key]


@lru_cache(maxsize=256)
def plan(kind: Kind, number: Number = Number.OFF, *, new: bool = False, named: frozenset[str] | None = None) -> Plan:
    """The plan of a kind; `named` are the items that were sent, all of them when left out."""
    return Plan(kind, frozenset(kind.linked_ids) if named is None else named, number, new=new)


def described(kind: Kind, stored: Sequence[Value] | None, target: Sequence[Value], number: Number = Number.OFF, *,
              changed_only: bool = False) -> list[ItemEffect]:
    """The effects by which a stored record (None: it is new) becomes its target, in the kind's field order."""
    old_row = (None,) * len(target) if stored is None else stored
    told = _telling(kind)
    places = compress(count(), map(ne, old_row, target)) if changed_only else range(len(told))
    return [_described(told[place], old_row[place], target[place], number, new_record=stored is None)
            for place in places]


@lru_cache(maxsize=64)
def _telling(kind: Kind) -> list[tuple[str, Treatment, str | None, bool]]:
    """Beside each of e-AMANO's items what its effects depend on: id, treatment, rule (None: the My Number's), and
    whether a value that it gets is a constant and none of NX's: of ③-10 all but the class, which NX has.
    """
    return [(item.id, item.treatment, None if item.treatment is Treatment.MY_NUMBER else item.rule or kind.relink_rule,
             item.treatment is Treatment.DISABILITY and item.id != _CLASS) for item in kind.eamano_columns]


def _described(telling: tuple[str, Treatment, str | None, bool], old: Value, new: Value, number: Number, *,
               new_record: bool) -> ItemEffect:
    item, treatment, rule, set_here = telling
    if rule is None:
        rule = number.value
    if treatment is Treatment.FIXED:
        return ItemEffect(item, Effect.FIXED, old, new, rule)
    if old == new:
        return ItemEffect(item, Effect.KEEP, old, new, rule)
    if new is not None and set_here:
        return ItemEffect(item, Effect.FIXED, old, new, rule)
    if new_record:
        return ItemEffect(item, Effect.NEW, old, new, rule)
    gone = Effect.DELETE if treatment is Treatment.MY_NUMBER else Effect.CLEAR
    return ItemEffect(item, gone if new is None else Effect.OVERWRITE, old, new, rule)


def part_effects(kind: Kind, sent: Parts, stored: Parts, number: Number, *, disabled: bool) -> list[ItemEffect]:
    """What becomes of photo, My Number and other pictures; `disabled`: NX has a disability (③-10)."""
    found = []
    for item in kind.fields:
        if not (item.shape.apart and item.in_eamano):
            continue
        if item.treatment is Treatment.PHOTO:
            found.append(_photo(item, sent.photo, stored.photo))
        elif item.id == "my_number":
            found.append(_my_number(item, number, held=stored.my_number))
        else:
            held = HELD if item.id in stored.pictures else None
            goes = disabled if item.treatment is Treatment.DISABILITY else number is not Number.OFF
            effect = Effect.CLEAR if item.treatment is Treatment.DISABILITY else Effect.DELETE
            rule = item.rule if item.treatment is Treatment.DISABILITY else number.value
            found.append(ItemEffect(item.id, effect, held, None, rule) if held and goes
                         else ItemEffect(item.id, Effect.KEEP, held, held, rule))
    return found


def _photo(item: Field, sent: str | None, stored: str | None) -> ItemEffect:
    held = HELD if stored else None
    if sent is None or sent == stored:
        return ItemEffect(item.id, Effect.KEEP, held, held, PHOTO_KEPT)
    if stored is None:
        return ItemEffect(item.id, Effect.NEW, None, HELD, PHOTO_REPLACED)
    return ItemEffect(item.id, Effect.OVERWRITE, HELD, REPLACED, PHOTO_REPLACED)


def _my_number(item: Field, number: Number, *, held: bool) -> ItemEffect:
    old = HELD if held else None
    if number is Number.OFF or (number is Number.BLANK and not held):
        return ItemEffect(item.id, Effect.KEEP, old, old, number.value)
    if number is Number.BLANK:
        return ItemEffect(item.id, Effect.DELETE, old, None, number.value)
    return ItemEffect(item.id, Effect.OVERWRITE if held else Effect.NEW, old, REPLACED if held else HELD, number.value)


def deletion_effects(kind: Kind, stored: Sequence[Value], parts: Parts) -> list[ItemEffect]:
    """A record of e-AMANO's that NX does not have goes as a whole, with its My Number (③-6)."""
    gone = [ItemEffect(item.id, Effect.DELETE, old, None, kind.relink_rule)
            for item, old in zip(kind.eamano_columns, stored, strict=True) if old is not None]
    held = parts.pictures | ({"my_number"} if parts.my_number else set()) | ({"photo"} if parts.photo else set())
    return gone + [ItemEffect(item.id, Effect.DELETE, HELD, None, kind.relink_rule)
                   for item in kind.fields if item.id in held]


def effects(kind: Kind, sent: Mapping[str, Value], stored: Mapping[str, Value] | None,
            number: Number = Number.OFF) -> list[ItemEffect]:
    """The effects of the sent items on the stored record (None: the person is new), in the kind's field order.

    An item missing from `sent` means "leave"; None means "clear" (wire.md, Deletions).
    """
    there = None if stored is None else tuple(stored.get(item.id) for item in kind.eamano_columns)
    target = plan(kind, number, new=stored is None, named=frozenset(sent)).target(
        tuple(map(sent.get, kind.linked_ids)), there)
    return described(kind, there, target, number)


class NewPersonPlan:
    """`Plan` for new people, for bulk writing: `fields` are e-AMANO's items that can have a value for a new person, in
    column order, and `row` gives the values of these alone; all others stay blank.
    """

    def __init__(self, kind: Kind) -> None:
        new = plan(kind, new=True)
        blank = (None,) * len(kind.linked)
        plain = new.target(blank)
        disabled = plain
        self._decider: int | None = None
        if _CLASS in kind.linked_ids:
            self._decider = kind.linked_ids.index(_CLASS)
            disabled = new.target((*blank[:self._decider], 1, *blank[self._decider + 1:]))
        chosen = [n for n, item in enumerate(kind.eamano_columns)
                  if item.linked or item.initial is not None or plain[n] is not None or disabled[n] is not None]
        self.fields = tuple(kind.eamano_columns[n] for n in chosen)
        source = {field_id: place for place, field_id in enumerate(kind.linked_ids)}
        self._places = tuple(source.get(item.id) for item in self.fields)
        self._pick = itemgetter(*(source.get(item.id, len(source) + n) for n, item in enumerate(self.fields)))
        self._plain_tail = tuple(plain[n] for n in chosen)
        self._disabled_tail = tuple(disabled[n] for n in chosen)

    def row(self, sent: Sequence[Value]) -> tuple[Value, ...]:
        """The values of `fields` for a row in `kind.linked` order."""
        disabled = self._decider is not None and bool(sent[self._decider])
        built: tuple[Value, ...] = self._pick((*sent, *(self._disabled_tail if disabled else self._plain_tail)))
        return built

    def columns(self, sent: Sequence[Sequence[Value]]) -> list[Sequence[Value]]:
        """`row` of many records, given and answered by columns: only what differs from record to record costs time."""
        count = len(sent[0])
        disabled = None if self._decider is None else tuple(map(bool, sent[self._decider]))
        found: list[Sequence[Value]] = []
        for place, plain, other in zip(self._places, self._plain_tail, self._disabled_tail, strict=True):
            if place is not None:
                found.append(sent[place])
            elif disabled is None or plain == other:
                found.append((plain,) * count)
            else:
                found.append([other if is_disabled else plain for is_disabled in disabled])
        return found


@lru_cache(maxsize=32)
def new_person_plan(kind: Kind) -> NewPersonPlan:
    """The plan of a kind."""
    return NewPersonPlan(kind)
