"""What an acquisition makes of NX's records: by hand-written cases, and for whatever both sides may hold."""

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.records.acquiring import (
    Pair,
    acquired,
    closed_documents,
    document_of,
    finished_documents,
    owner_acquisition,
    pairs,
    remote_state,
    taken,
    values_of,
)
from nxdesk.records.effects import Effect, ItemEffect, effects, plan
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Field, Kind, Treatment, Value
from tests.masters.small_kinds import NOTICE

Record = dict[str, Value]
CODE = "0000000101"
MINE: Record = dict.fromkeys(item.id for item in EMPLOYEE.nx_columns) | {
    "employee_code": CODE, "last_name": "伊藤", "first_name": "一郎", "company_email": "i@example.co.jp", "zip": "100-0001",
    "retire_reason": "自己都合", "no_pension_no_reason": "1", "private_email": "p@example.jp",
    "operation_start_date": "2018-04-01", "disability_class": 0}
WIFE: Record = {
    "last_name": "伊藤", "first_name": "花子", "last_name_kana": "イトウ", "first_name_kana": "ハナコ",
    "birth_date": "1974-08-20", "relationship_code": "02"}
SON = WIFE | {"first_name": "健太", "first_name_kana": "ケンタ", "birth_date": "2003-07-03", "relationship_code": "11"}


def registered(kind: Kind, nx: Record, before: Record | None = None) -> Record:
    """What a registration of NX's record makes of e-AMANO's."""
    sent = tuple(nx[name] for name in kind.linked_ids)
    stored = None if before is None else tuple(before[item.id] for item in kind.eamano_columns)
    target = plan(kind, new=before is None).target(sent, stored)
    return {item.id: value for item, value in zip(kind.eamano_columns, target, strict=True)}


def changes(kind: Kind, nx: Record | None, there: Record) -> dict[str, tuple[Effect, Value, Value]]:
    return {one.field: (one.effect, one.old, one.new) for one in acquired(kind, nx, there, changed_only=True)}


def test_what_was_registered_and_not_edited_changes_nothing():
    there = registered(EMPLOYEE, MINE)
    assert there["no_pension_no_reason"] == "--"
    assert changes(EMPLOYEE, MINE, there) == {}
    assert {one.effect for one in acquired(EMPLOYEE, MINE, there)} == {Effect.KEEP}
    assert [one.field for one in acquired(EMPLOYEE, MINE, there)] == [item.id for item in EMPLOYEE.acquired]


def test_edits_of_e_amano_come_with_their_words():
    there = registered(EMPLOYEE, MINE) | {
        "last_name": "佐藤", "zip": None, "mobile_phone": "090-1234-5678", "retire_reason": "定年",
        "efile_last_name": "佐藤", "private_email": None, "no_pension_no_reason": "2", "effective_from": "2020-04-01"}
    assert changes(EMPLOYEE, MINE, there) == {
        "last_name": (Effect.OVERWRITE, "伊藤", "佐藤"), "zip": (Effect.CLEAR, "100-0001", None),
        "mobile_phone": (Effect.OVERWRITE, None, "090-1234-5678"), "retire_reason": (Effect.OVERWRITE, "自己都合", "定年"),
        "efile_last_name": (Effect.OVERWRITE, None, "佐藤"), "no_pension_no_reason": (Effect.OVERWRITE, "1", "2")}


def test_somebody_whom_nx_does_not_have_gets_all_there_is():
    there = registered(EMPLOYEE, MINE) | {"phone_area": "03", "my_number_purposes": "源泉徴収"}
    found = values_of(acquired(EMPLOYEE, None, there))
    assert found == {"employee_code": CODE, "last_name": "伊藤", "first_name": "一郎", "company_email": "i@example.co.jp",
                     "zip": "100-0001", "phone_area": "03", "no_pension_no_reason": "--", "disability_class": 0}
    assert {one.effect for one in acquired(EMPLOYEE, None, there, changed_only=True)} == {Effect.NEW}


def test_items_that_were_not_sent_stay():
    assert changes(EMPLOYEE, MINE, {"employee_code": CODE, "zip": "100-0002"}) == {
        "zip": (Effect.OVERWRITE, "100-0001", "100-0002")}


