"""「この登録の前に戻す」: everything comes back whole, of one tenant alone, and nothing half."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from shutil import copytree

import pytest
from sqlalchemy import select, text

from nxdesk.eamano.housekeeping import Housekeeper, clear_leftovers
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.restoring import ACTION, RestoreRefused, preview, purge, restore
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.editing import Records
from nxdesk.eamano.store.my_numbers import number_context
from nxdesk.eamano.store.snapshots import PURGED, purge_expired
from nxdesk.eamano.store.tables import UNDO_PARTS, UNDO_RUNS
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.eamano.store.verifying import verify_log
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.vault.seal import SealBroken
from tests.eamano.changes import changed, dump
from tests.eamano.people import my_number

CODE, OTHER = "0000000101", "0000000102"
META = ("version", "updated_at", "settled")
RESTORER = Actor("管理 太郎", "127.0.0.1", "r")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A fresh data folder; hashing the practice passwords takes long."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    service = open_service(folder, Clock())
    with service.database.write() as connection:
        create_tenant(connection, "OTHER", "別会社", [], "2020-01-01T00:00:00Z")
    service.database.close()
    return folder


@pytest.fixture
def service(tmp_path, seeded):
    opened = open_service(copytree(seeded, tmp_path / "data"), Clock(Clock.parse("2020-04-06 09:00")))
    for tenant in (1, 2):
        changed(opened, _company, tenant_id=tenant)
    yield opened
    opened.database.close()


def _company(change):
    """A person with everything, and one with nothing."""
    change.add_person(CODE, position="課長")
    change.photo(CODE)
    change.number((CODE, 0), 1)
    wife = change.add_member(CODE)
    change.add_member(CODE, first_name="次郎", relationship_code="02", birth_date="2010-01-01")
    change.number((CODE, wife), 2)
    change.picture((CODE, wife), "my_number_doc_images.number")
    change.picture((CODE, 0), "disability_cert_image")
    change.add_person(OTHER, first_name="二郎")


def _members(service, code=CODE):
    with service.database.read() as connection:
        return {row["first_name"]: row["id"] for row in Records(connection, 1).members(FAMILY, code)}


def _relink(service):
    """What a re-registration does that deletes: the wife with number and document, the person's number and photo."""
    wife = _members(service)["花子"]

    def work(change):
        change.change("employee", {"position": None, "basic_pension_no_a": "1234"}, employee_code=CODE)
        for table in ("my_numbers", "attachments"):
            change.delete(table, employee_code=CODE, member=wife)
        change.delete("family", id=wife)
        change.delete("my_numbers", employee_code=CODE, member=0)
        change.change("photos", {"digest": "other", "image": b"other"}, employee_code=CODE)
        change.add_member(CODE, first_name="三郎", birth_date="2020-03-03")
        change.add_person("0000000103", last_name="高橋")
    return changed(service, work, "社員登録（再登録）")


def _restore(service, run, tenant_id=1):
    return restore(service, tenant_id, run, RESTORER, preview(service, tenant_id, run).seen)


def test_everything_comes_back_whole(service):
    before, elsewhere = dump(service, without=META), dump(service, 2)
    versions = _versions(service)
    run = _relink(service)
    after = dump(service, without=META)
    assert after != before
    back = _restore(service, run)
    assert dump(service, without=META) == before
    assert dump(service, 2) == elsewhere
    assert all(_versions(service)[key] > version for key, version in versions.items() if key[1] in ("101", "花子"))
    with service.database.read() as connection:
        assert Audit(service.database, connection, 1).broken() is None
        header = connection.execute(text("SELECT action, entries FROM audit_runs WHERE tenant_id = 1 AND run = :run"),
                                    {"run": back}).one()
        told = dict(connection.execute(text("SELECT target, changes FROM audit_entries WHERE tenant_id = 1 "
                                            "AND run = :run"), {"run": back}).all())
    assert verify_log(service.database, 1).sound
    assert tuple(header) == (ACTION, 4)
    assert '"position":[null,"課長"]' in told[CODE]
    assert '"basic_pension_no_a":["●",null]' in told[CODE]
    assert '"my_number":[null,"あり"]' in told[CODE]
    assert '"last_name":["高橋",null]' in told["0000000103"]
    assert not any(my_number(seed) in changes for changes in told.values() for seed in (1, 2))
    # Itself undoable.
    _restore(service, back)
    assert _alike(service, after)


