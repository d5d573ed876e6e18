"""A re-registration of families while somebody changes the same family on a page, on a real PostgreSQL."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.store.editing import Records
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from tests.eamano.direct import look, send
from tests.eamano.people import child, member, person
from tests.masters.postgres_cluster import Cluster

CODE = "0000000001"
ROWS = [member(1), child(1)]
SECOND = {"employee_code": CODE, "last_name": "伊藤", "first_name": "次郎", "birth_date": "2015-05-05",
          "relationship_code": "11"}
STAMP = "2020-04-01T00:00:00Z"


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture
def workers(cluster, tmp_path):
    """Two workers over one database."""
    url = cluster.new_database()
    made = [open_service(tmp_path, Clock(), url) for _ in range(2)]
    send(made[0], "employee", [person(1)], versions=[None], relink=False)
    send(made[0], "family", ROWS, versions=[None, None], relink=False)
    yield made
    for service in made:
        service.database.close()


def _while_a_page_is_at_it(workers, work):
    """The page has the person and does `work` when the commit has come to wait; answers why the commit was refused."""
    page, service = workers
    versions = [record["version"] for record in look(service, "family", ROWS)["records"]]
    with ThreadPoolExecutor(1) as pool:
        with page.database.write() as connection:
            records = Records(connection, 1)
            records.person(EMPLOYEE, CODE, lock=True)
            sent = pool.submit(send, service, "family", ROWS, versions=versions)
            ends = time.monotonic() + 20
            while not connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                assert time.monotonic() < ends
                time.sleep(0.02)
            work(records)
        with pytest.raises(Refused) as refused:
            sent.result(30)
    return refused.value.problem.name


def test_a_member_added_meanwhile_is_seen(workers):
    assert _while_a_page_is_at_it(workers, lambda records: records.add(FAMILY, SECOND, STAMP)) == "unlisted-deletion"


def test_a_member_changed_meanwhile_is_seen_and_nobody_waits_for_ever(workers):
    def work(records):
        row = next(row for row in records.members(FAMILY, CODE) if row["first_name"] == "太郎")
        records.change(FAMILY, row, {"occupation_code": "5"}, STAMP)
    assert _while_a_page_is_at_it(workers, work) == "stale-version"
