"""連携前の確認: the manual's own items, every other check that blocks, and the places at fault."""

from pathlib import Path

import pytest

from nxdesk.desk.completeness import CompletenessDesk
from nxdesk.masters.practice import seed_practice
from nxdesk.records.family import FAMILY
from tests.desk.exchange_stage import FAMILY_HEAD, HEAD, MEMBER, PERSON, Stage, staged


@pytest.fixture
def stage(tmp_path: Path):
    made = staged(tmp_path)
    yield made
    made.masters.close()


def desk(stage: Stage) -> CompletenessDesk:
    return CompletenessDesk(stage.masters, stage.clock)


def found(stage: Stage) -> dict[str, list[tuple[str, int]]]:
    return {f"{problem.kind.id}.{problem.item}": [(place.owner, place.seq) for place in problem.places]
            for problem in desk(stage).check().problems}


def test_nothing_wrong_lists_the_manuals_items_alone(stage):
    stage.take([(*HEAD, "メールアドレス"), [*PERSON, "a@b.co.jp"]])
    stage.take([FAMILY_HEAD, MEMBER], FAMILY)
    result = desk(stage).check()
    assert [(problem.item, problem.starred, problem.places) for problem in result.problems] == [
        ("company_email", True, ()), ("birth_date", True, ()), ("relationship_code", True, ()),
        ("hi_dependent", True, ())]
    assert (result.people, result.members, result.blocking, result.worth_showing) == (1, 1, 0, False)


def test_missing_and_wrong_values_are_counted_together(stage):
    mail = (*HEAD, "メールアドレス")
    stage.take([mail, [*PERSON, ""], ["0000000102", *PERSON[1:], "a@b.co.jp"]])
    stage.masters.people.save("0000000102", {"company_email": "x"}, 1, "admin")
    stage.take([FAMILY_HEAD, [*MEMBER[:5], "", "", "無"], [*MEMBER[:2], "次郎", "イトウ", "ジロウ", "2010/1/1", "子", "無"]],
               FAMILY)
    result = desk(stage).check()
    assert found(stage) == {
        "employee.company_email": [("0000000101", 0), ("0000000102", 0)], "family.birth_date": [("0000000101", 1)],
        "family.relationship_code": [("0000000101", 1)],
        "family.hi_dependent": [("0000000101", 1), ("0000000101", 2)]}
    assert (result.blocking, result.worth_showing) == (3, True)
    unused = result.problems[3]
    assert unused.warning
    assert "扶養削除手続きは行えません" in unused.sentence


def test_every_other_blocking_check_follows(stage):
    stage.take([(*HEAD, "メールアドレス"), [*PERSON, "a@b.co.jp"]])
    stage.masters.people.save("0000000101", {"last_name_kana": None, "zip": "x"}, 1, "admin")
    spouse = [*MEMBER[:2], "桜", "イトウ", "サクラ", "1976/1/1", "妻", "有"]
    stage.take([FAMILY_HEAD, MEMBER, spouse], FAMILY)
    result = desk(stage).check()
    others = [(problem.kind.id, problem.item, problem.sentence) for problem in result.problems if not problem.starred]
    assert others == [
        ("employee", "last_name_kana", "姓カナを入力してください。(NXD_K_01)"),
        ("employee", "zip", "郵便番号は「123-4567」の形で入力してください。(NXD_K_09)"),
        ("family", "relationship_code", "配偶者が複数登録されています。(NXD_VF_05)")]
    listed = desk(stage).listed(result.problems[-1])
    assert [(row.owner, row.person) for row in listed] == [("0000000101", "伊藤 一郎")]


def test_the_practice_company_has_the_manuals_three(stage):
    seed_practice(stage.masters)
    result = desk(stage).check()
    [mail, *_] = result.problems
    assert [place.owner for place in mail.places] == ["0000000101", "0000000131", "0000000212"]
    assert [row.person for row in desk(stage).listed(mail)] == ["伊藤 一郎", "伊集院 優子", "葛西 賢治"]
    assert desk(stage).never_linked()
    stage.masters.linkage.mark(["0000000101"], "2020-04-06T09:00:00")
    assert not desk(stage).never_linked()


def test_a_mark_of_the_checks_is_believed_and_its_absence_is_not(stage):
    seed_practice(stage.masters)
    before = desk(stage).check()
    from sqlalchemy import update

    from nxdesk.masters.tables import RIGHT, record_table
    from nxdesk.records.employee import EMPLOYEE
    with stage.masters.database.writing() as connection:
        connection.execute(update(record_table(EMPLOYEE)).values({RIGHT: None}))
    assert desk(stage).check() == before
