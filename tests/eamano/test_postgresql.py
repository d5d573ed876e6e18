"""The same service on a real PostgreSQL: its steps, a registration with everything, the append-only log."""

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from nxdesk.eamano.housekeeping import clear_leftovers
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import committing, reading, registering
from nxdesk.eamano.store.audit import Audit
from nxdesk.eamano.store.members import Narrowed
from nxdesk.eamano.store.people import People, Search
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.wire.digests import body_digest, manifest_digest
from tests.eamano.direct import CALLER, look, send
from tests.eamano.people import child, member, my_number, person, png
from tests.eamano.service import batch
from tests.masters.postgres_cluster import Cluster


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    yield made
    made.stop()


def _register(service, registration_id, rows):
    body = orjson.dumps(batch(rows, my_numbers=[my_number(int(row[0])) for row in rows]))
    manifest = {"kind": "employee", "as_of": "2020-04-01", "people": len(rows), "rows": len(rows), "batches": 1,
                "photos": 1, "deletions": 0, "relink": False, "with_my_number": True,
                "digest": manifest_digest([body_digest(body)])}
    registering.open_registration(service, CALLER, registration_id, orjson.dumps(manifest))
    registering.stage_batch(service, CALLER, registration_id, 1, body)
    registering.stage_photo(service, CALLER, registration_id, rows[0][0], png())
    return committing.commit(service, CALLER, registration_id)


def test_a_registration_with_everything(cluster, tmp_path):
    service = open_service(tmp_path, Clock(), cluster.new_database())
    rows = [person(n) for n in range(1, 301)]
    first = "00000000-0000-4000-8000-000000000001"
    assert _register(service, first, rows)["registered"] == 300
    assert committing.commit(service, CALLER, first)["replayed"] is True
    with pytest.raises(Refused, match="already-registered"):
        _register(service, "00000000-0000-4000-8000-000000000002", rows[:2])
    told = reading.digest_page(service, CALLER, EMPLOYEE, cursor=None, limit=1000)["rows"]
    assert len(told) == 300
    lines = [":".join(map(str, row[:3])) for row in told]
    codes = [str(row[0]) for row in told]
    for cursor, listed, following in ((None, lines[:299], codes[298]), (codes[298], lines[299:], None)):
        assert reading.digest_lines(service, CALLER, EMPLOYEE, cursor=cursor, limit=299) == {
            "lines": " ".join(listed), "next": following}
    some = Narrowed([codes[4], codes[7], codes[9]])
    page = reading.record_page(service, CALLER, EMPLOYEE, cursor=codes[4], limit=1, narrowed=some)
    assert ([row[0] for row in page["rows"]], page["next"]) == ([codes[7]], codes[7])
    clear_leftovers(service.database)
    with service.database.write() as connection:
        assert People(service.database, connection, 1, EMPLOYEE).count(Search("イトウ 伊藤")) == 300
        assert Audit(service.database, connection, 1).broken() is None
        assert connection.scalar(text("SELECT count(*) FROM my_numbers")) == 300
        assert connection.scalar(text("SELECT count(*) FROM staged_batches WHERE sealed IS NOT NULL")) == 0
    for table in ("audit_runs", "audit_entries", "my_number_log"):
        with pytest.raises(DatabaseError, match="append-only"), service.database.write() as connection:
            connection.execute(text(f"DELETE FROM {table}"))
    service.database.close()


def test_families_and_everybody_once_more(cluster, tmp_path):
    service = open_service(tmp_path, Clock(), cluster.new_database())
    rows = [person(n) for n in range(1, 4)]
    _register(service, "00000000-0000-4000-8000-000000000001", rows)
    family = [member(1), child(1), member(2)]
    assert send(service, "family", family, versions=[None] * 3, relink=False)["registered"] == 3
    shown = look(service, "family", [member(1, occupation_code="1"), member(2)])
    listed = [[gone["code"], gone["member"], gone["version"]] for gone in shown["deletions"]]
    assert [gone["name"] for gone in shown["deletions"]] == ["伊藤 太郎 子(実子・養子)"]
    outcome = send(service, "family", [member(1, occupation_code="1"), member(2)], versions=[1, 1], deletions=listed,
                   numbers=[my_number(1), None])
    assert (outcome["registered"], outcome["relinked"], outcome["deleted"]) == (0, 2, 1)
    outcome = send(service, "employee", [person(n, zip=None) for n in range(1, 5)], versions=[1, 1, 1, None],
                   numbers=[None] * 4)
    assert (outcome["registered"], outcome["relinked"]) == (1, 3)
    with service.database.write() as connection:
        assert Audit(service.database, connection, 1).broken() is None
        assert connection.scalar(text("SELECT count(*) FROM my_numbers")) == 1
    page = reading.digest_page(service, CALLER, FAMILY, cursor=None, limit=1)
    assert [tuple(row[:2]) for row in page["rows"]] == [("0000000001", 2)]
    service.database.close()
