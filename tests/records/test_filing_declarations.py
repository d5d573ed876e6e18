"""The five 届 as declared, against the item numbers of the official records (records.md §3, §4, §8.1, §9.1, §10.1)."""

import re
from collections.abc import Callable

import pytest

from nxdesk.records.checks import link_checker, nx_checker
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.filing_geppen import GEPPEN
from nxdesk.records.filing_loss import LOSS
from nxdesk.records.filing_santei import SANTEI
from nxdesk.records.filing_shoyo import SHOYO
from nxdesk.records.messages import CATALOGUE
from tests.records.filings_of_people import (
    ACQUISITION_OF,
    GEPPEN_OF,
    LOSS_OF,
    PERSON,
    SANTEI_OF,
    SHOYO_OF,
    TODAY,
    row,
    rules,
)

RECORDS = ((ACQUISITION, ACQUISITION_OF), (LOSS, LOSS_OF), (SANTEI, SANTEI_OF), (GEPPEN, GEPPEN_OF), (SHOYO, SHOYO_OF))
BY_ID: dict[str, tuple[Kind, dict[str, Value]]] = {kind.id: (kind, values) for kind, values in RECORDS}
NUMBERS = re.compile(r"項番(\d+)(?:-(\d+))?$")

# Of every form: the numbers of its items, by what they are here. Written out from the tables by hand.
WHO_5 = {"office_pref": "2", "office_area": "3", "office_symbol": "4", "insured_no": "5", "name_kana": "6",
         "name_kanji": "7", "birth_date": "8-9"}
WHO_6 = {"office_pref": "2", "office_area": "3", "office_symbol": "4", "office_no": "5", "insured_no": "6",
         "name_kana": "7", "name_kanji": "8", "birth_date": "9-10"}
OLD_PAY = {"old_std_health": "13", "old_std_pension": "14", "old_since": "15-17", "raise_month": "18",
           "raise_kind": "19", "retro_month": "20", "retro_amount": "21"}
SUMS = {"grand_total": "37", "average": "38", "adjusted_average": "39", "pension_a": "41", "pension_b": "42"}


def of_months(ends: str) -> dict[str, str]:
    starts = {"days": 25, "currency": 28, "in_kind": 31, "total": 34}
    return {f"{what}_{end}": str(start + n) for what, start in starts.items() for n, end in enumerate(ends.split())}


EXPECTED: dict[str, dict[str, str]] = {
    "shaho_acq": WHO_6 | {
        "sex_kind": "11", "acquisition_kind": "12", "no_mynumber_reason": "14", "no_mynumber_reason_text": "15",
        "pension_a": "16", "pension_b": "17", "acquired_on": "18-19", "has_dependents": "20", "pay_currency": "21",
        "pay_in_kind": "22", "pay_total": "23", "over70": "24", "multi_office": "25", "short_time": "26",
        "rehired": "27", "remark": "28", "zip": "29-30", "address_kana": "31", "address_kanji": "32",
        "over70_only": "33", "certificate_needed": "34"},
    "shaho_loss": WHO_6 | {
        "pension_a": "12", "pension_b": "13", "lost_on": "14-15", "loss_cause": "16", "left_on": "17-18",
        "multi_office": "19", "rehired": "20", "remark": "21", "cards_attached": "22", "cards_missing": "23",
        "over70_end": "24", "over70_end_on": "25-26", "over70_only": "27"},
    "santei": WHO_5 | OLD_PAY | of_months("4 5 6") | SUMS | {
        "applied_ym": "10-12", "over70": "43", "over70_months": "44", "multi_office": "45", "geppen_planned": "46",
        "mid_join": "47", "on_leave": "48", "short_time": "49", "part_time": "50", "annual_average": "51",
        "remark": "52", "over70_only": "53"},
    "geppen": WHO_5 | OLD_PAY | of_months("m3 m2 m1") | SUMS | {
        "revised_ym": "10-12", "m3": "22", "m2": "23", "m1": "24", "over70": "43", "multi_office": "44",
        "short_time": "45", "reason": "46", "health_only": "47", "remark": "48", "over70_only": "49"},
    "shoyo": WHO_5 | {
        "paid_on": "10-11", "amount_currency": "12", "amount_in_kind": "13", "total": "14", "pension_a": "16",
        "pension_b": "17", "over70": "18", "multi_office": "19", "first_paid_day": "20", "over70_only": "21"}}
LEFT_OUT = {"shaho_acq": {"1": "様式コード", "13": "個人番号"}, "shaho_loss": {"1": "様式コード", "11": "個人番号"},
            "santei": {"1": "様式コード", "22-24": "給与支給月", "40": "個人番号"},
            "geppen": {"1": "様式コード", "40": "個人番号"}, "shoyo": {"1": "様式コード", "15": "個人番号"}}
