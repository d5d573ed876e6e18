"""Kinds that are registered again and again on a real PostgreSQL: tables, several workers at once, the way back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import inspect, text

from nxdesk.eamano.opening import KEY, open_service
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.restoring import preview, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.editing import Records
from nxdesk.eamano.store.members import Members, Narrowed
from nxdesk.eamano.store.tables import PEOPLE
from nxdesk.records.clock import Clock
from nxdesk.records.kinds import kind as kind_of
from nxdesk.vault.keys import profile_key
from tests.eamano.direct import look, send
from tests.eamano.kind_rows import SAMPLES, hr_code, premium, yea
from tests.eamano.people import person
from tests.masters.postgres_cluster import Cluster

CODE = "0000000001"
ACTOR = Actor("管理 太郎", "127.0.0.1", "r")
WORKERS = 4


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture
def service(cluster, tmp_path):
    opened = open_service(tmp_path, Clock(), cluster.new_database())
    send(opened, "employee", [person(1)], versions=[None], relink=False)
    yield opened
    opened.database.close()


def _at_once(count, work):
    """What `work(n)` of each thread came to; a refusal stands for itself."""
    ready = Barrier(count)

    def one(number):
        ready.wait(20)
        try:
            return work(number)
        except Refused as refused:
            return refused.problem.name
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def _columns(service):
    found = inspect(service.database.engine)
    return {name: {column["name"] for column in found.get_columns(name)} for name in PEOPLE}


@pytest.mark.parametrize("lost", [[], ["yea", "shoyo"]])
def test_workers_that_start_at_once_make_the_tables_once(cluster, tmp_path, lost):
    url = cluster.new_database()
    # Made by the first of several processes; these here are one.
    profile_key(tmp_path, KEY)
    if lost:
        first = open_service(tmp_path, Clock(), url)
        with first.database.write() as connection:
            for table in lost:
                connection.execute(text(f"DROP TABLE {table}"))
            connection.execute(text("ALTER TABLE santei DROP COLUMN remark"))
        first.database.close()
    services = _at_once(WORKERS, lambda _: open_service(tmp_path, Clock(), url))
    declared = {name: {column.name for column in table.columns} for name, table in PEOPLE.items()}
    assert [_columns(service) for service in services] == [declared] * WORKERS
    for service in services:
        service.database.close()


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_record_is_registered_again_and_taken_back(service, kind):
    owner = CODE if kind_of(kind).by_person else "LIFE"
    rows = [SAMPLES[kind](owner)]
    run = send(service, kind, rows, versions=[None])["run"] or 0
    assert look(service, kind, rows)["records"][0]["verdict"] == "update"
    assert send(service, kind, rows, versions=[1])["relinked"] == 1
    restore(service, 1, run, ACTOR, preview(service, 1, run).seen)
    with service.database.read() as connection:
        assert Records(connection, 1).members(kind_of(kind), owner) == []


def test_the_same_new_code_of_several_at_once_is_registered_once(service):
    found = _at_once(WORKERS, lambda number: send(
        service, "hr_code", [hr_code("LIFE", name=f"第{number}生命")], versions=[None])["registered"])
    assert sorted(map(str, found)) == ["1", *["stale-version"] * (WORKERS - 1)]


def test_several_documents_of_one_person_at_once(service):
    found = _at_once(WORKERS, lambda number: send(
        service, "yea", [yea(CODE, year=2015 + number), premium(CODE, year=2015 + number)],
        versions=[None, None])["registered"])
    assert found == [2] * WORKERS


def test_only_finished_documents_are_read(service):
    send(service, "yea", [yea(CODE), premium(CODE), yea(CODE, year=2018)], versions=[None] * 3)
    kind = kind_of("yea")
    with service.database.write() as connection:
        records = Records(connection, 1)
        records.change(kind, records.members(kind, CODE)[0], {"status": "fixed"}, "2030-01-01T00:00:00Z")
    with service.database.read() as connection:
        members = Members(service.database, connection, 1, kind)
        assert [row[1] for row in members.digest_page("", 100, unfinished=False)[0]] == [2, 1]
        assert len(members.digests([CODE])) == 3
        since = Narrowed([CODE], since="2030-01-01T00:00:00Z", unfinished=True)
        assert [row[1] for row in members.page("", 100, since)[0]] == [2019, 2019]
