"""Kinds that NX registers again and again, over HTTP: 年末調整, 離職証明書, 人事コード, 算定, 月変, 賞与."""

import pytest

from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of
from tests.eamano.inside import Inside
from tests.eamano.kind_rows import SAMPLES, WRONG, at, hr_code, insured, leaving, premium, shoyo, yea
from tests.eamano.people import person
from tests.eamano.relinked import Nx, problem
from tests.eamano.service import Registration, batch

LIFE = "LIFE"


@pytest.fixture
def inside(service):
    """The service's own database."""
    made = Inside(service.data)
    yield made
    made.close()


@pytest.fixture
def whose(api, first):
    """Somebody who is registered as 社員."""
    assert Registration(api, [batch([person(first)])]).all().ok
    return f"{first:010d}"


def _nx(api, kind):
    return Nx(api, kind, relink=False)


def _owner(kind, whose):
    return whose if kind_of(kind).by_person else LIFE


def _record(inside, kind, owner, **items):
    """The stored record with these values."""
    [found] = [row for row in inside.rows(kind) if row[kind_of(kind).key[0]] == owner
               and all(row[item] == value for item, value in items.items())]
    return found


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_right_record_is_registered(api, inside, whose, kind, first):
    owner = _owner(kind, whose)
    own = {"code": f"A{first}"} if kind == "hr_code" else {}
    row = SAMPLES[kind](owner, **own)
    shown, outcome = _nx(api, kind).register([row])
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (1, 0, 0)
    assert [record["verdict"] for record in shown.records] == ["new"]
    stored = _record(inside, kind, owner, **own)
    assert [stored[item] for item in kind_of(kind).linked_ids] == row
    assert stored["version"] == 1
    [(target, changes)] = inside.audit(outcome["run"]).items()
    assert target == f"{owner}/{kind}#{stored['id']}"
    assert all(changes[item] == [None, "●" if kind_of(kind).by_id[item].sensitive else value]
               for item, value in zip(kind_of(kind).linked_ids, row, strict=True) if value is not None)
    assert inside.header(outcome["run"])["action"] == kind_of(kind).register_label


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_wrong_record_is_refused_beside_its_item(api, whose, kind):
    row = SAMPLES[kind](_owner(kind, whose))
    item, value, code = WRONG[kind]
    row[at(kind, item)] = value
    nx = _nx(api, kind)
    [record] = nx.look([row]).records
    assert (record["verdict"], record["errors"][-1]["code"]) == ("error", code)
    sent = nx.send([row])
    assert sent.open().ok
    [refused] = sent.stage()
    assert problem(refused) == (422, "invalid-records")
    [found] = [error for error in refused.json()["errors"] if error["code"] == code]
    assert found["pointer"] == f"/rows/0/{at(kind, item)}"


def test_a_second_time_overwrites_without_registering_again(api, inside, whose):
    nx = _nx(api, "shoyo")
    nx.register([shoyo(whose, amount=400_000)])
    shown, outcome = nx.register([shoyo(whose, amount=500_000, multi_office=1)])
    [record] = shown.records
    stored = _record(inside, "shoyo", whose)
    assert (record["verdict"], record["version"], record["member"]) == ("update", 1, stored["id"])
    assert record["name"] == "2019/12/10"
    assert shown.effects() == {"amount_currency": ["上書き", 400_000, 500_000, ""], "total": ["上書き", 400_000, 500_000, ""],
                               "multi_office": ["上書き", None, 1, ""]}
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (0, 1, 0)
    assert (stored["version"], stored["total"]) == (2, 500_000)
    assert inside.audit(outcome["run"]) == {f"{whose}/shoyo#{stored['id']}": {
        "amount_currency": [400_000, 500_000], "total": [400_000, 500_000], "multi_office": [None, 1]}}


def test_the_same_once_more_changes_nothing(api, inside, whose):
    nx = _nx(api, "shoyo")
    nx.register([shoyo(whose)])
    shown, outcome = nx.register([shoyo(whose)])
    assert shown.effects() == {}
    assert _record(inside, "shoyo", whose)["version"] == 1
    assert inside.audit(outcome["run"]) == {}


def test_a_blank_of_nx_clears_and_what_only_eamano_has_stays(api, inside, whose):
    nx = _nx(api, "yea")
    nx.register([yea(whose, address_building="練習ビル")])
    inside.change("yea", _record(inside, "yea", whose)["id"], status="in_employee_progress")
    shown, _ = nx.register([yea(whose)])
    assert shown.effects() == {"address_building": ["消去", "練習ビル", None, ""]}
    stored = _record(inside, "yea", whose)
    assert (stored["address_building"], stored["status"]) == (None, "in_employee_progress")


