"""The audit log: an entry per person in the transaction of the write, linked so that tampering shows."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.audit import Actor, Audit, changes_of
from nxdesk.records.clock import Clock
from tests.eamano.people import my_number, person
from tests.eamano.service import Registration, batch

TRIGGERS = ("audit_runs_no_update", "audit_entries_no_update", "audit_entries_no_delete", "audit_runs_no_delete")


@pytest.fixture
def store(tmp_path):
    service = open_service(tmp_path / "data", Clock())
    with service.database.write() as connection:
        audit = Audit(service.database, connection, 1)
        for run in range(3):
            audit.run(Actor("NX連携 試験", "127.0.0.1", "r"), "社員登録", "2020-04-01T00:00:00Z",
                      [(f"{run}{n:09d}", f'{{"last_name":[null,"伊藤{n}"]}}') for n in range(4)])
    yield service.database
    service.database.close()


def _broken(database) -> str | None:
    with database.write() as connection:
        return Audit(database, connection, 1).broken()


def test_a_chain_that_nobody_touched_holds(store):
    assert _broken(store) is None


@pytest.mark.parametrize(("change", "where"), [
    ("UPDATE audit_entries SET changes = '{}' WHERE seq = 6", "entry 6"),
    ("UPDATE audit_entries SET target = '9' WHERE seq = 1", "entry 1"),
    ("UPDATE audit_runs SET actor = '別人' WHERE run = 2", "run 2"),
    ("UPDATE audit_runs SET items = '[\"first_name\"]' WHERE run = 2", "run 2"),
    ("DELETE FROM audit_entries WHERE seq = 7", "entry 7"),
    ("DELETE FROM audit_entries WHERE seq = 12", "entry 12"),
    ("DELETE FROM audit_runs WHERE run = 3", "run 3"),
    ("UPDATE audit_entries SET seq = 40 WHERE seq = 4", "entry 4")])
def test_tampering_shows(store, change, where):
    with pytest.raises(IntegrityError, match="append-only"), store.write() as connection:
        connection.execute(text(change))
    with store.write() as connection:
        for trigger in TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(change))
    assert _broken(store) == where


def test_a_registration_leaves_one_run_with_an_entry_per_person(service, api, first):
    rows = [person(first), person(first + 1)]
    registration = Registration(api, [batch(rows, my_numbers=[my_number(first), None])], with_my_number=True)
    run = registration.all().json()["run"]
    store = open_service(service.data, Clock())
    with store.database.read() as connection:
        header = connection.execute(text("SELECT * FROM audit_runs WHERE run = :run"), {"run": run}).mappings().one()
        entries = connection.execute(text(
            "SELECT target, changes FROM audit_entries WHERE run = :run ORDER BY seq"), {"run": run}).all()
    assert _broken(store.database) is None
    store.database.close()
    assert (header["actor"], header["action"], header["entries"]) == ("NX連携 試験", "社員登録", 2)
    assert [entry.target for entry in entries] == [row[0] for row in rows]
    changes = changes_of(header["items"], entries[0].changes)
    assert changes["last_name"] == [None, "伊藤"]
    assert changes["commute_one_way_fare"] == [None, 0]
    assert "retire_reason" not in changes
    assert my_number(first) not in entries[0].changes


def test_each_entry_of_many_batches_is_about_its_own_person(service, api, first):
    rows = [person(first + n, last_name='],["髙' if n % 3 else f"伊藤{n}", disability_class=n % 3) for n in range(70)]
    run = Registration(api, [batch(rows[:40]), batch(rows[40:41]), batch(rows[41:])]).all().json()["run"]
    store = open_service(service.data, Clock())
    with store.database.read() as connection:
        items = connection.scalar(text("SELECT items FROM audit_runs WHERE run = :run"), {"run": run})
        entries = connection.execute(text(
            "SELECT target, changes FROM audit_entries WHERE run = :run ORDER BY seq"), {"run": run}).all()
    assert _broken(store.database) is None
    store.database.close()
    told = [(entry.target, changes_of(items, entry.changes)) for entry in entries]
    assert [(code, told["employee_code"][1], told["last_name"][1]) for code, told in told] == [
        (row[0], row[0], row[1]) for row in rows]
    assert {told["disability_class"][1] for _, told in told} == {"●"}


def test_entries_of_changed_and_of_new_records_read_alike():
    items = '["last_name","first_name","position","over70"]'
    assert changes_of(items, '["伊藤","一郎",null,0]') == {
        "last_name": [None, "伊藤"], "first_name": [None, "一郎"], "over70": [None, 0]}
    assert changes_of(items, '{"position":["係長",null]}') == {"position": ["係長", None]}
