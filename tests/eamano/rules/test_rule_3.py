"""Manual (7)③: how people and families are registered again, a test a row; expected values are the manual's."""

import pytest

from tests.eamano.household import CHILD, WIFE
from tests.eamano.people import child, member, my_number, person, png

BESIDE = {"my_number_purposes": "社会保険・税", "my_number_refusal": "2020/03/01 提出拒否"}
DOCUMENTS = ("my_number_doc_images.number", "my_number_doc_images.identity")
CERTIFICATE = {"disability_recognized": 1, "disability_cert_type": "1", "disability_class": 1, "disability_grade": "2級",
               "disability_cert_no": "第123号", "disability_cert_issued_on": "2019-04-01"}


def _of(record, items):
    return {item: record[item] for item in items}


def test_rule_3_1_the_audit_log_says_what_changed(home):
    _, outcome = home.again(last_name="斎藤", position="係長", department_name=None)
    assert home.entry(outcome) == {"last_name": ["伊藤", "斎藤"], "position": [None, "係長"],
                                   "department_name": [f"営業{home.number % 6 + 1}部", None]}
    header = home.inside.header(outcome["run"])
    assert (header["actor"], header["action"], header["entries"]) == ("NX連携 試験", "社員登録（再登録）", 1)
    _, outcome = home.family_again([member(home.number, occupation_code="1"), child(home.number)])
    assert home.inside.audit(outcome["run"]) == {
        f"{home.code}/家族 {home.id(WIFE)}": {"occupation_code": ["2", "1"]}}


def test_rule_3_2_the_employee_code_decides_who_is_overwritten_and_who_is_new(home):
    newcomer = person(home.number + 1, last_name="新井")
    again = person(home.number, last_name="別人", birth_date="1999-01-01", zip=None)
    shown, outcome = home.nx.register([again, newcomer])
    assert [record["verdict"] for record in shown.records] == ["relink", "new"]
    assert shown.effects()["last_name"] == ["上書き", "伊藤", "別人", "③-2"]
    assert shown.effects()["zip"] == ["消去", "123-4567", None, "③-2"]
    assert (outcome["registered"], outcome["relinked"]) == (1, 1)
    record = home.inside.employee(home.code)
    assert (record["last_name"], record["birth_date"], record["zip"], record["version"]) == (
        "別人", "1999-01-01", None, 2)
    added = home.inside.employee(f"{home.number + 1:010d}")
    assert (added["last_name"], added["version"]) == ("新井", 1)


def test_rule_3_3_living_abroad_becomes_no(home):
    home.person_becomes("lives_abroad", 1, 0, "固定値", "③-3")


def test_rule_3_4_a_photo_stays_where_nx_has_none(home):
    home.again(photo=png(8))
    shown, outcome = home.again(position="課長")
    assert "photo" not in shown.effects()
    assert home.inside.photo(home.code) == png(8)
    assert "photo" not in home.entry(outcome)


def test_rule_3_5_another_photo_replaces_it_and_leaves_no_entry(home):
    home.again(photo=png(8))
    version = home.inside.employee(home.code)["version"]
    shown, outcome = home.again(photo=png(9))
    assert shown.effects() == {"photo": ["上書き", "あり", "あり（差し替え）", "③-5"]}
    assert home.inside.photo(home.code) == png(9)
    assert home.inside.audit(outcome["run"]) == {}
    assert home.inside.employee(home.code)["version"] == version + 1


def test_a_first_photo_and_a_switched_on_log_leave_entries(home):
    _, outcome = home.again(photo=png(8))
    assert home.entry(outcome) == {"photo": [None, "あり"]}
    home.inside.switch_photo_audit(on=True)
    _, outcome = home.again(photo=png(9))
    home.inside.switch_photo_audit(on=False)
    old, new = home.entry(outcome)["photo"]
    assert (len(old), len(new)) == (12, 12)
    assert old != new


