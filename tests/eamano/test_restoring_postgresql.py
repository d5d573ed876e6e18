"""The way back and the audit log's heads on a real PostgreSQL."""

import pytest
from sqlalchemy import text

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.restoring import RestoreRefused, preview, purge, restore
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.audit_list import AuditList, Wanted
from nxdesk.eamano.store.snapshots import purge_expired
from nxdesk.eamano.store.verifying import verify_log
from nxdesk.records.clock import Clock
from tests.eamano.changes import changed, dump
from tests.masters.postgres_cluster import Cluster

CODE = "0000000101"
META = ("version", "updated_at", "settled", "id")


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    yield made
    made.stop()


def test_going_back_and_the_log(cluster, tmp_path):
    service = open_service(tmp_path, Clock(), cluster.new_database())
    members = []

    def company(change):
        change.add_person(CODE, position="課長", last_name_kana="イトウ")
        members.append(change.add_member(CODE))
        change.number((CODE, members[0]), 1)
        change.picture((CODE, members[0]), "my_number_doc_images.number")
        change.photo(CODE)

    def relink(change):
        change.delete("my_numbers", employee_code=CODE, member=members[0])
        change.delete("attachments", employee_code=CODE, member=members[0])
        change.delete("photos", employee_code=CODE)
        change.delete("family", id=members[0])
        change.change("employee", {"position": None}, employee_code=CODE)
        change.add_member(CODE, first_name="三郎")
    changed(service, company)
    before = dump(service, without=META)
    run = changed(service, relink)
    back = restore(service, 1, run, Actor("管理 太郎", "", "r"), preview(service, 1, run).seen)
    assert dump(service, without=META) == before
    assert dump(service)["family"][0][0] == members[0]
    with service.database.read() as connection:
        listed = AuditList(service.database, connection, 1)
        assert [listed.page(wanted, 1)[0] for wanted in (
            Wanted(), Wanted("101"), Wanted("イトウ"), Wanted("花子"), Wanted("x"), Wanted(run=back))] == [
                11, 11, 11, 11, 0, 3]
    assert purge(service, 1, Actor("管理 太郎", "", "r"), run) == 1
    with pytest.raises(RestoreRefused, match="NXD_U_02"):
        preview(service, 1, run)
    assert purge_expired(service.database, service.sealer, "2999-01-01T00:00:00Z") == 2
    with service.database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM undo_parts")) == 0
    assert verify_log(service.database, 1).sound
    with service.database.write() as connection:
        connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM audit_entries WHERE seq = 2"))
    assert [finding.code for finding in verify_log(service.database, 1).findings] == ["NXD_H_02"]
    service.database.close()
