"""How records read on the pages: labels, words of codes, Japanese dates, and of what is never shown only its state."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.store.attachments import SLOTS
from nxdesk.records.clock import shown
from nxdesk.records.documents import stands_in
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.showing import shown_month

HELD, MISSING = "登録あり", "登録なし"
_CALLED = {"employee_code": "従業員コード"}
"""e-AMANO's own word for NX's 個人コード (manual (7)③-2)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a record: `pictures` are the items `(item, name)` that can be looked at."""

    label: str
    text: str
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the family."""

    id: int
    name: str
    kana: str
    relation: str
    birth_date: str
    dependent: str
    number: str


def label_of(item: Field) -> str:
    """The item's name on e-AMANO's pages."""
    return _CALLED.get(item.id, item.label)


def text_of(item: Field, value: Value) -> str:
    """A stored value for people."""
    if value is None:
        return ""
    if item.shape.codes is not None:
        return item.shape.codes.label(value)
    if item.shape.kind == "yen":
        return f"{value:,}円"
    if item.shape.kind == "month":
        return shown_month(str(value))
    return shown(str(value)) if item.shape.kind == "date" else str(value)


def tabs_of(kind: Kind, record: Mapping[str, Any], held: Collection[str], *,
            numbered: bool) -> list[tuple[str, list[Item]]]:
    """Every item under its tab; `held`: the items of which there are pictures."""
    tabs: dict[str, list[Item]] = {}
    for item in kind.fields:
        if item.in_eamano and item.id != "photo":
            tabs.setdefault(item.tab, []).extend(_lines(item, record, held, numbered=numbered))
    return list(tabs.items())


def _lines(item: Field, record: Mapping[str, Any], held: Collection[str], *, numbered: bool) -> Iterable[Item]:
    if item.shape.kind == "my_number":
        yield Item(label_of(item), HELD if numbered else MISSING)
    elif item.shape.kind != "picture":
        yield Item(label_of(item), text_of(item, record[item.id]))
    elif item.id in SLOTS:
        for slot, name in SLOTS[item.id]:
            key = f"{item.id}.{slot}"
            there = key in held
            yield Item(f"{name}の画像", HELD if there else MISSING, ((key, name),) if there else ())
    else:
        there = item.id in held
        yield Item(label_of(item), HELD if there else MISSING, ((item.id, item.label),) if there else ())


def lines_of(kind: Kind, record: Mapping[str, Any], without: Collection[str] = ()) -> list[tuple[str, list[Item]]]:
    """Every item that stands in the record's part of its document, under its tab."""
    tabs: dict[str, list[Item]] = {}
    for item in kind.eamano_columns:
        if item.id not in without and stands_in(kind, item, record):
            tabs.setdefault(item.tab, []).append(Item(label_of(item), text_of(item, record[item.id])))
    return list(tabs.items())


def member_line(row: Mapping[str, Any], numbered: Collection[int]) -> Member:
    """A family member in the list."""
    def text(name: str) -> str:
        return text_of(FAMILY.by_id[name], row[name])
    return Member(
        row["id"], full_name(row), f"{row['last_name_kana'] or ''} {row['first_name_kana'] or ''}".strip(),
        text("relationship_code"), text("birth_date"), text("hi_dependent"),
        HELD if row["id"] in numbered else MISSING)


def full_name(row: Mapping[str, Any]) -> str:
    """姓 名."""
    return f"{row['last_name'] or ''} {row['first_name'] or ''}".strip()


def status_text(code: str | None) -> str:
    """在籍区分 in words."""
    return text_of(EMPLOYEE.by_id["employment_status"], code)