def test_rule_3_6_name_and_day_of_birth_decide_and_the_rest_is_deleted(home):
    home.family_again(numbers=[my_number(home.number), my_number(home.number + 1)])
    wife, gone = home.id(WIFE), home.id(CHILD)
    home.inside.attach(home.code, gone, *DOCUMENTS)
    rows = [member(home.number, last_name="伊 藤", first_name_kana="ハナ", relationship_code="04"),
            member(home.number, first_name="母", birth_date="1950-01-01", relationship_code="22")]
    shown, outcome = home.family_again(rows)
    assert [(record["verdict"], record["member"], record["name"]) for record in shown.records] == [
        ("relink", wife, "伊藤 花子 妻"), ("new", None, "")]
    [deletion] = shown.deletions
    assert (deletion["member"], deletion["name"], deletion["my_number"], deletion["near"]) == (
        gone, "伊藤 太郎 子(実子・養子)", True, None)
    assert {effect[1] for effect in deletion["effects"]} == {"削除"}
    assert {effect[4] for effect in deletion["effects"]} == {"③-6"}
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (1, 1, 1)
    left = home.inside.records("family", home.code)
    assert [(r["id"] == wife, r["first_name"], r["first_name_kana"], r["relationship_code"]) for r in left] == [
        (True, "花子", "ハナ", "04"), (False, "母", "ハナコ", "22")]
    assert home.inside.number(home.code, gone) is None
    assert home.inside.number(home.code, wife) == my_number(home.number)
    assert home.inside.pictures(home.code, gone) == set()
    entry = home.inside.audit(outcome["run"])[f"{home.code}/家族 {gone}"]
    assert entry["first_name"] == ["太郎", None]
    assert entry["my_number"] == ["あり", None]
    assert home.inside.number_log(home.code, gone)[-1] == ("NX連携 試験", "家族登録（再登録）：個人番号の削除")


def _numbered(home, who, before):
    """My Number with all that e-AMANO keeps beside it: of the person (who is blank) or of a member."""
    if who:
        others = [before if first_name == who else None for first_name in (WIFE, CHILD)]
        home.family_again(numbers=others)
        home.inside.put("family", home.code, home.id(who), **BESIDE)
    else:
        home.again(numbers=[before])
        home.inside.put("employee", home.code, **BESIDE)
    owner = (home.code, home.id(who) if who else 0)
    home.inside.attach(*owner, *DOCUMENTS)
    return owner


def _sent_again(home, who, number, *, link):
    """The effects and the audit entry after NX sends the owner again."""
    if not who:
        shown, outcome = home.again(numbers=[number] if link else None)
        return shown.effects(), home.entry(outcome)
    numbers = [number if first_name == who else None for first_name in (WIFE, CHILD)]
    shown, outcome = home.family_again(numbers=numbers if link else None)
    return shown.effects((WIFE, CHILD).index(who)), home.entry(outcome, who)


def _beside(home, who):
    record = home.inside.relative(home.code, who) if who else home.inside.employee(home.code)
    return _of(record, BESIDE)


@pytest.mark.parametrize("who", ["", WIFE, CHILD])
def test_rule_3_7_a_number_overwrites_and_what_was_beside_it_is_deleted(home, who):
    owner = _numbered(home, who, my_number(home.number))
    effects, entry = _sent_again(home, who, my_number(home.number + 7), link=True)
    assert {item: effects[item] for item in effects if item.startswith("my_number")} == {
        "my_number": ["上書き", "あり", "あり（差し替え）", "③-7"],
        "my_number_purposes": ["削除", "社会保険・税", None, "③-7"],
        "my_number_refusal": ["削除", "2020/03/01 提出拒否", None, "③-7"],
        "my_number_doc_images": ["削除", "あり", None, "③-7"]}
    assert home.inside.number(*owner) == my_number(home.number + 7)
    assert _beside(home, who) == {"my_number_purposes": None, "my_number_refusal": None}
    assert home.inside.pictures(*owner) == set()
    assert entry["my_number"] == ["あり", "あり（差し替え）"]
    assert entry["my_number_purposes"] == ["社会保険・税", None]


@pytest.mark.parametrize("who", ["", WIFE, CHILD])
def test_rule_3_8_a_blank_number_deletes_it_and_what_was_beside_it(home, who):
    owner = _numbered(home, who, my_number(home.number))
    effects, entry = _sent_again(home, who, None, link=True)
    assert {item: effects[item] for item in effects if item.startswith("my_number")} == {
        "my_number": ["削除", "あり", None, "③-8"],
        "my_number_purposes": ["削除", "社会保険・税", None, "③-8"],
        "my_number_refusal": ["削除", "2020/03/01 提出拒否", None, "③-8"],
        "my_number_doc_images": ["削除", "あり", None, "③-8"]}
    assert home.inside.number(*owner) is None
    assert _beside(home, who) == {"my_number_purposes": None, "my_number_refusal": None}
    assert home.inside.pictures(*owner) == set()
    assert entry["my_number"] == ["あり", None]
    assert home.inside.number_log(*owner)[-1][1].endswith("（再登録）：個人番号の削除")