def _alike(service, state):
    """As `state`, but for the numbers of people's rows, which mean nothing and are given anew."""
    def loose(rows, name):
        return sorted((row[1:] if name == "employee" else row for row in rows), key=repr)
    return all(loose(rows, name) == loose(state[name], name) for name, rows in dump(service, without=META).items())


def _versions(service):
    with service.database.read() as connection:
        people = connection.execute(text("SELECT substr(employee_code, 8), version FROM employee WHERE tenant_id = 1"))
        family = connection.execute(text("SELECT first_name, version FROM family WHERE tenant_id = 1"))
        return {("employee", *row)[:2]: row[1] for row in people} | {("family", *row)[:2]: row[1] for row in family}


def test_the_numbers_that_come_back_are_the_right_ones(service):
    wife = _members(service)["花子"]
    _restore(service, _relink(service))
    with service.database.read() as connection:
        rows = connection.execute(text(
            "SELECT member, wrapped_key, sealed FROM my_numbers WHERE tenant_id = 1 ORDER BY member")).all()
        log = connection.execute(text(
            "SELECT employee_code, member, actor FROM my_number_log WHERE purpose = :p ORDER BY member"), {"p": ACTION})
        assert [tuple(row) for row in log] == [(CODE, 0, "管理 太郎"), (CODE, wife, "管理 太郎")]
    for row, seed in zip(rows, (1, 2), strict=True):
        context = number_context(1, (CODE, row.member))
        assert service.sealer.person(row.wrapped_key, context).open(row.sealed, context).decode() == my_number(seed)


def test_the_preview_says_what_the_restore_does(service):
    run = _relink(service)
    looked = preview(service, 1, run)
    assert [r.code for r in looked.vanishing(EMPLOYEE)] == ["0000000103"]
    assert [r.row["first_name"] for r in looked.vanishing(FAMILY)] == ["三郎"]
    assert [r.row["first_name"] for r in looked.returning(FAMILY)] == ["花子"]
    assert [(r.code, {c.item: (c.now, c.after) for c in r.items}) for r in looked.changing(EMPLOYEE)] == [
        (CODE, {"position": (None, "課長"), "basic_pension_no_a": ("1234", None), "photo": ("あり", "あり（差し替え）"),
                "my_number": (None, "あり")})]
    back = [r for r in looked.records if (part := r.part("my_number")) and part.after is not None]
    assert [(r.code, r.member) for r in back] == [(CODE, 0), (CODE, _lost(looked))]
    assert [snapshot.run for snapshot in looked.undone] == [run]
    # However few are named: who vanishes comes first.
    assert [r.row["first_name"] for r in looked.named(2)] == ["三郎", "一郎"]


def _lost(looked):
    return looked.returning(FAMILY)[0].member


def test_across_two_registrations_and_an_edit(service):
    before = dump(service, without=META)
    first = _relink(service)
    between = dump(service, without=META)
    changed(service, lambda change: change.change("employee", {"position": "部長"}, employee_code=CODE), "従業員の変更")
    second = changed(service, lambda change: change.delete("employee", employee_code=OTHER))
    assert [snapshot.run for snapshot in preview(service, 1, first).undone] == [first, first + 1, second]
    for run, state in ((first + 1, between), (first, before)):
        _restore(service, run)
        assert _alike(service, state)
    assert verify_log(service.database, 1).sound


def test_two_members_who_exchanged_their_keys_come_back(service):
    before = dump(service, without=META)
    wife, son = _members(service)["花子"], _members(service)["次郎"]

    def work(change):
        change.change("family", {"match_key": "aside"}, id=wife)
        change.change("family", {"match_key": "x", "first_name": "次郎"}, id=son)
        change.change("family", {"match_key": "y", "first_name": "花子"}, id=wife)
    _restore(service, changed(service, work))
    assert dump(service, without=META) == before


def test_versions_never_come_again(service):
    run = changed(service, lambda change: change.add_person("0000000104"))
    for _ in range(3):
        changed(service, lambda change: change.change("employee", {"position": "x"}, employee_code="0000000104"))
    back = _restore(service, run)
    changed(service, lambda change: change.add_person("0000000104"))
    assert _versions(service)["employee", "104"] == 5
    _restore(service, back)
    assert _versions(service)["employee", "104"] > 5
    # A family record's number is never given to another one.
    lost = _members(service)["次郎"]
    changed(service, lambda change: change.delete("family", id=lost))
    changed(service, lambda change: change.add_member(CODE, first_name="四郎"))
    assert _members(service)["四郎"] > lost


