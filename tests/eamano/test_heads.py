"""Heads of the audit log outside the database: what the chain alone cannot show, and what is no sign of anything."""

import stat
import sys
from shutil import copytree

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store import verifying
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.eamano.store.heads import FILE, KnownHead, parsed_head
from nxdesk.eamano.store.tables import AUDIT_HEADS
from nxdesk.eamano.store.verifying import NX, verify_log
from nxdesk.records.clock import Clock

ACTOR = Actor("NX連携 試験", "127.0.0.1", "r")
STAMP = "2020-04-01T00:00:00Z"


def write_run(database, *names):
    """A run with an entry a name; answers the head."""
    with database.write() as connection:
        audit = Audit(database, connection, 1)
        audit.run(ACTOR, "社員登録", STAMP, [(f"{n:010d}", f'{{"last_name":[null,"{name}"]}}')
                                         for n, name in enumerate(names)])
        return parsed_head(audit.head_text())


def unlocked(database, *statements):
    """Statements of somebody who has the file."""
    with database.write() as connection:
        for table in ("audit_runs", "audit_entries"):
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{action}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A fresh data folder; hashing the practice passwords takes long."""
    folder = tmp_path_factory.mktemp("seeded") / "data"
    open_service(folder, Clock()).database.close()
    return folder


@pytest.fixture
def data(tmp_path, seeded):
    return copytree(seeded, tmp_path / "data")


@pytest.fixture
def database(data):
    service = open_service(data, Clock())
    for name in ("伊藤", "佐藤", "鈴木"):
        write_run(service.database, name, name)
    yield service.database
    service.database.close()


def codes(database, known=None, *, full=True):
    return [(found.code, found.place) for found in verify_log(database, 1, known, full=full).findings]


def rewrite(database):
    """The whole chain anew with one name changed, as somebody would who has the program."""
    unlocked(database, "DELETE FROM audit_entries", "DELETE FROM audit_runs", "DELETE FROM audit_heads")
    heads, database.heads = database.heads, None
    for name in ("別人", "佐藤", "鈴木"):
        write_run(database, name, name)
    database.heads = heads


CUT = ("DELETE FROM audit_entries WHERE run = 3", "DELETE FROM audit_runs WHERE run = 3",
       "UPDATE audit_heads SET run = 2, seq = 4, hash = (SELECT hash FROM audit_entries WHERE seq = 4)")


@pytest.mark.parametrize("full", [True, False])
def test_a_log_that_nobody_touched_is_sound(database, full):
    verified = verify_log(database, 1, full=full)
    assert (verified.sound, verified.entries, verified.head.run) == (True, 6, 3)


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize(("statements", "found"), [
    (["UPDATE audit_entries SET changes = '{}' WHERE seq = 4"], ("NXD_H_01", "entry 4")),
    (["UPDATE audit_runs SET actor = '別人' WHERE run = 2"], ("NXD_H_01", "run 2")),
    (["DELETE FROM audit_entries WHERE seq = 4"], ("NXD_H_02", "entry 4")),
    (["DELETE FROM audit_runs WHERE run = 2"], ("NXD_H_02", "run 2")),
    (["DELETE FROM audit_entries WHERE seq = 6"], ("NXD_H_03", "entry 6")),
    (["DELETE FROM audit_entries WHERE run = 3", "DELETE FROM audit_runs WHERE run = 3"], ("NXD_H_03", "run 3")),
    (CUT, ("NXD_H_03", "run 3")),
    (["UPDATE audit_heads SET hash = '" + "0" * 64 + "'"], ("NXD_H_05", "run 3"))])
def test_what_was_done_to_it_is_named_with_its_first_place(database, statements, found, full):
    unlocked(database, *statements)
    assert codes(database, full=full) == [found]


@pytest.mark.parametrize("full", [True, False])
def test_a_chain_written_anew_is_found(database, full):
    rewrite(database)
    with database.read() as connection:
        assert Audit(database, connection, 1).broken() is None
    assert codes(database, full=full) == [("NXD_H_04", "run 1")]


def test_what_an_nx_remembers_counts_as_well(database, data):
    remembered = database.heads.of(1)
    rewrite(database)
    (data / FILE).unlink()
    assert codes(database, {NX: remembered[1:]}) == [("NXD_H_04", "run 2"), ("NXD_H_06", "heads")]
    assert codes(database, {NX: [KnownHead(9, 40, "0" * 64)]})[0] == ("NXD_H_03", "run 4")


def test_every_sentence_is_plain_and_whole():
    for code in ("NXD_H_01", "NXD_H_02", "NXD_H_03", "NXD_H_04", "NXD_H_05"):
        sentence = verifying._finding(code, "entry 17").sentence
        assert "明細No.17" in sentence
        assert "{" not in sentence
        assert sentence.endswith("。")


def test_a_crash_between_commit_and_line_is_no_alarm_and_is_caught_up_with(database, data):
    heads, database.heads = database.heads, None
    head = write_run(database, "高橋")
    database.heads = heads
    assert heads.of(1)[-1].run == 3
    assert codes(database) == codes(database, full=False) == []
    open_service(data, Clock()).database.close()
    assert heads.of(1)[-1] == head
    unlocked(database, "DELETE FROM audit_entries WHERE run = 4", "DELETE FROM audit_runs WHERE run = 4",
             "UPDATE audit_heads SET run = 3, seq = 6, hash = (SELECT hash FROM audit_entries WHERE seq = 6)")
    assert codes(database) == [("NXD_H_03", "run 4")]


def test_what_came_to_nothing_is_not_noted(database):
    before = database.heads.of(1)
    with pytest.raises(IntegrityError), database.write() as connection:
        # A second line for the same tenant: the transaction ends there.
        connection.execute(insert(AUDIT_HEADS).values(
            tenant_id=Audit(database, connection, 1).run(ACTOR, "社員登録", STAMP, [("1", "{}")]) - 3, run=0, seq=0,
            hash=""))
    assert database.heads.of(1) == before
    assert write_run(database, "高橋") in database.heads.of(1)


def test_a_log_from_before_there_were_heads_begins_with_what_it_has(database, data):
    (data / FILE).unlink()
    with database.write() as connection:
        connection.execute(text("UPDATE audit_heads SET noted = 0"))
    open_service(data, Clock()).database.close()
    assert codes(database) == []
    assert [head.run for head in database.heads.of(1)] == [3]


def test_a_file_of_heads_that_is_gone_is_said_for_ever(database, data):
    (data / FILE).unlink()
    assert codes(database) == [("NXD_H_06", "heads")]
    open_service(data, Clock(Clock.parse("2020-04-06 09:00"))).database.close()
    assert codes(database) == [("NXD_H_07", "2020/04/06 09:00:00")]


def test_torn_lines_are_passed_over(database, data):
    with (data / FILE).open("ab") as file:
        file.write(b'{"tenant":1,"run":9')
    assert codes(database) == []
    head = write_run(database, "高橋")
    assert head in database.heads.of(1)
    assert codes(database) == []


def test_only_the_owner_may_read_them(database, data):
    # Windows knows no such modes and shows every writable file as 0666.
    assert stat.S_IMODE((data / FILE).stat().st_mode) == (0o666 if sys.platform == "win32" else 0o600)


def test_two_processes_note_side_by_side(database, data):
    other = open_service(data, Clock()).database
    for name in range(5):
        write_run(database, f"甲{name}")
        write_run(other, f"乙{name}")
    other.close()
    assert [head.run for head in database.heads.of(1)] == list(range(1, 14))
    assert codes(database) == []


@pytest.mark.parametrize("runs", [1, 3, 5])
def test_the_quick_check_looks_at_the_end_alone(database, runs, monkeypatch):
    monkeypatch.setattr(verifying, "LAST_ENTRIES", runs)
    for _ in range(4):
        write_run(database, *"abc")
    verified = verify_log(database, 1, full=False)
    assert (verified.sound, verified.entries) == (True, runs)
    unlocked(database, "UPDATE audit_entries SET changes = '{}' WHERE seq = 1")
    assert codes(database, full=False) == []
    assert codes(database) == [("NXD_H_01", "entry 1")]
    unlocked(database, "UPDATE audit_entries SET changes = '{}' WHERE seq = 18")
    assert codes(database, full=False) == [("NXD_H_01", "entry 18")]


def test_heads_are_read_as_they_are_printed():
    head = KnownHead(3, 17, "ab" * 32)
    assert parsed_head(head.text) == head
    assert [parsed_head(text) for text in ("", "3", "3:17", "3:17:xy", "a:1:" + "ab" * 32, "-1:1:" + "ab" * 32)] == [
        None] * 6