@pytest.mark.parametrize("who", ["", WIFE, CHILD])
def test_rule_3_9_with_the_switch_off_number_and_all_beside_it_stay(home, who):
    owner = _numbered(home, who, my_number(home.number))
    effects, entry = _sent_again(home, who, my_number(home.number + 7), link=False)
    assert effects == {}
    assert entry == {}
    assert home.inside.number(*owner) == my_number(home.number)
    assert _beside(home, who) == {"my_number_purposes": "社会保険・税", "my_number_refusal": "2020/03/01 提出拒否"}
    assert home.inside.pictures(*owner) == {"my_number_doc_images.number", "my_number_doc_images.identity"}


def _certified(home, who):
    home.inside.put("family" if who else "employee", home.code, home.id(who) if who else 0, **CERTIFICATE)
    home.inside.attach(home.code, home.id(who) if who else 0, "disability_cert_image")


@pytest.mark.parametrize(("who", "grade"), [("", 2), (WIFE, 3)])
def test_rule_3_10_a_disability_in_nx_sets_the_class_and_clears_the_rest(home, who, grade):
    _certified(home, who)
    if who:
        shown, outcome = home.family_again([member(home.number, disability_class=grade), child(home.number)])
    else:
        shown, outcome = home.again(disability_class=grade)
    record = home.inside.relative(home.code, who) if who else home.inside.employee(home.code)
    assert _of(record, CERTIFICATE) == {
        "disability_recognized": 1, "disability_cert_type": "9", "disability_class": grade, "disability_grade": None,
        "disability_cert_no": None, "disability_cert_issued_on": None}
    assert home.inside.pictures(home.code, record["id"] if who else 0) == set()
    assert shown.effects() == {
        "disability_cert_type": ["固定値", "1", "9", "③-10"], "disability_class": ["上書き", 1, grade, "③-10"],
        "disability_grade": ["消去", "2級", None, "③-10"], "disability_cert_no": ["消去", "第123号", None, "③-10"],
        "disability_cert_issued_on": ["消去", "2019-04-01", None, "③-10"],
        "disability_cert_image": ["消去", "あり", None, "③-10"]}
    entry = home.entry(outcome, who)
    assert entry["disability_cert_no"] == ["●", None]
    assert entry["disability_class"] == ["●", "●"]
    assert entry["disability_cert_image"] == ["あり", None]


@pytest.mark.parametrize(("who", "said"), [("", 0), ("", None), (CHILD, 0), (CHILD, None)])
def test_rule_3_10_without_one_only_the_recognition_changes(home, who, said):
    _certified(home, who)
    if who:
        shown, _ = home.family_again([member(home.number), child(home.number, disability_class=said)])
        effects = shown.effects(1)
    else:
        shown, _ = home.again(disability_class=said)
        effects = shown.effects()
    record = home.inside.relative(home.code, who) if who else home.inside.employee(home.code)
    assert _of(record, CERTIFICATE) == {
        "disability_recognized": 0, "disability_cert_type": "1", "disability_class": 1, "disability_grade": "2級",
        "disability_cert_no": "第123号", "disability_cert_issued_on": "2019-04-01"}
    assert home.inside.pictures(home.code, record["id"] if who else 0) == {"disability_cert_image"}
    assert effects == {"disability_recognized": ["固定値", 1, 0, "③-10"]}


def test_rule_3_11_the_day_of_effect_stays(home):
    home.inside.put("employee", home.code, effective_from="2019-10-01")
    home.inside.put("family", home.code, home.id(WIFE), effective_from="2019-11-01")
    shown, outcome = home.again(position="部長")
    assert "effective_from" not in shown.effects()
    assert home.inside.employee(home.code)["effective_from"] == "2019-10-01"
    assert "effective_from" not in home.entry(outcome)
    shown, outcome = home.family_again([member(home.number, occupation_code="1"), child(home.number)])
    assert home.inside.relative(home.code, WIFE)["effective_from"] == "2019-11-01"
    assert home.inside.relative(home.code, CHILD)["effective_from"] is None
    assert "effective_from" not in home.entry(outcome, WIFE)
