"""What a NX→e-AMANO registration does to e-AMANO's record, item by item.

The client shows it and the service applies it: one function, so that what is shown is what happens. Values that travel
apart (photo, My Number) are decided by `wire` parts and are not in here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from operator import itemgetter

from nxdesk.records.fields import Field, Holder, Kind, Treatment, Value


class Effect(Enum):
    """The manual's ways to treat an item; the value is the word shown."""

    NEW = "新規"
    OVERWRITE = "上書き"
    CLEAR = "消去"
    FIXED = "固定値"
    KEEP = "維持"


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """One item's change: what it was, what it becomes, and the manual's rule."""

    field: str
    effect: Effect
    old: Value
    new: Value
    rule: str


INITIAL: dict[str, Value] = {"ei_no_held": 0}
"""What e-AMANO sets for items of its own when a person is new (manual memo: 保持有無 starts as 無)."""


def effects(kind: Kind, sent: Mapping[str, Value], stored: Mapping[str, Value] | None) -> list[ItemEffect]:
    """The effects of the sent items on the stored record (None: the person is new), in the kind's field order.

    An item missing from `sent` means "leave"; None means "clear" (wire.md, Deletions).
    """
    found = []
    for item in kind.eamano_columns:
        old = stored.get(item.id) if stored is not None else None
        new = _new_value(item, sent, old, new_person=stored is None)
        found.append(ItemEffect(item.id, _effect(item, old, new, stored is None), old, new, item.rule))
    return found


def _new_value(item: Field, sent: Mapping[str, Value], old: Value, *, new_person: bool) -> Value:
    if item.treatment is Treatment.DISABILITY:
        return _disability(item, sent, old, new_person=new_person)
    if item.treatment is Treatment.FIXED:
        return item.fixed
    if item.treatment is Treatment.CLEAR:
        return None
    if item.treatment is Treatment.KEEP or item.holder is Holder.EAMANO:
        return INITIAL.get(item.id) if new_person else old
    return sent.get(item.id, old)


def _disability(item: Field, sent: Mapping[str, Value], old: Value, *, new_person: bool) -> Value:
    """Manual ③-10: with a disability in NX the rest is set or cleared, without one only 認定有無 changes.

    A new person has no values to be left alone: the class is stored as sent, so that both sides' digests agree.
    """
    if "disability_class" not in sent:
        return old
    given = sent["disability_class"]
    if item.id == "disability_recognized":
        return 1 if given else 0
    if item.id == "disability_class" and new_person:
        return given
    if not given:
        return old
    return {"disability_cert_type": "9", "disability_class": given}.get(item.id)


def _effect(item: Field, old: Value, new: Value, new_person: bool) -> Effect:
    if item.treatment is Treatment.FIXED:
        return Effect.FIXED
    if old == new:
        return Effect.KEEP
    if new_person:
        return Effect.NEW
    return Effect.CLEAR if new is None else Effect.OVERWRITE


class NewPersonPlan:
    """What `effects` makes of a new person, decided once for a kind; building a row then only moves values.

    `fields` are e-AMANO's items that can have a value for a new person, in column order; all others stay blank. The
    one item that hangs on another's value is the disability (③-10). Sixty times as fast as `effects` row by row.
    """

    def __init__(self, kind: Kind) -> None:
        sent = dict.fromkeys(kind.linked_ids)
        plain = {e.field: e.new for e in effects(kind, sent, None)}
        disabled = plain
        self._decider: int | None = None
        if "disability_class" in sent:
            self._decider = kind.linked_ids.index("disability_class")
            disabled = {e.field: e.new for e in effects(kind, {**sent, "disability_class": 1}, None)}
        self.fields = tuple(item for item in kind.eamano_columns
                            if item.linked or plain[item.id] is not None or disabled[item.id] is not None)
        source = {field_id: place for place, field_id in enumerate(kind.linked_ids)}
        self._pick = itemgetter(*(source.get(item.id, len(source) + n) for n, item in enumerate(self.fields)))
        self._plain_tail = tuple(plain[item.id] for item in self.fields)
        self._disabled_tail = tuple(disabled[item.id] for item in self.fields)

    def row(self, sent: Sequence[Value]) -> tuple[Value, ...]:
        """The values of `fields` for a row in `kind.linked` order."""
        disabled = self._decider is not None and bool(sent[self._decider])
        built: tuple[Value, ...] = self._pick((*sent, *(self._disabled_tail if disabled else self._plain_tail)))
        return built


@lru_cache(maxsize=32)
def new_person_plan(kind: Kind) -> NewPersonPlan:
    """The plan of a kind."""
    return NewPersonPlan(kind)
