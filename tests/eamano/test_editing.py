"""Changes by hand beneath the pages: taken back whole, and of two at once only one."""

from concurrent.futures import ThreadPoolExecutor
from shutil import copytree

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.editing import Draft, Editor, Outdated, Saved, Wrong, add, delete, save
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.editing import PERSON, Records
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.vault.secret import Secret
from tests.eamano.changes import changed, dump
from tests.eamano.people import my_number, png

CODE = "0000000101"
EDITOR = Editor(1, Actor("人事 花子", "127.0.0.1", "r"))
ANYTHING = {"company_email": "a@example.jp", "last_name_kana": "イトウ", "first_name_kana": "イチロウ",
            "birth_date": "1980-01-01", "hire_date": "2010-04-01"}
CHILD = {"last_name": "伊藤", "first_name": "三郎", "birth_date": "2015-05-05", "relationship_code": "11"}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeded") / "data"
    open_service(folder, Clock()).database.close()
    return folder


@pytest.fixture
def service(tmp_path, seeded):
    opened = open_service(copytree(seeded, tmp_path / "data"), Clock(Clock.parse("2020-04-06 09:00")))
    changed(opened, _company)
    yield opened
    opened.database.close()


def _company(change):
    change.add_person(CODE, **ANYTHING)
    change.photo(CODE)
    change.number((CODE, 0), 1)
    wife = change.add_member(CODE)
    change.number((CODE, wife), 2)
    change.picture((CODE, wife), "my_number_doc_images.number")


def _wife(service):
    with service.database.read() as connection:
        return Records(connection, 1).members(FAMILY, CODE)[0]["id"]


def _version(service):
    with service.database.read() as connection:
        row = Records(connection, 1).person(EMPLOYEE, CODE)
    assert row
    return row["version"]


def _everything(service):
    """Every kind of change that the pages offer."""
    wife = _wife(service)
    outcomes = [
        save(service, EDITOR, EMPLOYEE, CODE, PERSON, Draft(1, {"position": "部長"}, {"photo": png(30)})),
        save(service, EDITOR, EMPLOYEE, CODE, PERSON, Draft(2, {"my_number_purposes": "税"}, {
            "my_number_doc_images.identity": png(), "disability_cert_image": png()}, Secret(my_number(3)))),
        save(service, EDITOR, EMPLOYEE, CODE, PERSON, Draft(3, {}, {"photo": None}, drop_number=True)),
        save(service, EDITOR, FAMILY, CODE, wife, Draft(1, {"first_name": "華子"}, {
            "my_number_doc_images.number": png(9)})),
        add(service, EDITOR, FAMILY, CODE, Draft(None, CHILD, {"disability_cert_image": png()})),
        delete(service, EDITOR, FAMILY, CODE, wife, 2)]
    assert all(isinstance(outcome, Saved) and outcome.changed for outcome in outcomes)


def test_every_change_can_be_taken_back(service):
    meta = ("version", "updated_at")
    before = dump(service, without=meta)
    with service.database.read() as connection:
        last = int(Audit(service.database, connection, 1).head_text().partition(":")[0])
    _everything(service)
    assert dump(service, without=meta) != before
    restore(service, 1, last + 1, EDITOR.actor, preview(service, 1, last + 1).seen)
    assert dump(service, without=meta) == before
    with service.database.read() as connection:
        assert Audit(service.database, connection, 1).broken() is None


def test_of_many_at_once_one_is_written(service):
    def work(number):
        return save(service, EDITOR, EMPLOYEE, CODE, PERSON, Draft(1, {"position": f"課長{number}"}))
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(16)))
    assert sum(isinstance(outcome, Saved) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Outdated) for outcome in outcomes) == 15
    assert _version(service) == 2


def test_the_same_member_added_by_many_at_once_is_added_once(service):
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: add(service, EDITOR, FAMILY, CODE, Draft(None, CHILD)), range(8)))
    assert sum(isinstance(outcome, Saved) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Wrong) for outcome in outcomes) == 7


def test_a_member_added_again_goes_on_with_the_versions(service):
    added = add(service, EDITOR, FAMILY, CODE, Draft(None, CHILD))
    save(service, EDITOR, FAMILY, CODE, added.member, Draft(1, {"gender": "male"}))
    delete(service, EDITOR, FAMILY, CODE, added.member, 2)
    again = add(service, EDITOR, FAMILY, CODE, Draft(None, CHILD))
    assert again.member > added.member
    with service.database.read() as connection:
        row = next(row for row in Records(connection, 1).members(FAMILY, CODE) if row["id"] == again.member)
    assert row["version"] == 3


def test_nobody_is_there_in_another_company(service):
    stranger = Editor(2, EDITOR.actor)
    assert save(service, stranger, EMPLOYEE, CODE, PERSON, Draft(1, {"position": "偽"})) is None
    assert add(service, stranger, FAMILY, CODE, Draft(None, CHILD)) is None
    assert delete(service, stranger, FAMILY, CODE, _wife(service), 1) is None
    assert delete(service, EDITOR, FAMILY, CODE, PERSON, 1) is None
    assert _version(service) == 1