@pytest.mark.parametrize(("mine", "theirs", "recognized", "becomes"), [
    (0, 2, 0, 0), (None, 2, 0, None), (1, 1, 0, 0), (0, 2, 1, 2), (1, 0, 0, 0), (1, None, 0, None), (1, 2, None, 2)])
def test_a_disability_that_is_not_recognised_is_none(mine, theirs, recognized, becomes):
    there = {"employee_code": CODE, "disability_class": theirs, "disability_recognized": recognized}
    [found] = [one for one in acquired(EMPLOYEE, MINE | {"disability_class": mine}, there)
               if one.field == "disability_class"]
    assert found.new == becomes


def some_value(item: Field, draw: Random) -> Value:
    """Any value, now and then what a registration leaves."""
    return draw.choice([None, item.fixed, *((0, 1, 2) if item.shape.integer else ("あ", "x", "2020-04-01"))])


def some_record(kind: Kind, fields: Iterable[Field], draw: Random) -> Record:
    return {item.id: CODE if item.id == kind.key[0] else some_value(item, draw) for item in fields}


BY_ID = {kind.id: kind for kind in (EMPLOYEE, FAMILY, NOTICE)}
EVERY_KIND = pytest.mark.parametrize("kind_id", BY_ID)
ANYTHING = given(seed=st.integers(0, 2 ** 32))


@EVERY_KIND
@ANYTHING
def test_whatever_was_registered_is_acquired_without_a_change(kind_id: str, seed: int):
    kind, draw = BY_ID[kind_id], Random(seed)
    nx = some_record(kind, kind.nx_columns, draw)
    own = {item.id: None for item in kind.acquired if item.treatment is Treatment.KEEP}
    before = some_record(kind, kind.eamano_columns, draw) | own if draw.random() < 0.5 else None
    assert changes(kind, nx, registered(kind, nx, before)) == {}


@EVERY_KIND
@ANYTHING
def test_edits_come_exactly_and_acquiring_again_changes_nothing(kind_id: str, seed: int):
    kind, draw = BY_ID[kind_id], Random(seed)
    nx = some_record(kind, kind.nx_columns, draw)
    items = [item.id for item in kind.acquired
             if item.treatment is not Treatment.DISABILITY and item.id not in kind.key]
    edits: Record = dict.fromkeys(draw.sample(items, draw.randint(0, len(items))), "い")
    there = registered(kind, nx) | edits
    found = acquired(kind, nx, there, changed_only=True)
    assert values_of(found) == {name: value for name, value in edits.items() if value != nx[name]}
    assert acquired(kind, nx | values_of(found), there, changed_only=True) == []


@ANYTHING
def test_what_is_acquired_is_what_a_registration_would_send(seed: int):
    draw = Random(seed)
    """After an acquisition both sides agree: registering over e-AMANO's record changes none of what travels."""
    nx = some_record(EMPLOYEE, EMPLOYEE.nx_columns, draw)
    there = some_record(EMPLOYEE, EMPLOYEE.eamano_columns, draw) | {"disability_recognized": 1}
    now = nx | values_of(acquired(EMPLOYEE, nx, there))
    again = effects(EMPLOYEE, {name: now[name] for name in EMPLOYEE.linked_ids}, there)
    assert [one.field for one in again if one.changes and EMPLOYEE.by_id[one.field].linked] == []


def test_families_are_paired_by_names_kana_day_and_relationship():
    theirs = [SON | {"first_name": "健　太"}, WIFE]
    assert pairs(FAMILY, [WIFE, SON], theirs) == [Pair(0, 1), Pair(1, 0)]


def test_one_that_arrives_as_a_second_one_is_told():
    mine = [SON, WIFE]
    assert pairs(FAMILY, mine, [WIFE | {"relationship_code": "01"}]) == [Pair(0, None, 1)]
    assert pairs(FAMILY, mine, [WIFE | {"first_name_kana": "ハナ"}, WIFE]) == [Pair(0, None, 1), Pair(1, 1)]
    assert pairs(FAMILY, mine, [WIFE | {"last_name": "佐藤", "last_name_kana": "サトウ"}]) == [Pair(0, None, None, 1)]
    assert pairs(FAMILY, mine, [WIFE | {"birth_date": "1974-08-21"}]) == [Pair(0, None)]
    assert pairs(FAMILY, [], [WIFE]) == [Pair(0, None)]


