"""The database: its shape and steps, its safety, and no statement without a tenant."""

import re
import sqlite3
from contextlib import closing

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import UniqueConstraint, event, inspect, text

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules import committing, reading, registering
from nxdesk.eamano.rules.batches import read_batch
from nxdesk.eamano.rules.prepared import PreparedBatches, prepare
from nxdesk.eamano.rules.registering import Caller
from nxdesk.eamano.store import migrate
from nxdesk.eamano.store.audit import changes_of
from nxdesk.eamano.store.database import Busy, Database
from nxdesk.eamano.store.members import Narrowed
from nxdesk.eamano.store.migrate import StoreRefused
from nxdesk.eamano.store.people import People, Search
from nxdesk.eamano.store.tables import METADATA
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.wire.digests import body_digest, manifest_digest
from tests.eamano.direct import CALLER, look, send
from tests.eamano.people import child, member, my_number, person, png
from tests.eamano.service import batch

ID = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture
def service(tmp_path):
    opened = open_service(tmp_path / "data", Clock())
    yield opened
    opened.database.close()


def _register(service, rows, registration_id=ID, photos=()):
    body = orjson.dumps(batch(rows))
    manifest = {"kind": "employee", "as_of": "2020-04-01", "people": len(rows), "rows": len(rows), "deletions": 0,
                "batches": 1, "photos": len(photos),
                "relink": False, "with_my_number": False, "digest": manifest_digest([body_digest(body)])}
    registering.open_registration(service, CALLER, registration_id, orjson.dumps(manifest))
    registering.stage_batch(service, CALLER, registration_id, 1, body)
    for code in photos:
        registering.stage_photo(service, CALLER, registration_id, code, png())
    return committing.commit(service, CALLER, registration_id)


def test_the_steps_lead_to_the_declared_shape(service):
    found = inspect(service.database.engine)
    assert set(found.get_table_names()) == {*METADATA.tables, "schema_version"}
    for name, table in METADATA.tables.items():
        columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(name)}
        assert columns == {c.name: (str(c.type), c.nullable) for c in table.columns}
        assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key.columns]
        assert ({tuple(unique["column_names"]) for unique in found.get_unique_constraints(name)}
                == {tuple(k.columns.keys()) for k in table.constraints if isinstance(k, UniqueConstraint)})
        assert {index["name"] for index in found.get_indexes(name)} == {index.name for index in table.indexes}


def test_every_table_has_its_tenant(service):
    assert all("tenant_id" in table.c for name, table in METADATA.tables.items() if name != "tenants")


def test_a_newer_database_is_refused_in_a_sentence(service, tmp_path):
    with service.database.write() as connection:
        connection.execute(text("INSERT INTO schema_version VALUES (99, '2030-01-01T00:00:00Z')"))
    with pytest.raises(StoreRefused, match="新しい版"):
        open_service(tmp_path / "data", Clock())


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "eamano.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreRefused, match="データベースを開けません"):
        open_service(tmp_path, Clock())


def test_an_older_file_is_copied_before_it_is_changed(service, tmp_path, monkeypatch):
    _register(service, [person(1)])
    steps = len(migrate.STEPS)
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "step_0001"))
    with pytest.raises(StoreRefused):
        migrate.migrate(service.database, "2020-01-01T00:00:00Z")
    with closing(sqlite3.connect(tmp_path / "data" / f"eamano.before-{steps + 1}.sqlite")) as copy:
        assert copy.execute("SELECT employee_code FROM employee").fetchall() == [("0000000001",)]
    with service.database.read() as connection:
        assert connection.scalar(text("SELECT max(version) FROM schema_version")) == steps


def test_sqlite_is_set_up_to_be_safe(service):
    with service.database.read() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "busy_timeout")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1,
                     "trusted_schema": 0, "busy_timeout": 5000}


def test_a_second_writer_waits_and_then_gives_up(service):
    impatient = Database(str(service.database.engine.url), wait_seconds=0.05)
    with impatient.write(), pytest.raises(Busy), impatient.write():
        pass
    impatient.close()