def test_a_new_document_begins_in_its_first_state(api, inside, whose):
    shown, outcome = _nx(api, "yea").register([yea(whose), premium(whose)])
    assert shown.effects() == {"status": ["新規", None, "initialized", ""]}
    assert shown.effects(1) == {}
    assert [row["status"] for row in inside.rows("yea") if row["employee_code"] == whose] == ["initialized", None]
    told = inside.audit(outcome["run"])[f"{whose}/yea#{_record(inside, 'yea', whose, row_kind='header')['id']}"]
    assert told["status"] == [None, "initialized"]


@pytest.mark.parametrize(("state", "word"), [("submitted", "入力済"), ("fixed", "確定")])
def test_what_an_employee_has_declared_is_not_overwritten(api, inside, whose, state, word):
    nx = _nx(api, "yea")
    nx.register([yea(whose), premium(whose), yea(whose, year=2018)])
    rows = [yea(whose, address_building="練習ビル"), premium(whose, line=2), yea(whose, year=2018)]
    inside.change("yea", _record(inside, "yea", whose, year=2019, row_kind="header")["id"], status=state)
    shown = nx.look(rows)
    assert [record["verdict"] for record in shown.records] == ["error", "error", "update"]
    assert shown.deletions == []
    errors = [error for record in shown.records for error in record["errors"]]
    assert {(error["code"], error["detail"], error["person"]) for error in errors} == {
        ("NXD_K_17", f"e-AMANOの年末調整（2019）が「{word}」のため、登録できません。変更する場合は、e-AMANOで状態を戻してください。", whose)}
    before = inside.rows("yea")
    versions = [_record(inside, "yea", whose, year=2019, row_kind="header")["version"], None, 1]
    refused = nx.send(rows, versions=versions).all()
    assert problem(refused) == (409, "settled-document")
    settled = [error["pointer"] for error in refused.json()["errors"] if error["code"] == "NXD_B_10"]
    assert settled == ["/batches/1/rows/0", "/batches/1/rows/1"]
    assert inside.rows("yea") == before
    assert nx.register([yea(whose, year=2018, address_building="練習ビル")])[1]["relinked"] == 1


def test_a_state_that_changes_after_the_comparison_refuses(api, inside, whose):
    nx = _nx(api, "yea")
    nx.register([yea(whose)])
    shown = nx.look([yea(whose, address_building="練習ビル")])
    inside.change("yea", _record(inside, "yea", whose)["id"], status="fixed")
    assert problem(nx.send([yea(whose, address_building="練習ビル")], shown).all()) == (409, "settled-document")
    assert _record(inside, "yea", whose)["address_building"] is None


def test_what_nx_does_not_have_goes_out_of_the_documents_sent_alone(api, inside, whose):
    nx = _nx(api, "yea")
    nx.register([yea(whose), premium(whose), premium(whose, line=2)])
    nx.register([yea(whose, year=2018), premium(whose, year=2018)])
    before = _record(inside, "yea", whose, year=2019, row_kind="insurance", line=2)
    shown, outcome = nx.register([yea(whose), premium(whose, amount=90_000)])
    [gone] = shown.deletions
    assert (gone["code"], gone["member"], gone["version"], gone["near"]) == (whose, before["id"], 1, None)
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (0, 2, 1)
    left = [(row["year"], row["row_kind"], row["line"]) for row in inside.rows("yea") if row["employee_code"] == whose]
    assert left == [(2019, "header", 1), (2019, "insurance", 1), (2018, "header", 1), (2018, "insurance", 1)]
    assert inside.audit(outcome["run"])[f"{whose}/yea#{before['id']}"]["amount"] == [80_000, None]


def test_what_goes_has_to_be_listed(api, inside, whose):
    nx = _nx(api, "rishoku")
    nx.register([leaving(whose), insured(whose), insured(whose, line=2)])
    rows = [leaving(whose), insured(whose)]
    shown = nx.look(rows)
    refused = nx.send(rows, shown, deletions=[]).all()
    assert problem(refused) == (409, "unlisted-deletion")
    assert "家族" not in refused.text
    assert len([row for row in inside.rows("rishoku") if row["employee_code"] == whose]) == 3
    assert nx.send(rows, shown).all().json()["deleted"] == 1


def test_a_record_of_another_document_cannot_be_listed(api, whose):
    nx = _nx(api, "yea")
    nx.register([yea(whose, year=2018), yea(whose)])
    shown = nx.look([yea(whose), yea(whose, year=2018)])
    other = [whose, shown.records[1]["member"], shown.records[1]["version"]]
    refused = nx.send([yea(whose)], nx.look([yea(whose)]), deletions=[other]).all()
    assert problem(refused) == (409, "stale-version")