NX_ALONE_OR_STATE = {"employee_code", "seq", "status", "arrival_no"}
COUNT = {"shaho_acq": 34, "shaho_loss": 27, "santei": 53, "geppen": 49, "shoyo": 21}
FORM_CODES = {"shaho_acq": "2200700", "shaho_loss": "2201700", "santei": "2225700", "geppen": "2221700",
              "shoyo": "2265700"}

of_each = pytest.mark.parametrize("kind", [kind for kind, _ in RECORDS], ids=lambda kind: kind.id)


def number(item: Field) -> str:
    found = NUMBERS.search(item.source)
    assert found is not None, item.id
    return "-".join(part for part in found.groups() if part)


def spread(numbers: str) -> range:
    first, _, last = numbers.partition("-")
    return range(int(first), int(last or first) + 1)


@of_each
def test_each_item_names_its_official_number(kind: Kind) -> None:
    assert {item.id: number(item) for item in kind.fields if item.id not in NX_ALONE_OR_STATE} == EXPECTED[kind.id]
    assert {one.items: one.label for one in kind.left_out} == LEFT_OUT[kind.id]
    assert FORM_CODES[kind.id] in kind.left_out[0].why


@of_each
def test_every_official_item_is_there_exactly_once(kind: Kind) -> None:
    numbers = [*EXPECTED[kind.id].values(), *LEFT_OUT[kind.id]]
    assert sorted(n for one in numbers for n in spread(one)) == list(range(1, COUNT[kind.id] + 1))


@of_each
def test_no_record_of_a_filing_holds_a_my_number_or_a_picture(kind: Kind) -> None:
    assert not [item.id for item in kind.fields if item.shape.apart]
    assert [item.id for item in kind.fields if item.sensitive] == ["pension_a", "pension_b"]


@of_each
def test_ids_and_labels_are_unique(kind: Kind) -> None:
    assert len(kind.by_id) == len({item.label for item in kind.fields}) == len(kind.fields)


@of_each
def test_every_code_has_its_sentence(kind: Kind) -> None:
    said = {rule.code for rule in rules(kind)}
    said |= {item.missing for item in kind.fields} | {item.shape.message for item in kind.fields}
    assert not said - CATALOGUE.keys()


@of_each
def test_rules_stand_beside_items_that_they_read(kind: Kind) -> None:
    for rule in rules(kind):
        assert rule.field in rule.reads
        assert set(rule.reads) <= set(kind.linked_ids)
    assert {name for rule in kind.group_rules for name in rule.parent_reads} <= set(EMPLOYEE.by_id)


@of_each
def test_what_is_taken_and_prefilled_names_items_that_there_are(kind: Kind) -> None:
    for take in kind.takes:
        assert set(take.reads) <= set(kind.by_id)
        assert {take.field, *take.parent_reads} <= set(EMPLOYEE.by_id)
    for one in kind.prefills:
        assert one.field in kind.by_id
        assert set(one.reads) <= set(EMPLOYEE.by_id)


@of_each
def test_a_right_record_is_right_on_both_sides(kind: Kind) -> None:
    values = BY_ID[kind.id][1]
    assert link_checker(kind).row_issues(row(kind, values), TODAY) == []
    assert nx_checker(kind).row_issues([values.get(item.id) for item in kind.nx_columns], TODAY) == []
    assert link_checker(kind).group_issues([row(kind, values)], PERSON | {"retire_date": None}) == []


@of_each
def test_any_item_may_hold_anything_without_breaking_a_check(kind: Kind) -> None:
    """What was typed may be no number, no day and no month; rules are asked all the same."""
    checker = link_checker(kind)
    for wrong in ("x", "9999-99", "2026-13-45", "", "髙", -1, 10**12, None):
        for item in kind.linked_ids:
            changed = row(kind, BY_ID[kind.id][1] | {item: wrong})
            checker.row_issues(changed, TODAY)
            checker.group_issues([changed, changed], PERSON | {"retire_date": "2026-09-30"})
        checker.group_issues([[wrong] * len(kind.linked)], dict.fromkeys(PERSON, None))
        assert kind.fill is not None
        kind.fill(dict.fromkeys(kind.by_id, wrong))


def blanked(kind: Kind, needed: Callable[[Field], bool]) -> set[str]:
    return {item.id for item in kind.fields if needed(item)}


