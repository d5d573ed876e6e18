"""データ出力 and back again: an identity, safe to open, without My Numbers unless somebody may and asks."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from nxdesk.desk.exchange_export import Order
from nxdesk.desk.exchange_items import importable, travelling
from nxdesk.desk.exchange_judging import Wish
from nxdesk.desk.exchange_mapping import BY_LABEL, BY_MEMORY
from nxdesk.desk.refusal import Refusal
from nxdesk.masters.generate import generate
from nxdesk.masters.practice import seed_practice
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.kinds import KINDS
from tests.desk.exchange_stage import HEAD, PERSON, Stage, number_of, staged

IDS = tuple(item.id for item in EMPLOYEE.nx_columns)
BASE = next(iter(generate(1, 5)))
TEXTS = [item.id for item in travelling(EMPLOYEE) if item.shape.kind == "text" and not item.shape.ascii_only]


@pytest.fixture
def stage(tmp_path: Path):
    made = staged(tmp_path)
    yield made
    made.masters.close()


def values(stage: Stage) -> list[tuple]:
    return list(stage.masters.people.some(IDS))


@pytest.mark.parametrize(("name", "labels"), [("社員.csv", True), ("社員.xlsx", False)])
def test_the_practice_company_comes_back_unchanged(stage, tmp_path, name, labels):
    seed_practice(stage.masters)
    other = staged(tmp_path, "other.sqlite")
    for kind in (EMPLOYEE, FAMILY):
        file = tmp_path / f"{kind.id}{name}"
        count = stage.exports.export(file, kind, Order(labels=labels))
        again = stage.look(file, kind, Wish(clear=True))
        assert (again.unchanged, again.faults.cells) == (count, 0)
        opened = other.imports.open(file, kind)
        assert {column.because for column in opened.columns} <= {BY_LABEL, BY_MEMORY}
        assert other.imports.run(other.look(file, kind)).added == count
    assert values(other) == values(stage)
    members = [list(one.masters.families.linked()) for one in (stage, other)]
    assert [row[4:] for row in members[0]] == [row[4:] for row in members[1]]
    other.masters.close()


TEXT = st.text(st.one_of(st.sampled_from("=+-@'＝＋－＠,\";\t 　髙𠮷"), st.characters(
    blacklist_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"])), min_size=1, max_size=12)
TEXT = TEXT.map(str.strip).filter(bool)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given=st.dictionaries(st.sampled_from(TEXTS), TEXT, min_size=1), workbook=st.booleans(), labels=st.booleans())
def test_whatever_stands_in_a_text_comes_back(stage, given, workbook, labels):
    row = dict(zip(IDS, BASE, strict=True))
    for name, text in given.items():
        if "\t" not in text:
            row[name] = text[:EMPLOYEE.by_id[name].shape.max_length].strip()
    stage.masters.people.bulk_insert([tuple(row.values())], "admin", replacing=True)
    file = stage.folder / ("a.xlsx" if workbook else "a.csv")
    stage.exports.export(file, EMPLOYEE, Order(labels=labels))
    preview = stage.look(file, wish=Wish(clear=True))
    assert (preview.unchanged, list(preview.faults)) == (1, [])


@pytest.mark.parametrize("text", ["=HYPERLINK(\"x\")", "+81", "-1", "@a", "＝1"])
def test_no_cell_is_a_formula(stage, tmp_path, text):
    stage.take([(*HEAD, "役職"), [*PERSON, text]])
    stage.exports.export(tmp_path / "a.csv", EMPLOYEE, Order())
    stage.exports.export(tmp_path / "a.xlsx", EMPLOYEE, Order())
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert f"'{text}" in list(csv.reader(opened))[1]
    cells = [cell for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert text in {cell.value for cell in cells}


def test_items_and_people_can_be_chosen(stage, tmp_path):
    stage.take([HEAD, PERSON, ["0000000102", *PERSON[1:]]])
    file = tmp_path / "a.csv"
    assert stage.exports.export(file, EMPLOYEE, Order(owners=("0000000102",), items=("姓", "gender"))) == 1
    assert file.read_text("utf-8-sig").splitlines() == ["個人コード,姓,性別", "0000000102,伊藤,男"]
    with pytest.raises(Refusal) as refused:
        stage.exports.export(file, EMPLOYEE, Order(items=("ない項目",)))
    assert refused.value.code == "NXD_Q_24"


def test_numbers_go_along_only_where_somebody_may_and_asks(stage, tmp_path):
    stage.take([HEAD, PERSON])
    number = number_of(12345678901)
    stage.masters.my_numbers.set("0000000101", number, "admin")
    file = tmp_path / "a.csv"
    seen = stage.masters.my_numbers.access_count()
    stage.exports.export(file, EMPLOYEE, Order())
    assert "個人番号" not in file.read_text("utf-8-sig")
    assert stage.masters.my_numbers.access_count() == seen
    stage.may = False
    with pytest.raises(Refusal) as refused:
        stage.exports.export(file, EMPLOYEE, Order(numbers=True))
    assert refused.value.code == "NXD_Q_44"
    stage.may = True
    stage.exports.export(file, EMPLOYEE, Order(numbers=True))
    assert number in file.read_text("utf-8-sig")
    [access] = stage.masters.my_numbers.accesses(1)
    assert (access.by, access.employee_code, access.purpose) == ("admin", "0000000101", "データ出力（社員）")


def test_what_cannot_be_written_is_refused_with_names(stage, tmp_path):
    with pytest.raises(Refusal) as refused:
        stage.exports.export(tmp_path / "a.csv", EMPLOYEE, Order())
    assert refused.value.code == "NXD_Q_45"
    stage.take([HEAD, ["0000000101", "𠮷田", *PERSON[2:]]])
    with pytest.raises(Refusal) as refused:
        stage.exports.export(tmp_path / "a.csv", EMPLOYEE, Order(encoding="cp932"))
    assert "0000000101 姓「𠮷」（U+20BB7）" in refused.value.sentence
    with pytest.raises(Refusal) as refused:
        stage.exports.export(tmp_path / "ない" / "a.csv", EMPLOYEE, Order())
    assert refused.value.code == "NXD_Q_01"
    assert not (tmp_path / "a.csv").exists()
    with pytest.raises(Refusal) as refused:
        stage.exports.export(tmp_path / "b.csv", EMPLOYEE, Order(), stop=lambda: True)
    assert refused.value.code == "NXD_Q_42"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_items_of_every_kind_are_told_apart_by_their_labels(kind):
    labels = [item.label for item in importable(kind).values()]
    assert len(set(labels)) == len(labels)
    assert not {"photo", *kind.key[1:]} & importable(kind).keys()