def test_records_of_flat_kinds_never_go(api, inside, whose):
    nx = _nx(api, "shoyo")
    nx.register([shoyo(whose, paid_on="2019-07-10"), shoyo(whose)])
    shown, outcome = nx.register([shoyo(whose, amount=1_000_000)])
    assert (shown.deletions, outcome["deleted"]) == ([], 0)
    assert len([row for row in inside.rows("shoyo") if row["employee_code"] == whose]) == 2


def test_a_newer_version_is_never_overwritten(api, whose):
    nx = _nx(api, "shoyo")
    nx.register([shoyo(whose)])
    shown = nx.look([shoyo(whose, amount=1_000_000)])
    nx.register([shoyo(whose, amount=2_000_000)])
    refused = nx.send([shoyo(whose, amount=1_000_000)], shown).all()
    assert problem(refused) == (409, "stale-version")
    assert problem(nx.send([shoyo(whose, amount=1_000_000)]).all()) == (409, "stale-version")


def test_nobody_without_a_person(api, first):
    missing = f"{first:010d}"
    nx = _nx(api, "shoyo")
    [record] = nx.look([shoyo(missing)]).records
    assert (record["verdict"], record["errors"][0]["code"]) == ("error", "NXD_VF_03")
    refused = nx.send([shoyo(missing)]).all()
    assert problem(refused) == (422, "employee-missing")
    assert refused.json()["errors"][0]["person"] == missing


def test_codes_need_nobody(api, inside, first):
    nx = _nx(api, "hr_code")
    codes = [f"B{first}", f"C{first}"]
    nx.register([hr_code("NONLIFE", code=code) for code in codes])
    shown, outcome = nx.register([hr_code("NONLIFE", code=codes[0], name="練習損保")])
    assert [record["name"] for record in shown.records] == [f"{codes[0]} 練習生命"]
    assert (outcome["relinked"], outcome["deleted"]) == (1, 0)
    assert _record(inside, "hr_code", "NONLIFE", code=codes[0])["name"] == "練習損保"


def test_many_codes_of_one_class_stand_in_several_batches(api, first):
    codes = [f"D{number:03d}" for number in range(600)]
    batches = [batch([hr_code(LIFE, code=code) for code in some], fields=kind_of("hr_code").linked_ids)
               | {"people": [LIFE]} for some in (codes[:500], codes[500:])]
    sent = Registration(api, batches, kind="hr_code", people=1)
    assert sent.all().json()["registered"] == 600
    torn = [batch([row], fields=kind_of("hr_code").linked_ids) | {"people": [LIFE]}
            for row in (hr_code(LIFE, code=f"E{first}"), hr_code(LIFE, code=f"E{first}", name="もう一つ"))]
    assert problem(Registration(api, torn, kind="hr_code", people=1).all()) == (422, "invalid-records")


def test_a_document_stands_in_one_batch(api, whose):
    batches = [batch([row], fields=kind_of("yea").linked_ids) | {"people": [whose]}
               for row in (yea(whose), yea(whose, year=2018))]
    assert Registration(api, batches, kind="yea", people=1).all().ok


def test_a_document_has_a_head(api, whose):
    nx = _nx(api, "yea")
    [record] = nx.look([premium(whose)]).records
    assert [error["code"] for error in record["errors"]] == ["NXD_VY_10"]
    [record] = _nx(api, "rishoku").look([insured(whose)]).records
    assert "NXD_VR_12" in [error["code"] for error in record["errors"]]


def test_two_records_that_nothing_tells_apart_are_refused(api, whose):
    nx = _nx(api, "shoyo")
    sent = nx.send([shoyo(whose), shoyo(whose, amount=1_000_000)])
    assert sent.open().ok
    [refused] = sent.stage()
    assert problem(refused) == (422, "invalid-records")
    assert [error["pointer"].split("/")[2] for error in refused.json()["errors"]] == ["1"]


def test_registering_again_is_no_word_for_these_kinds(api, whose):
    sent = Nx(api, "shoyo", relink=True).send([shoyo(whose)])
    refused = sent.open()
    assert problem(refused) == (422, "invalid-request")
    assert refused.json()["errors"][0]["pointer"] == "/relink"


def test_no_my_numbers_go_with_these_kinds(api, whose):
    refused = _nx(api, "shoyo").send([shoyo(whose)], numbers=[None]).open()
    assert problem(refused) == (422, "invalid-request")
    assert refused.json()["errors"][0]["pointer"] == "/with_my_number"


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS if kind.register_number is None])
def test_what_nx_only_acquires_is_not_registered(api, whose, kind):
    refused = Registration(api, [batch([[whose]], fields=["employee_code"]) | {"people": [whose]}], kind=kind).open()
    assert problem(refused) == (422, "invalid-request")
    assert refused.json()["errors"][0]["pointer"] == "/kind"
