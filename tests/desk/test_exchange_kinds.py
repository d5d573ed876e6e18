"""Every kind with several records an owner goes out and comes back: 年末調整, 届, 人事コード and what is yet to come."""

from pathlib import Path

import pytest

from nxdesk.desk.exchange_export import Order
from nxdesk.desk.exchange_items import heading, importable, known_words, needed_columns, travelling
from nxdesk.desk.exchange_judging import Wish
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import KINDS
from tests.desk.exchange_stage import HEAD, PERSON, staged

MANY = [kind for kind in KINDS if kind.many]


@pytest.fixture
def stage(tmp_path: Path):
    made = staged(tmp_path)
    yield made
    made.masters.close()


def value_of(kind: Kind, name: str, number: int) -> Value:
    """Some value of an item by which records are told apart."""
    shape = kind.by_id[name].shape
    if shape.codes is not None:
        codes = shape.codes.entries
        value = codes[0][0]
        return int(value) if shape.integer else value
    if shape.kind == "date":
        return f"2020-04-{number:02d}"
    if shape.integer:
        return max(shape.least, 1) + number
    return f"2020-{number:02d}" if shape.max_length == 7 else f"名{number}"


def rows_of(kind: Kind) -> list[dict[str, Value]]:
    names = [name for name in needed_columns(kind) if name != "employee_code"]
    own: dict[str, Value] = {"employee_code": "0000000101"} if kind.by_person else {}
    return [own | {name: value_of(kind, name, number) for name in names} for number in (1, 2, 3)]


def stored(masters: Masters, kind: Kind) -> list[tuple[Value, ...]]:
    names = (*kind.key, *(item.id for item in kind.nx_columns if item.id not in kind.key))
    return list(masters.members(kind).some(names))


@pytest.mark.parametrize("kind", MANY, ids=lambda kind: kind.id)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_records_of_every_kind_come_back(stage, tmp_path, kind, suffix):
    stage.take([HEAD, PERSON])
    for row in rows_of(kind):
        stage.masters.members(kind).add(str(row[kind.key[0]]), row, "admin")
    before = stored(stage.masters, kind)
    file = tmp_path / f"{kind.id}{suffix}"
    assert stage.exports.export(file, kind, Order()) == len(before)
    opened = stage.imports.open(file, kind)
    assert [column.item for column in opened.columns] == [item.id for item in travelling(kind)]
    again = stage.imports.preview(opened, opened.columns, Wish(clear=True))
    assert again.added == again.changed == again.cleared == 0
    assert stored(stage.masters, kind) == before


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_item_is_found_by_its_label_and_id(kind):
    words = known_words(kind)
    assert [item.id for item in importable(kind).values() if words[heading(item.label)] != item.id] == []
    assert [name for name in importable(kind) if words[heading(name)] != name] == []
