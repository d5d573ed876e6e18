"""Procedures, declarations and lists on a real PostgreSQL, where two workers of the service write at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules import declaring, joining
from nxdesk.eamano.rules.editing import Draft, Editor, Outdated, Saved, Wrong, add
from nxdesk.eamano.rules.states import move
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.editing import PERSON, Records
from nxdesk.eamano.store.invitations import Invitation, Invitations
from nxdesk.eamano.store.record_list import PERSON_NAME, RecordList, Wanted
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.kinds import kind
from tests.eamano.changes import changed
from tests.eamano.test_pages_declarations import HEAD
from tests.masters.postgres_cluster import Cluster

CODE = "0000000101"
EDITOR = Editor(1, Actor("人事 花子", "127.0.0.1", "r"))
YEA, CODES = kind("yea"), kind("hr_code")
KNOWN = {"company_email": "a@example.jp", "last_name_kana": "イトウ", "first_name_kana": "イチロウ",
         "birth_date": "1980-01-01", "hire_date": "2010-04-01"}
CHILD = {"dependent_last_name": "伊藤", "dependent_first_name": "太郎", "relationship": "11",
         "dependent_birth_date": "2012-07-07", "social_insurance_and_tax_dependent": "both",
         "dependent_disability_type": "na", "residence_type": "live_in"}


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """Two workers over one database."""
    cluster = Cluster()
    url, folder = cluster.new_database(), tmp_path_factory.mktemp("workers")
    made = [open_service(folder, Clock(), url) for _ in range(2)]
    changed(made[0], lambda change: change.add_person(CODE, **KNOWN))
    yield made
    for service in made:
        service.database.close()
    cluster.stop()


def _head(service) -> dict:
    with service.database.read() as connection:
        rows = Records(connection, 1).members(YEA, CODE)
    return next(row for row in rows if row["row_kind"] == "header")


def test_declarations_grow_row_by_row_and_one_of_many_steps_is_taken(workers):
    begun = declaring.begin(workers[0], EDITOR, YEA, CODE, Draft(None, HEAD))
    assert isinstance(begun, Saved)
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda n: declaring.add_row(
            workers[n % 2], EDITOR, YEA, CODE, begun.member, "dependent",
            Draft(None, {**CHILD, "dependent_first_name": f"子{n}"})), range(6)))
    assert all(isinstance(outcome, Saved) for outcome in added)
    with ThreadPoolExecutor(4) as pool:
        steps = list(pool.map(lambda n: move(workers[n % 2], EDITOR, YEA, CODE, begun.member, version=1,
                                             after="in_employee_progress"), range(6)))
    assert sum(isinstance(outcome, Saved) for outcome in steps) == 1
    assert all(isinstance(outcome, Saved | Outdated) or outcome is None for outcome in steps)
    for after in ("submitted", "fixed"):
        assert isinstance(move(workers[1], EDITOR, YEA, CODE, begun.member, version=_head(workers[0])["version"],
                               after=after), Saved)
    refused = declaring.add_row(workers[0], EDITOR, YEA, CODE, begun.member, "dependent", Draft(None, CHILD))
    assert isinstance(refused, Wrong)


def test_lists_count_find_and_name(workers):
    add(workers[0], EDITOR, CODES, "LIFE", Draft(None, {"code": "0001", "name": "練習生命", "active": 1}))
    with workers[0].database.read() as connection:
        declared, codes = RecordList(connection, 1, YEA), RecordList(connection, 1, CODES)
        wanted = Wanted("伊藤", {"year": HEAD["year"], "status": "fixed"}, {"status": "initialized"})
        assert declared.count(wanted) == 1
        (row,) = declared.page(wanted, 0, 10)
        assert row[PERSON_NAME] == "伊藤 一郎"
        assert declared.parts([CODE], {"year": HEAD["year"]}) == {(CODE, "header"): 1, (CODE, "dependent"): 6}
        assert declared.tally(("year", "status"), Wanted()) == {(HEAD["year"], "fixed"): 1}
        assert [found["name"] for found in codes.page(Wanted("練習"), 0, 10)] == ["練習生命"]
        assert codes.count(Wanted("青空")) == 0


def test_of_two_who_take_an_invitation_over_one_does(workers):
    number = joining.invite(workers[0], EDITOR, CODE, joining.MID_CAREER, "2199-12-31")
    assert number is not None
    with workers[0].database.read() as connection:
        known = Invitations(connection, 1, workers[0].sealer)
        token = known.link(number).reveal()
        assert [(one.id, name) for one, name in known.page(0, 5)] == [(number, "伊藤 一郎")]
    assert isinstance(joining.submit(workers[1], token, {"mobile_phone": "090-1"}, "127.0.0.1", "r"), Invitation)
    with workers[0].database.read() as connection:
        person = Records(connection, 1).person(EMPLOYEE, CODE)
    assert person
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda n: joining.accept(workers[n % 2], EDITOR, number, person["version"]), range(6)))
    assert outcomes.count(Saved(PERSON, changed=True)) == 1
    assert outcomes.count(None) == 5
    with workers[0].database.read() as connection:
        assert Audit(workers[0].database, connection, 1).broken() is None
