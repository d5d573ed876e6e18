"""What a run will do to the other side's data, record by record and item by item, before it is done (manual (7)③④).

A registration changes e-AMANO's records, an acquisition NX's.

Data for the impact pane, the command line and the tour. A record keeps its effects as the few bytes they came in, and
makes objects of them only when somebody looks: ten thousand people with their families open at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from nxdesk.link.causes import harmless
from nxdesk.records.effects import Effect, ItemEffect
from nxdesk.records.fields import Kind
from nxdesk.records.messages import CATALOGUE
from nxdesk.records.sentences import sentence
from nxdesk.records.showing import shown_value

RawEffect = tuple[str | int | None, ...]
"""One effect as it travels: `[field, effect, old, new, rule]` (wire.shapes)."""

EFFECTS = tuple(Effect)
TYPED_WORD = "削除"
_MANY = 5
_MANY_PERCENT = 10


class ImpactItem(NamedTuple):
    """One item of one record: `old` and `new` as people read them, `rule` the manual's row such as ④-11."""

    code: str
    member_key: str
    name: str
    item: str
    label: str
    effect: Effect
    old: str
    new: str
    rule: str
    loses: bool


class ImpactRecord(NamedTuple):
    """What becomes of one record.

    `person` is the employee's 氏名, `name` that of the record itself (the same for 社員), `relation` the 続柄 or nothing.
    `member_key` tells the records of one person apart: nothing for the person, `3` for NX's 家族番号 3, `e12` for
    e-AMANO's member 12 that goes. `label` is 新規データ, 再登録データ or 削除, `loses` the number of items lost.
    """

    kind: Kind
    code: str
    member_key: str
    person: str
    name: str
    relation: str
    label: str
    loses: int
    number_lost: bool
    deleted: bool
    near: bool
    tally: tuple[int, ...]
    raw: tuple[RawEffect, ...]
    newer: bool = False
    """e-AMANO's data is of a later date than NX's, and would be changed (decision 8)."""

    def __repr__(self) -> str:
        return f"ImpactRecord({self.code!r}, {self.member_key!r}, {self.label!r})"

    @property
    def counts(self) -> Mapping[Effect, int]:
        """How many items there are of each effect; effects without items are left out."""
        return {effect: count for effect, count in zip(EFFECTS, self.tally, strict=True) if count}

    @property
    def items(self) -> tuple[ImpactItem, ...]:
        """The items, made anew at each look."""
        return tuple(self._item(effect) for effect in self.raw)

    @property
    def shown_name(self) -> str:
        """「伊藤 一郎（0000000101）」, for a family member 「伊藤 一郎（0000000101）の家族 伊藤 花子（妻）」, for a 人事コード
        「生保 001 日本生命」.
        """
        whose = f"{self.person}（{self.code}）"
        if not self.member_key:
            return whose
        relation = f"（{self.relation}）" if self.relation else ""
        name = f"{self.name}{relation}"
        return f"{whose}の{self.kind.label} {name}".rstrip() if self.kind.by_person else f"{self.person} {name}"

    def _item(self, raw: RawEffect) -> ImpactItem:
        effect = item_effect(raw)
        item = self.kind.by_id[effect.field]
        return ImpactItem(self.code, self.member_key, self.name, item.id, item.label, effect.effect,
                          harmless(shown_value(item, effect.old)), harmless(shown_value(item, effect.new)),
                          harmless(effect.rule), effect.loses)


class Tick(NamedTuple):
    """Something that has to be confirmed for itself before anything is lost: its sentence, and whom it concerns."""

    id: Literal["near", "emptied", "newer", "second"]
    code: str
    sentence: str
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Impact:
    """What a whole run does. Counts are of records, `losses` of items, `numbers_…` of My Numbers.

    `numbers_deleted` includes those that go with a deleted family member; `emptied` are people whose family goes as a
    whole because NX has none of it (V-F09). `unchanged` are those of the `relinked` in which nothing is written,
    `newer` those whose data at e-AMANO is of a later date than NX's. Of an acquisition (`toward_nx`) the sides change
    places; `seconds` are then the records that arrive beside one that is probably the same.
    """

    records: tuple[ImpactRecord, ...]
    written: int
    new: int
    relinked: int
    deleted: int
    numbers_deleted: int
    numbers_replaced: int
    losses: int
    losing: int
    people: int
    emptied: tuple[str, ...] = ()
    unchanged: int = 0
    newer: int = 0
    toward_nx: bool = False
    seconds: tuple[str, ...] = ()

    @property
    def must_confirm(self) -> bool:
        """It is not done without a confirmation of its own."""
        return self.dangerous or self.newer > 0 or bool(self.seconds)

    @property
    def dangerous(self) -> bool:
        """Something is gone afterwards."""
        return bool(self.deleted or self.numbers_deleted or self.losses)

    @cached_property
    def deletions(self) -> int:
        """Family members that go, and My Numbers that go of records which stay."""
        return self.deleted + sum(record.number_lost and not record.deleted for record in self.records)

    @property
    def must_type(self) -> bool:
        """The confirmation has to be typed: more than 5 family members or My Numbers go, or with a deletion among it
        more than 10 % of the records lose something.
        """
        many = self.losing * 100 > _MANY_PERCENT * len(self.records)
        return self.deletions > _MANY or (self.deletions > 0 and many)

    @property
    def typed_word(self) -> str:
        """What has to be typed where `must_type`: 「削除3」."""
        return f"{TYPED_WORD}{self.deletions}"

    def ticks(self) -> tuple[Tick, ...]:
        """What has to be ticked, each for itself: near matches (V-F06), families that go as a whole (V-F09), members
        that arrive as second ones, and data that is newer than what replaces it.
        """
        ticks = []
        if near := tuple(record.shown_name for record in self.records if record.near and not record.deleted):
            ticks.append(Tick("near", "NXD_VF_06", _words("NXD_VF_06"), near))
        if self.emptied:
            persons = {record.code: record.person for record in self.records if record.deleted}
            ticks.append(Tick("emptied", "NXD_VF_09", _words("NXD_VF_09"),
                              tuple(f"{persons[code]}（{code}）" for code in self.emptied)))
        if self.seconds:
            ticks.append(Tick("second", "NXD_N_51", f"{sentence('NXD_N_51')}(NXD_N_51)", self.seconds))
        if self.newer:
            ticks.append(Tick("newer", self._newer_code, self.newer_words,
                              tuple(record.shown_name for record in self.records if record.newer)))
        return tuple(ticks)

    @property
    def newer_words(self) -> str:
        """That newer data is overwritten, or nothing."""
        return f"{sentence(self._newer_code, count=self.newer)}({self._newer_code})" if self.newer else ""

    @property
    def _newer_code(self) -> str:
        return "NXD_N_50" if self.toward_nx else "NXD_N_28"

    def named_losses(self) -> tuple[str, ...]:
        """Every deletion of a family member and of a My Number, by name."""
        return tuple(self._named(record) for record in self.records if record.deleted or record.number_lost)

    def _named(self, record: ImpactRecord) -> str:
        if not record.deleted:
            return f"{record.shown_name}の個人番号を削除"
        return f"{record.shown_name}を削除{'（個人番号も削除）' if record.number_lost else ''}"


def _words(code: str) -> str:
    return f"{CATALOGUE[code]}({code})"


def item_effect(raw: RawEffect) -> ItemEffect:
    """An effect as it travelled; raises ValueError where it is none."""
    item, effect, old, new, rule = raw
    return ItemEffect(str(item), Effect(effect), old, new, str(rule))
