"""The practice company: the manual's three people exactly, everybody else complete, nothing preset."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from nxdesk.masters.practice import PRACTICE_PEOPLE, practice_rows, seed_company, seed_practice
from nxdesk.masters.practice_users import PRACTICE_USERS
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.checks import blocks, group_issues, link_checker, nx_checker
from nxdesk.records.clock import Clock, shown
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.messages import Issue
from nxdesk.records.numbers import is_my_number
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import COLUMNS, KEY

MANUAL_ERRORS = (
    ("0000000101", "伊藤 一郎", "2019/02/04 19:53:31", "2018/04/01"),
    ("0000000131", "伊集院 優子", "2018/10/11 16:50:06", "1900/01/01"),
    ("0000000212", "葛西 賢治", "2018/10/11 16:50:06", "2018/04/01"))
"""Code, name, NX更新日 of the errors and 運用開始日 of the comparison, as in the manual's pictures (4)."""


@pytest.fixture(scope="module")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeded once."""
    file = tmp_path_factory.mktemp("practice") / "practice.sqlite"
    masters = open_masters(sqlite_url(file), Sealer(KEY), Clock())
    seed_practice(masters)
    masters.close()
    return file


@pytest.fixture
def practice(practice_file: Path, file: Path, sealer: Sealer, clock: Clock) -> Iterator[Masters]:
    """The practice company as it is at first."""
    shutil.copy(practice_file, file)
    opened = open_masters(sqlite_url(file), sealer, clock)
    yield opened
    opened.close()


def issues_of(masters: Masters) -> dict[str, list[Issue]]:
    checker = link_checker(EMPLOYEE)
    return {str(row[0]): issues for row in masters.people.linked()
            if (issues := checker.row_issues(row[4:], "2020-04-06"))}


def test_the_people_of_the_manual_are_in_its_state(practice: Masters) -> None:
    found = {str(row[0]): row for row in practice.people.linked()}
    last, first = (4 + EMPLOYEE.linked_ids.index(name) for name in ("last_name", "first_name"))
    assert tuple((code, f"{row[last]} {row[first]}", shown(str(row[1])), shown(str(row[2])))
                 for code, *_ in MANUAL_ERRORS for row in [found[code]]) == MANUAL_ERRORS


def test_only_their_addresses_are_missing(practice: Masters) -> None:
    errors = {code: [issue.sentence for issue in issues if blocks([issue])]
              for code, issues in issues_of(practice).items() if blocks(issues)}
    assert errors == {code: ["会社メールアドレスの形式が不正です。(MXGEGV_W_00034)"] for code, *_ in MANUAL_ERRORS}
    assert practice.people.count() == PRACTICE_PEOPLE


def test_everybody_can_be_saved_in_the_editor(masters: Masters) -> None:
    checker = nx_checker(EMPLOYEE)
    assert not [issue for row in practice_rows() for issue in checker.row_issues(row, "2020-04-06") if blocks([issue])]


def test_entering_the_addresses_gives_the_stamps_of_the_second_picture(practice: Masters, clock: Clock) -> None:
    entered = {"0000000101": "2020/04/06 09:00:53", "0000000131": "2020/04/06 09:03:22",
               "0000000212": "2020/04/06 09:03:57"}
    for code, moment in entered.items():
        clock.set(Clock.parse(moment))
        practice.people.save(code, {"company_email": f"a{code}@example.co.jp"}, 1, "admin")
    assert {str(row[0]): shown(str(row[1])) for row in practice.people.linked(list(entered))} == entered
    assert not [issue for issues in issues_of(practice).values() for issue in issues if blocks([issue])]


def test_there_is_something_of_everything(practice: Masters) -> None:
    rows = list(practice_rows())
    codes = [str(row[0]) for row in rows]
    assert len({row[COLUMNS.index("department_name")] for row in rows}) == 6
    assert 3 <= sum(row[COLUMNS.index("employment_status")] == "retired" for row in rows) <= 20
    assert [row[COLUMNS.index("last_name")] for row in rows if "髙" in str(row[COLUMNS.index("last_name")])] == ["髙橋"]
    assert {code: [issue.code for issue in issues] for code, issues in issues_of(practice).items()
            if not blocks(issues)} == {"0000000150": ["NXD_VE_09"]}
    assert 3 <= len(practice.photos.codes_with_photo(codes)) <= 10
    numbers = practice.my_numbers.bulk(codes, by="admin", purpose="試験")
    assert 250 < len(numbers) < PRACTICE_PEOPLE
    assert all(number.startswith("0000") and is_my_number(number) for number in numbers.values())


def test_the_families_of_the_manuals_people_are_made_by_hand(practice: Masters) -> None:
    shown = {code: [f"{one['last_name']} {one['first_name']} {one['relationship_code']} {one['birth_date']}"
                    for one in practice.families.of(code)] for code, *_ in MANUAL_ERRORS}
    assert shown == {
        "0000000101": ["伊藤 花子 02 1974-08-20", "伊藤 健太 11 2003-07-03", "伊藤 美咲 11 2009-12-11"],
        "0000000131": ["伊集院 健 01 1983-04-17", "伊集院 陽菜 11 2014-06-25"],
        "0000000212": ["葛西 和子 22 1951-02-14"]}
    for code in ("0000000101", "0000000131"):
        person = practice.people.get(code)
        assert person is not None
        assert person["has_spouse"] == 1


def test_families_are_right_but_for_one_without_relationship(practice: Masters) -> None:
    checker, parents = link_checker(FAMILY), practice.people.parents(practice.people.codes())
    found = [(str(row[0]), issue.sentence) for row in practice.families.linked()
             for issue in checker.row_issues(row[4:], "2020-04-06")]
    assert found == [("0000000149", "続柄を選択してください。連携の必須項目です。(NXD_VF_02)")]
    families = groupby(practice.families.linked(), itemgetter(0))
    assert [issue for code, rows in families for issue in
            group_issues(FAMILY, [row[4:] for row in rows], parents[str(code)]._asdict())] == []
    unmarked = practice.people.get("0000000149")
    assert unmarked is not None
    assert unmarked["employment_status"] == "employed"


def test_most_members_have_a_number(practice: Masters) -> None:
    codes = practice.people.codes()
    members = {(str(row[0]), int(row[1] or 0)) for row in practice.families.linked()}
    assert 400 < len(members) < 600
    numbers = practice.my_numbers.bulk(codes, by="admin", purpose="試験", kind=FAMILY)
    assert members > set(numbers)
    assert len(members) * 0.85 < len(numbers)
    everybody = [*numbers.values(), *practice.my_numbers.bulk(codes, by="admin", purpose="試験").values()]
    assert len(set(everybody)) == len(everybody)
    assert all(number.startswith("0000") and is_my_number(number) for number in everybody)
    assert {("0000000101", 1), ("0000000101", 2), ("0000000131", 1)} <= set(numbers)


def test_nothing_is_preset_that_the_manual_has_the_user_set(masters: Masters) -> None:
    assert masters.is_new
    seed_practice(masters)
    assert not masters.is_new
    assert masters.settings.load() is None
    assert not masters.menus.shown() & {"service", "service_settings"}
    assert masters.journal.history() == []


def test_the_practice_users_can_log_in(practice: Masters, clock: Clock) -> None:
    for user_id, password, name, system_admin, my_number in PRACTICE_USERS:
        user = practice.users.verify(user_id, password, clock.now())
        assert (user.name, user.system_admin, user.my_number) == (name, system_admin, my_number)
    assert {(admin, number) for *_, admin, number in PRACTICE_USERS} == {(True, True), (True, False), (False, False)}


def test_a_seeding_that_was_cut_off_is_done_again(masters: Masters) -> None:
    masters.people.bulk_insert(list(practice_rows())[:10], "nxdesk")
    masters.my_numbers.set("0000000101", "000000000019", by="nxdesk")
    assert masters.is_new
    seed_practice(masters)
    assert masters.people.count() == PRACTICE_PEOPLE


@pytest.mark.parametrize("people", [1, 700])
def test_a_generated_company_takes_the_place_of_the_practice_company(people: int, practice: Masters) -> None:
    users = practice.users.list()
    practice.linkage.mark(["0000000101"], "2020-04-06T10:00:00")
    seed_company(practice, people, 1)
    assert practice.people.count() == people
    assert issues_of(practice) == {}
    assert {str(row[0]) for row in practice.families.linked()} <= set(practice.people.codes())
    assert practice.my_numbers.having(practice.people.codes(), FAMILY) <= {
        (str(row[0]), row[1]) for row in practice.families.linked()}
    assert practice.linkage.last_linked(["0000000101"]) == {}
    assert practice.photos.codes_with_photo(["0000000101"]) == frozenset()
    assert practice.users.list() == users


def test_the_login_window_loads_nothing_heavy_for_the_practice_users() -> None:
    script = ("import sys, nxdesk.masters.practice_users, nxdesk.vault.secret\n"
              "print([m for m in ('sqlalchemy', 'alembic', 'cryptography', 'argon2', 'keyring') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
