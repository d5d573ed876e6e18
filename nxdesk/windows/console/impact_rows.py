"""The impact of a run as rows of two grids: records with their counts, items old → new. Qt-free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from nxdesk.desk.impact import EFFECTS, Impact, ImpactItem, ImpactRecord, Tick
from nxdesk.records.effects import Effect
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.texts import text

COUNTED = (Effect.NEW, Effect.OVERWRITE, Effect.CLEAR, Effect.FIXED, Effect.DELETE)
"""The effects that have a column; 維持 changes nothing."""
_PLACES = tuple(EFFECTS.index(effect) for effect in COUNTED)
_DIGITS = 8
MARK = "1"
"""What stands in `alarm` beside a row written in red, and in `loses` beside one of which something is lost."""
OTHER_RECORD = "データ"
NUMBER_LOST, NEAR, EMPTIED, NEWER = "削除", "改姓の可能性", "NXに家族なし", "e-AMANO側が新しい"

Columns = Sequence[Sequence[str]]


def _has_numbers(kind: Kind) -> bool:
    return any(item.shape.kind == "my_number" for item in kind.fields)


def _counted(stored: str) -> str:
    """A count as shown: without leading zeros, nothing for none."""
    return stored.lstrip("0")


RECORD_COLUMNS = (
    GridColumn("code", "個人コード", 12),
    GridColumn("person", "氏名(漢字)", 14),
    GridColumn("member", "家族氏名", 14),
    GridColumn("relation", "続柄", 14),
    GridColumn("label", "区分", 12),
    GridColumn("number", "個人番号", 9),
    GridColumn("note", "注意", 18),
    *(GridColumn(effect.name.lower(), effect.value, 7, _counted) for effect in COUNTED),
)
OF_MEMBERS = ("member", "relation", "note")
"""Columns that only kinds with several records a person need, `note` where there is nothing to note."""
ITEM_COLUMNS = (
    GridColumn("item", "項目名", 31),
    GridColumn("effect", "処理", 7),
    GridColumn("old", "今の値", 15),
    GridColumn("new", "登録後の値", 17),
    GridColumn("rule", "規則", 6),
)
_TOWARD_NX = ("fixed", "delete")
"""Columns without a meaning in an acquisition: nothing is fixed or deleted in NX by one."""
LOSS_COLUMNS = (GridColumn("words", "削除・消去・上書きされるデータ", 84),)
BESIDE = ("place", "alarm", "loses")
"""Columns of these grids that are not shown: the row's key, whether it is written in red, whether something is lost."""


def shown_columns(impact: Impact) -> tuple[tuple[GridColumn, ...], tuple[GridColumn, ...]]:
    """The columns of records and of items, titled for the direction and the kind."""
    records: tuple[GridColumn, ...] = RECORD_COLUMNS
    items: tuple[GridColumn, ...] = ITEM_COLUMNS
    kind = next((record.kind for record in impact.records if record.kind.id != EMPLOYEE.id), EMPLOYEE)
    if kind.id not in (EMPLOYEE.id, FAMILY.id):
        records = tuple(replace(column, title=OTHER_RECORD) if column.id == "member" else column for column in records)
    if not _has_numbers(kind):
        records = tuple(replace(column, hidden=True) if column.id == "number" else column for column in records)
    if not kind.by_person:
        records = tuple(replace(column, hidden=True) if column.id == "code" else
                        replace(column, title=kind.owner.label) if column.id == "person" else column
                        for column in records)
    if impact.toward_nx:
        records = tuple(replace(column, hidden=True) if column.id in (*_TOWARD_NX, "number") else column
                        for column in records)
        items = tuple(replace(column, title=text("impact_nx.after")) if column.id == "new" else column
                      for column in items if column.id != "rule")
    return records, items


class ImpactRows(NamedTuple):
    """An impact made ready for the windows.

    `columns` are the records column by column, `deleted` the deletions by name, `losses` the rows of the confirmation:
    these and behind them the records that stay but lose items, or are overwritten though newer. `ticks` is what has to
    be ticked, `word` what has to be typed, `first` where each person's first record stands.
    """

    columns: Columns
    deleted: Sequence[str]
    losses: Columns
    ticks: Sequence[Tick]
    word: str
    first: Mapping[str, int]


def impact_rows(impact: Impact) -> ImpactRows:
    """Takes long for many people, so it belongs in a job."""
    newer = text("impact_nx.newer_note") if impact.toward_nx else NEWER
    cleared = [_overwritten(record, newer) for record in impact.records
               if (record.loses or record.newer) and not alarming(record)]
    deleted, word = impact.named_losses(), impact.typed_word if impact.must_type else ""
    first = {record.code: place for place, record in reversed([*enumerate(impact.records)])}
    return ImpactRows(_record_columns(impact), deleted, _loss_columns(deleted, cleared), impact.ticks(), word, first)


def _overwritten(record: ImpactRecord, words: str) -> str:
    """What becomes of a record that stays."""
    newer = f"（{words}）" if record.newer else ""
    return f"{record.shown_name}の" + (f"項目 {record.loses}件を消去" if record.loses else "データを上書き") + newer


def _loss_columns(deleted: Sequence[str], cleared: Sequence[str]) -> Columns:
    count = len(deleted) + len(cleared)
    return [[*deleted, *cleared], [str(place).zfill(_DIGITS) for place in range(count)],
            [MARK] * len(deleted) + [""] * len(cleared), [MARK] * count]


def _record_columns(impact: Impact) -> Columns:
    emptied = frozenset(impact.emptied)
    newer = text("impact_nx.newer_note") if impact.toward_nx else NEWER
    digits = [str(number).zfill(_DIGITS) for number in range(_most(impact) + 1)]
    rows = [(record.code, record.person, record.name if record.member_key else "", record.relation, record.label,
             NUMBER_LOST if record.number_lost else "", _note(record, emptied, newer),
             *[digits[record.tally[place]] for place in _PLACES],
             str(number).zfill(_DIGITS), MARK if alarming(record) else "",
             MARK if record.loses or alarming(record) else "")
            for number, record in enumerate(impact.records)]
    return _turned(rows, len(RECORD_COLUMNS))


def _most(impact: Impact) -> int:
    return max((max(record.tally) for record in impact.records), default=0)


def item_columns(items: Iterable[ImpactItem], *, ruled: bool = True) -> Columns:
    """The rows of one record's items, column by column; the manual's rules only where there are any."""
    rows = [(item.label, item.effect.value, item.old, item.new, *((item.rule,) if ruled else ()),
             str(place).zfill(_DIGITS), *(MARK if item.loses else "",) * 2) for place, item in enumerate(items)]
    return _turned(rows, len(ITEM_COLUMNS) - (not ruled))


def alarming(record: ImpactRecord) -> bool:
    """A family member or a My Number is gone afterwards."""
    return record.deleted or record.number_lost


def _note(record: ImpactRecord, emptied: frozenset[str], newer: str) -> str:
    if record.near:
        return NEAR
    if record.newer:
        return newer
    return EMPTIED if record.code in emptied else ""


def _turned(rows: Sequence[Sequence[str]], shown: int) -> Columns:
    return list(zip(*rows, strict=True)) if rows else [()] * (shown + len(BESIDE))