def test_a_record_whose_parts_alone_come_back_gets_a_new_version(service):
    def work(change):
        change.delete("photos", employee_code=OTHER)
    changed(service, lambda change: change.photo(OTHER))
    version = _versions(service)["employee", "102"]
    _restore(service, changed(service, work))
    assert _versions(service)["employee", "102"] == version + 1


def test_nothing_is_done_when_something_has_changed_since_the_preview(service):
    run = _relink(service)
    seen = preview(service, 1, run).seen
    changed(service, lambda change: change.change("employee", {"position": "部長"}, employee_code=CODE))
    before = dump(service)
    with pytest.raises(RestoreRefused) as refused:
        restore(service, 1, run, RESTORER, seen)
    assert refused.value.code == "NXD_U_04"
    assert dump(service) == before


def test_a_run_without_a_snapshot_is_refused_and_other_tenants_have_none(service):
    for tenant, run in ((1, 0), (1, 99), (2, _relink(service))):
        with pytest.raises(RestoreRefused, match="NXD_U_01"):
            preview(service, tenant, run)


def test_what_is_already_so_is_refused(service):
    run = changed(service, lambda change: change.change("employee", {"position": "部長"}, employee_code=CODE))
    changed(service, lambda change: change.change("employee", {"position": "課長"}, employee_code=CODE))
    with pytest.raises(RestoreRefused, match="NXD_U_06"):
        preview(service, 1, run)


def _logs(service, action):
    with service.database.read() as connection:
        runs = connection.execute(text(
            "SELECT actor, at, target, changes FROM audit_runs r JOIN audit_entries e ON r.tenant_id = e.tenant_id "
            "AND r.run = e.run WHERE r.tenant_id = 1 AND action = :a ORDER BY e.seq"), {"a": action}).all()
        numbers = connection.execute(text("SELECT actor, at, employee_code, member FROM my_number_log "
                                          "WHERE tenant_id = 1 AND purpose = :a ORDER BY member"), {"a": action}).all()
    return list(map(tuple, runs)), list(map(tuple, numbers))


@pytest.mark.parametrize("way", ["expiry", "now"])
def test_the_end_of_a_snapshot_is_written_down_with_its_numbers(service, way):
    wife = _members(service)["花子"]
    run = _relink(service)
    who, at = ("期限切れ", "2020-04-20T00:00:00Z") if way == "expiry" else (RESTORER.name, "2020-04-06T00:01:00Z")
    with service.clock.held(Clock.parse(at)):
        if way == "expiry":
            purge_expired(service.database, service.sealer, service.clock.utc_stamp())
        else:
            assert (purge(service, 1, RESTORER, run), purge(service, 1, RESTORER, run)) == (1, 0)
    runs, numbers = _logs(service, PURGED)
    assert runs[-1] == (who, at, f"スナップショット No.{run}", '{"処理":["社員登録（再登録）",null],"個人番号":["2件",null]}')
    assert [target for _, _, target, _ in runs] == [f"スナップショット No.{n}" for n in (
        [run - 1, run] if way == "expiry" else [run])]
    assert numbers == [(who, at, CODE, 0), (who, at, CODE, wife)]
    assert verify_log(service.database, 1).sound


def test_a_snapshot_that_cannot_be_read_can_be_ended(service):
    run = _relink(service)
    with service.database.write() as connection:
        connection.execute(text("UPDATE undo_parts SET number = number + 100 WHERE run = :run"), {"run": run})
    assert purge(service, 1, RESTORER, run) == 1
    [told], numbers = _logs(service, PURGED)
    assert '"個人番号":["2件",null]' in told[3]
    assert numbers == []


def test_a_snapshot_needed_in_between_that_is_gone_is_named(service):
    run = _relink(service)
    later = changed(service, lambda change: change.change("employee", {"position": "部長"}, employee_code=CODE))
    assert purge(service, 1, RESTORER, later) == 1
    with pytest.raises(RestoreRefused) as refused:
        preview(service, 1, run)
    assert refused.value.code == "NXD_U_03"
    assert f"No.{later}の" in refused.value.sentence


def _on_disk(service):
    return b"".join(path.read_bytes() for path in service.database.path.parent.iterdir()
                    if path.name.startswith("eamano.sqlite"))


def _secrets(service):
    """The sealed number of the wife and the key that opens it, as they stand in the table."""
    with service.database.read() as connection:
        return connection.execute(text("SELECT wrapped_key, sealed FROM my_numbers WHERE tenant_id = 1 AND member > 0"
                                       )).one()