def test_no_statement_without_a_tenant(service):
    said: list[str] = []
    event.listen(service.database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    _register(service, [person(1), person(2)], photos=["0000000001"])
    reading.record_page(service, CALLER, EMPLOYEE, cursor=None, limit=5, narrowed=Narrowed(["0000000001"]))
    reading.digest_page(service, CALLER, EMPLOYEE, cursor=None, limit=5)
    reading.lookup(service, CALLER, EMPLOYEE, orjson.dumps({"codes": ["0000000001"]}))
    send(service, "family", [member(1), child(1)], versions=[None, None], relink=False, numbers=[my_number(1), None])
    shown = look(service, "family", [member(1, last_name="佐藤")])
    listed = [[gone["code"], gone["member"], gone["version"]] for gone in shown["deletions"]]
    send(service, "family", [member(1, last_name="佐藤")], versions=[None], deletions=listed, numbers=[None])
    send(service, "employee", [person(1, zip=None)], versions=[1], numbers=[my_number(2)],
         photos={"0000000001": png(9)})
    reading.record_page(service, CALLER, FAMILY, cursor=None, limit=5, narrowed=Narrowed(["0000000001"]))
    reading.lookup(service, CALLER, FAMILY, orjson.dumps({"codes": ["0000000001"]}))
    tables = "|".join(name for name in METADATA.tables if name != "tenants")
    about = [statement for statement in said if re.search(rf"\b(?:FROM|INTO|UPDATE) ({tables})\b", statement)]
    assert len(about) > 60
    assert [statement for statement in about if "tenant_id" not in statement] == []


def test_another_tenant_sees_nothing(service):
    _register(service, [person(1)])
    other = Caller(2, "よそ", "127.0.0.1", "r", my_number_allowed=True)
    assert reading.digest_page(service, other, EMPLOYEE, cursor=None, limit=5)["rows"] == []
    assert reading.lookup(service, other, EMPLOYEE, orjson.dumps({"codes": ["0000000001"]}))["rows"] == []
    with service.database.read() as connection:
        people = People(service.database, connection, 2, EMPLOYEE)
        assert (people.count(), people.record("0000000001"), people.departments()) == (0, None, [])


def test_what_a_commit_needs_is_made_again_when_it_was_forgotten(service):
    for place in range(3):
        service.prepared.forget(1, ID)
        outcome = _register(service, [person(place)], f"00000000-0000-4000-8000-00000000000{place}")
        assert outcome["registered"] == 1
    forgetful = PreparedBatches(people=1)
    made = prepare(read_batch(EMPLOYEE, batch([person(1), person(2)]), with_my_number=False))
    for number in range(3):
        forgetful.keep((1, ID, number, "d"), made)
    assert [forgetful.get((1, ID, number, "d")) is made for number in range(3)] == [False, False, True]


COLUMNS = st.integers(1, 6).flatmap(lambda rows: st.lists(st.one_of(
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8), min_size=rows,
             max_size=rows),
    st.lists(st.none() | st.integers(0, 9_999_999), min_size=rows, max_size=rows)), min_size=1, max_size=6))


@given(COLUMNS)
def test_audit_entries_of_new_people_hold_every_item_that_is_not_blank(columns):
    items = [f"item{n}" for n in range(len(columns))]
    for row in zip(*columns, strict=True):
        read = changes_of(orjson.dumps(items).decode(), orjson.dumps(row).decode())
        assert read == {item: [None, value] for item, value in zip(items, row, strict=True) if value is not None}


@pytest.mark.parametrize(("searched", "found"), [
    ("伊藤", 2), ("イトウ", 2), ("0000000002", 1), ("営業2部", 1), ("伊藤 0000000001", 1), ("%", 0), ("_", 0),
    ("' OR 1=1 --", 0)])
def test_searching(service, searched, found):
    _register(service, [person(1), person(2)])
    with service.database.read() as connection:
        people = People(service.database, connection, 1, EMPLOYEE)
        assert people.count(Search(searched)) == len(people.found(Search(searched), ["employee_code"], 0, 9)) == found