def test_records_that_stand_twice_find_a_partner_each():
    assert pairs(FAMILY, [WIFE, WIFE], [WIFE, WIFE, WIFE]) == [Pair(0, 0), Pair(1, 1), Pair(2, None, 0)]


def test_an_owner_as_a_whole():
    first: Record = {"employee_code": CODE, "given_on": "2020-04-01", "amount": 260_400, "secret_no": None,
                     "remark": None, "status": 1}
    later: Record = first | {"given_on": "2020-06-01", "amount": 280_900}
    early: Record = first | {"given_on": "2020-07-01", "status": 0}
    mine = [first | {"seq": 1, "told": None}, first | {"seq": 2, "given_on": "2019-01-01", "told": None}]
    parent: Record = {"std_remuneration_health": 260_000, "shaho_acquired_on": None}
    found = owner_acquisition(NOTICE, mine, [later, first, early], parent)
    assert [(one.pair, one.new, one.changes) for one in found.records] == [
        (Pair(0, None), True, True), (Pair(1, 0), False, False)]
    assert found.records[0].values == {"employee_code": CODE, "given_on": "2020-06-01", "amount": 280_900}
    assert (found.unfinished, found.closed, found.alone, found.changes) == ((2,), (), (1,), True)
    assert [(one.effect, one.ask) for one in found.takes] == [
        (ItemEffect("std_remuneration_health", Effect.OVERWRITE, 260_000, 280_000, ""), True),
        (ItemEffect("shaho_acquired_on", Effect.OVERWRITE, None, "2020-06-01", ""), False)]
    both = owner_acquisition(NOTICE, mine, [later, first, early], parent, unfinished=True)
    assert [one.pair.eamano for one in both.records] == [0, 1, 2]
    assert (both.unfinished, both.takes[-1].effect.new) == ((), "2020-07-01")
    assert owner_acquisition(NOTICE, mine, [first], parent).changes is False
    assert owner_acquisition(NOTICE, mine, [first], None).takes == ()


def test_a_document_that_nx_has_closed_is_not_changed():
    first: Record = {"employee_code": CODE, "given_on": "2020-04-01", "amount": 1, "secret_no": None, "remark": None,
                     "status": 1}
    mine = [first | {"seq": 1, "told": 1}, first | {"seq": 2, "given_on": "2020-05-01", "told": 0}]
    assert closed_documents(NOTICE, mine) == {document_of(NOTICE, first)}
    same = owner_acquisition(NOTICE, mine, [first])
    assert (same.closed, same.changes) == ((), False)
    edited = owner_acquisition(NOTICE, mine, [first | {"amount": 2}, first | {"given_on": "2020-05-01", "amount": 3}])
    assert edited.closed == (0,)
    assert [one.values for one in edited.records] == [{"amount": 3}]
    assert closed_documents(FAMILY, [WIFE]) == frozenset()


def test_nothing_is_taken_where_nothing_is_said():
    assert taken(NOTICE, {"std_remuneration_health": 5}, [{"given_on": None, "amount": None}]) == []
    assert taken(NOTICE, {"std_remuneration_health": 5000, "shaho_acquired_on": "2020-04-01"},
                 [{"given_on": "2020-04-01", "amount": 5100}]) == []
    assert taken(NOTICE, {}, [{"given_on": None, "amount": 5100}])[0].ask is False


def test_what_is_finished():
    done: dict[str, Value] = {"given_on": "2026-01-01", "status": 1}
    early: dict[str, Value] = {"given_on": "2026-02-01", "status": None}
    assert finished_documents(NOTICE, [done, early]) == frozenset((document_of(NOTICE, done),))
    assert finished_documents(FAMILY, [{}]) is None


def test_the_state_of_the_other_side():
    assert remote_state(EMPLOYEE, [(0, 17)]) == "17"
    assert remote_state(EMPLOYEE, []) == ""
    one = remote_state(FAMILY, [(2, 1), (1, 3)])
    assert one == remote_state(FAMILY, iter([(1, 3), (2, 1)]))
    assert len({one, remote_state(FAMILY, []), remote_state(FAMILY, [(1, 3)]), remote_state(FAMILY, [(1, 3), (2, 2)]),
                remote_state(FAMILY, [(13, 2), (1, 1)])}) == 5