def test_what_the_forms_need() -> None:
    who = {"employee_code", "office_pref", "office_area", "office_symbol", "name_kana", "birth_date"}
    pay = {"grand_total", "average", "old_since"}
    linked = {kind.id: blanked(kind, lambda item: item.needed_link) for kind, _ in RECORDS}
    assert linked == {
        "shaho_acq": who | {"office_no", "acquired_on", "acquisition_kind", "has_dependents", "pay_currency",
                            "pay_in_kind", "pay_total"},
        "shaho_loss": who | {"office_no", "lost_on", "loss_cause"},
        "santei": who | pay | of_months("4 5 6").keys() | {"applied_ym"},
        "geppen": who | pay | of_months("m3 m2 m1").keys() | {"revised_ym", "m3", "m2", "m1"},
        "shoyo": who | {"insured_no", "paid_on", "amount_currency", "amount_in_kind", "total"}}
    for kind, _ in RECORDS:
        assert blanked(kind, lambda item: item.needed_nx) == {"employee_code", "seq", *kind.document}


def test_directions_and_order_are_the_manuals() -> None:
    assert [(kind.number, kind.label, kind.register_number, kind.acquire_number) for kind, _ in RECORDS] == [
        (4, "社会保険資格取得届", None, 4), (5, "社会保険資格喪失届", None, 5), (8, "報酬月額算定基礎届", 6, None),
        (9, "報酬月額変更届", 7, None), (10, "賞与支払届", 8, None)]
    for kind, _ in RECORDS:
        assert (kind.key, kind.parent, kind.upsert) == (("employee_code", "seq"), "employee", True)
        assert (kind.document,) == kind.match
        assert kind.register_after == (("employee",) if kind.register_number else ())
        assert kind.acquire_after == (("employee",) if kind.acquire_number else ())


def test_filed_documents_are_acquired_and_drafts_are_not() -> None:
    for kind in (ACQUISITION, LOSS):
        assert kind.finished is not None
        assert (kind.finished.field, kind.finished.values) == ("status", frozenset({"filed", "reviewing", "done"}))
        codes = kind.by_id["status"].shape.codes
        assert codes is not None
        assert [words for _, words in codes.entries] == ["作成中", "申請済", "審査中", "完了", "返戻"]


def test_the_persons_own_record_fills_a_new_one() -> None:
    who = {"office_pref": "東京都", "office_area": "01", "office_symbol": "ケイト", "insured_no": "123",
           "name_kana": "ケンポ リョウイチ", "name_kanji": "健保\u3000良一", "birth_date": "1980-02-29"}
    remarks = {"over70": 0, "multi_office": 0, "short_time": 0}
    old = {"old_std_health": 300_000, "old_std_pension": 300_000, "old_since": "2025-09"}
    assert SANTEI.prefilled(PERSON) == GEPPEN.prefilled(PERSON) == who | old | remarks
    assert SHOYO.prefilled(PERSON) == who | {"over70": 0, "multi_office": 0}
    assert ACQUISITION.prefilled(PERSON) == who | remarks | {
        "acquired_on": "2018-04-01", "sex_kind": "1", "zip": "100-0013", "address_kana": "チヨダクカスミガセキ",
        "address_kanji": "東京都千代田区霞が関１－２－２"}
    assert LOSS.prefilled(PERSON | {"retire_date": "2026-09-30"}) == who | {
        "pension_a": "1234", "pension_b": "567890", "multi_office": 0, "over70_end": 0, "left_on": "2026-09-30",
        "loss_cause": "4"}


def test_prefilling_asks_for_the_pension_number_of_people_over_70_alone() -> None:
    for kind in (SANTEI, GEPPEN, SHOYO, ACQUISITION):
        assert not {"pension_a", "pension_b"} & kind.prefilled(PERSON).keys()
        assert kind.prefilled(PERSON | {"over70": 1})["pension_a"] == "1234"


@pytest.mark.parametrize(("code", "sign"), [
    ("21-01-ケイト", ("東京都", "01", "ケイト")), ("２１－０１－ｹｲﾄ", ("東京都", "01", "ケイト")), ("51-12-ABC1", ("愛知県", "12", "ABC1")),
    ("13-01-ケイト", None), ("001", None), (None, None), ("21-01-ケイトウキ", None)])
def test_the_office_is_known_by_its_sign(code: str | None, sign: tuple[str, str, str] | None) -> None:
    """21 is 東京都 to pension offices; 13, its number everywhere else, is nobody's."""
    found = SHOYO.prefilled({"office_code": code})
    assert tuple(found.values()) == (sign or ())
    assert list(found) == (["office_pref", "office_area", "office_symbol"] if sign else [])


def test_a_name_for_filing_goes_before_the_name() -> None:
    filed = SANTEI.prefilled(PERSON | {"last_name": "髙橋", "efile_last_name": "高橋"})
    assert filed["name_kanji"] == "高橋\u3000良一"
    assert SANTEI.prefilled(PERSON | {"employment_type": "part_time"})["part_time"] == 1
    assert "part_time" not in SANTEI.prefilled(PERSON | {"employment_type": "part_time", "short_time": 1})