@pytest.mark.parametrize("way", ["expiry", "now"])
def test_the_end_of_a_snapshot_destroys_what_it_kept(service, way):
    wrapped, sealed = _secrets(service)
    run = _relink(service)
    with service.database.read() as connection:
        key, parts = (connection.scalar(select(UNDO_RUNS.c.key).where(
            UNDO_RUNS.c.tenant_id == 1, UNDO_RUNS.c.run == run)), connection.scalars(
                select(UNDO_PARTS.c.sealed).where(UNDO_PARTS.c.tenant_id == 1, UNDO_PARTS.c.run == run)).all())
    service.database.checkpoint()
    assert key in _on_disk(service)
    if way == "expiry":
        service.clock.set(Clock.parse("2020-04-13 08:59"))
        assert purge_expired(service.database, service.sealer, service.clock.utc_stamp()) == 0
        assert preview(service, 1, run).records
        service.clock.set(Clock.parse("2020-04-13 09:01"))
        with pytest.raises(RestoreRefused, match="NXD_U_02"):
            preview(service, 1, run)
        assert purge_expired(service.database, service.sealer, service.clock.utc_stamp()) == 3
    else:
        assert purge(service, 1, RESTORER, run) == 1
    clear_leftovers(service.database)
    for gone in (key, wrapped, sealed, *(part[20:60] for part in parts)):
        assert gone not in _on_disk(service)
    with pytest.raises(RestoreRefused) as refused:
        preview(service, 1, run)
    assert refused.value.code == "NXD_U_02"
    with closing(sqlite3.connect(service.database.path)) as plain:
        assert plain.execute("SELECT key, purged_at IS NULL FROM undo_runs WHERE tenant_id = 1 AND run = ?",
                             (run,)).fetchone() == (None, 0)


def test_the_running_service_ends_snapshots_by_its_clock(service, monkeypatch):
    monkeypatch.setattr("nxdesk.eamano.housekeeping._PATIENCE_SECONDS", 0.0)
    run = _relink(service)
    service.clock.set(Clock.parse("2020-04-14"))
    housekeeper = Housekeeper()
    housekeeper.start(service.database, service.sealer, service.clock)
    ends = time.monotonic() + 30
    while _key(service, run) and time.monotonic() < ends:
        time.sleep(0.05)
    housekeeper.stop()
    assert _key(service, run) is None


def _key(service, run):
    with service.database.read() as connection:
        return connection.scalar(select(UNDO_RUNS.c.key).where(UNDO_RUNS.c.tenant_id == 1, UNDO_RUNS.c.run == run))


def test_a_snapshot_that_somebody_changed_is_refused(service):
    run = _relink(service)
    for statement in ("UPDATE undo_parts SET number = number + 100 WHERE run = :run AND number = 0",
                      "DELETE FROM undo_parts WHERE run = :run AND name LIKE 'changed%'"):
        with service.database.write() as connection:
            connection.execute(text(statement), {"run": run})
        with pytest.raises(RestoreRefused) as refused:
            preview(service, 1, run)
        assert refused.value.code == "NXD_U_05"
        assert isinstance(refused.value.__cause__, SealBroken)


def test_nothing_of_the_people_stands_readable_in_a_snapshot(service):
    _relink(service)
    with service.database.read() as connection:
        kept = b"".join(connection.scalars(select(UNDO_PARTS.c.sealed)))
    assert "花子".encode() not in kept
    assert CODE.encode() not in kept


def test_many_people_vanish_and_come_back(service):
    codes = [f"{n:010d}" for n in range(10_000, 11_200)]

    def work(change):
        for code in codes:
            change.add_person(code)
    before = dump(service, without=META)
    run = changed(service, work)
    assert len(preview(service, 1, run).vanishing(EMPLOYEE)) == len(codes)
    back = _restore(service, run)
    assert dump(service, without=META) == before
    _restore(service, back)
    assert len(dump(service)["employee"]) == len(codes) + 2


def test_restores_at_the_same_time_do_it_once(service):
    run = _relink(service)
    seen = preview(service, 1, run).seen
    ended: list[int | str] = []

    def work():
        try:
            ended.append(restore(service, 1, run, RESTORER, seen))
        except RestoreRefused as refused:
            ended.append(refused.code)
    with ThreadPoolExecutor(4) as pool:
        wait([pool.submit(work) for _ in range(4)])
    assert sorted(map(str, ended)) == sorted([str(run + 1), *["NXD_U_04"] * 3])
