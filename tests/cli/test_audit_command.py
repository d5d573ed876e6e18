"""`nxdesk audit verify`, beside a running service or without one: what it finds, and what it ends with."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.audit import Actor, Audit
from nxdesk.records.clock import Clock
from tests.cli.command import Command, serve, stop
from tests.cli.in_process import Nxdesk

ACTOR = Actor("NX連携 試験", "127.0.0.1", "r")


def write_runs(data: Path, *names: str) -> list[str]:
    """A run a name; answers the heads."""
    database = open_service(data / "eamano", Clock()).database
    heads = []
    for name in names:
        with database.write() as connection:
            audit = Audit(database, connection, 1)
            audit.run(ACTOR, "社員登録", "2020-04-01T00:00:00Z", [("0000000101", f'{{"last_name":[null,"{name}"]}}')])
            heads.append(audit.head_text())
    database.close()
    return heads


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service's folder with three runs; to be copied."""
    data = tmp_path_factory.mktemp("logged") / "data"
    write_runs(data, "伊藤", "佐藤", "鈴木")
    return data


@pytest.fixture
def nxdesk(logged: Path, tmp_path: Path) -> Nxdesk:
    return Nxdesk(copytree(logged, tmp_path / "data"))


def tamper(nxdesk: Command | Nxdesk, *statements: str) -> None:
    with closing(sqlite3.connect(nxdesk.data / "eamano" / "eamano.sqlite")) as database, database:
        for table in ("audit_runs", "audit_entries"):
            for action in ("update", "delete"):
                database.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
        for statement in statements:
            database.execute(statement)


CUT = ("DELETE FROM audit_entries WHERE run = 3", "DELETE FROM audit_runs WHERE run = 3",
       "UPDATE audit_heads SET run = 2, seq = 2, hash = (SELECT hash FROM audit_entries WHERE seq = 2)")


def test_a_sound_log_is_told_with_its_head(nxdesk: Nxdesk) -> None:
    answer = nxdesk("audit", "verify")
    assert (answer.status, answer.err) == (0, "")
    assert "改ざん検知 正常" in answer.out
    facts = nxdesk("audit", "verify", "--json", "--data", str(nxdesk.data / "eamano")).facts
    assert facts["ok"] is True
    assert facts["logs"][0]["head"] in answer.out
    assert nxdesk("audit", "verify", "--json", "--data", str(nxdesk.data)).facts == facts


@pytest.mark.parametrize(("statements", "code", "words"), [
    (("UPDATE audit_entries SET changes = '{}' WHERE seq = 2",), "NXD_H_01", "明細No.2が書き換えられています。"),
    (("DELETE FROM audit_entries WHERE seq = 2",), "NXD_H_02", "明細No.2が削除されています。"),
    (CUT, "NXD_H_03", "末尾が切り取られています。外に保管した先頭の記録にある処理No.3以降がありません。")])
def test_what_was_done_is_told_in_a_sentence(nxdesk: Nxdesk, statements: tuple[str, ...], code: str,
                                             words: str) -> None:
    tamper(nxdesk, *statements)
    answer = nxdesk("audit", "verify")
    assert answer.status == 1
    assert "異常" in answer.out
    assert f"{words}({code})" in answer.out
    (finding,) = nxdesk("audit", "verify", "--json").facts["logs"][0]["findings"]
    assert (finding["code"], finding["place"].split()[1]) == (code, words.partition("No.")[2][0] if code != "NXD_H_03"
                                                              else "3")


def test_a_chain_written_anew_is_told_by_the_file_and_by_a_head_one_wrote_down(nxdesk: Nxdesk) -> None:
    known = nxdesk("audit", "verify", "--json").facts["logs"][0]["head"]
    heads = (nxdesk.data / "eamano" / "audit-heads.jsonl").read_bytes()
    tamper(nxdesk, "DELETE FROM audit_entries", "DELETE FROM audit_runs", "DELETE FROM audit_heads")
    (nxdesk.data / "eamano" / "audit-heads.jsonl").unlink()
    write_runs(nxdesk.data, "別人", "佐藤", "鈴木")
    assert nxdesk("audit", "verify").status == 0
    answer = nxdesk("audit", "verify", "--known", known)
    assert answer.status == 1
    assert "後から作り直されています。処理No.3が指定された先頭と一致しません。(NXD_H_04)" in answer.out
    (nxdesk.data / "eamano" / "audit-heads.jsonl").write_bytes(heads)
    assert "処理No.1が外に保管した先頭の記録と一致しません。(NXD_H_04)" in nxdesk("audit", "verify").out


def test_wrong_calls_are_refused(nxdesk: Nxdesk, tmp_path: Path) -> None:
    assert nxdesk("audit", "verify", "--known", "3:17").status == 2
    answer = nxdesk("audit", "verify", "--data", str(tmp_path / "nothing"))
    assert (answer.status, answer.out) == (1, "")
    assert "データがありません" in answer.err
    assert not (tmp_path / "nothing").exists()
    assert "お客様ID「NOBODY」はありません。" in nxdesk("audit", "verify", "--customer-id", "NOBODY", "--known",
                                               "1:1:" + "0" * 64).err


def test_it_works_beside_a_running_service_with_what_nx_remembers(connected: Command) -> None:
    process = serve(connected)
    try:
        assert connected("register", "employee", "--all", "--skip-errors", "--json").status == 0
        assert connected("audit", "verify").status == 0
    finally:
        stop(process)
    folder = connected.data / "eamano"
    tamper(connected, "DELETE FROM audit_entries", "DELETE FROM audit_runs", "DELETE FROM audit_heads")
    (folder / "audit-heads.jsonl").unlink()
    write_runs(connected.data, "別人")
    answer = connected("audit", "verify")
    assert answer.status == 1
    assert "NXが覚えている先頭と一致しません。(NXD_H_04)" in answer.out
