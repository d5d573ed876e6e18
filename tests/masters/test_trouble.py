"""Killed processes, full disks, locks, read-only files and many threads: all or nothing, and a sentence for people."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from nxdesk.masters.store import Masters, MastersUnavailable, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import draft, some_rows

OPENED = """
import sys
from pathlib import Path
from nxdesk.masters.generate import generate
from nxdesk.masters.store import open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import Sealer
masters = open_masters(sqlite_url(Path(sys.argv[1])), Sealer(bytes(range(32))), Clock())
"""

INSERTS = OPENED + """
def rows(stop):
    for n, row in enumerate(generate(1_000_000, 1)):
        if n == stop:
            print("writing", flush=True)
        yield row
masters.people.bulk_insert(rows(int(sys.argv[2])), "killed")
"""

WRITES_DOWN = OPENED + """
masters.journal.open("r1", "employee", "fp", "digest", ["0000000101"], "admin")
print("open", flush=True)
masters.journal.mark("r1", "送信前")
print("before sending", flush=True)
sys.stdin.read()
"""


def kill_after(script: str, word: str, file: Path, *arguments: str) -> None:
    """Run the script as a process of its own until it says the word, then kill it as nothing else can."""
    with subprocess.Popen([sys.executable, "-c", script, str(file), *arguments], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != word:
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("at", ["1", "2000", "7000"])
def test_a_process_killed_while_inserting_leaves_nobody(at: str, file: Path, sealer: Sealer, clock: Clock) -> None:
    masters = open_masters(sqlite_url(file), sealer, clock)
    masters.people.create(draft(), "jinji")
    masters.close()
    kill_after(INSERTS, "writing", file, at)
    masters = open_masters(sqlite_url(file), sealer, clock)
    assert masters.people.codes() == ["0000000001"]
    with masters.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    masters.people.bulk_insert(some_rows(100), "jinji")
    assert masters.people.count() == 101
    masters.close()


@pytest.mark.parametrize(("word", "states"), [("open", {"準備", "送信前"}), ("before sending", {"送信前"})])
def test_a_journal_entry_outlives_the_process(word: str, states: set[str], file: Path, sealer: Sealer,
                                              clock: Clock) -> None:
    kill_after(WRITES_DOWN, word, file)
    masters = open_masters(sqlite_url(file), sealer, clock)
    entry = masters.journal.get("r1")
    assert entry is not None
    assert entry.state in states
    assert masters.journal.codes("r1") == ["0000000101"]
    masters.close()


def set_up(masters: Masters, pragma: str) -> None:
    """Change the one connection that a single thread uses."""
    with masters.database.engine.connect() as connection:
        connection.exec_driver_sql(pragma)


def test_a_full_disk(masters: Masters) -> None:
    masters.people.create(draft(), "jinji")
    with masters.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    set_up(masters, f"PRAGMA max_page_count={pages + 20}")
    with pytest.raises(MastersUnavailable) as caught:
        masters.people.bulk_insert(some_rows(2000), "jinji")
    assert caught.value.code == "NXD_M_01"
    assert "空き容量" in caught.value.sentence
    assert masters.people.codes() == ["0000000001"]
    set_up(masters, "PRAGMA max_page_count=1000000")
    masters.people.bulk_insert(some_rows(2000), "jinji")


def test_a_lock_of_somebody_else(masters: Masters, file: Path) -> None:
    set_up(masters, "PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert masters.people.count() == 0
        with pytest.raises(MastersUnavailable) as caught:
            masters.people.create(draft(), "jinji")
        other.execute("ROLLBACK")
    assert caught.value.code == "NXD_M_03"
    masters.people.create(draft(), "jinji")


def test_a_file_that_cannot_be_written(masters: Masters, file: Path, sealer: Sealer, clock: Clock) -> None:
    masters.people.create(draft(), "jinji")
    reader = open_masters(f"sqlite:///file:{file}?mode=ro&uri=true", sealer, clock)
    assert reader.people.count() == 1
    with pytest.raises(MastersUnavailable) as caught:
        reader.people.save("0000000001", {"position": "課長"}, 1, "jinji")
    reader.close()
    assert caught.value.code == "NXD_M_02"
    assert "書き込める" in caught.value.sentence


def test_a_folder_that_cannot_be(tmp_path: Path, sealer: Sealer, clock: Clock) -> None:
    (tmp_path / "letter").write_text("not a folder")
    with pytest.raises(MastersUnavailable) as caught:
        open_masters(sqlite_url(tmp_path / "letter" / "masters.sqlite"), sealer, clock)
    assert caught.value.code == "NXD_M_02"


def test_a_database_server_that_went_away(postgres_of_its_own: str, sealer: Sealer, clock: Clock) -> None:
    masters = open_masters(postgres_of_its_own, sealer, clock)
    masters.people.create(draft(), "jinji")
    with pytest.raises(MastersUnavailable) as caught, masters.database.reading() as connection:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    assert caught.value.code == "NXD_M_06"
    assert masters.people.count() == 1
    masters.close()


def test_any_thread_may_use_it(any_masters: Masters) -> None:
    def work(number: int) -> int:
        code = f"{number:010d}"
        any_masters.people.create(draft(code), "jinji")
        any_masters.people.save(code, {"position": "課長"}, 1, "jinji")
        any_masters.linkage.mark([code], "2020-04-06T09:00:53")
        return sum(row[0] == code for row in any_masters.people.linked())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(1, 41))) == [1] * 40
    assert any_masters.people.count() == 40


def test_values_of_people_do_not_stand_in_failures(masters: Masters) -> None:
    masters.people.create(draft(last_name="秘密太郎"), "jinji")
    set_up(masters, "PRAGMA query_only=ON")
    with pytest.raises(MastersUnavailable) as caught:
        masters.people.save("0000000001", {"last_name": "秘密次郎"}, 1, "jinji")
    shown = "".join(str(part) for part in (caught.value, caught.value.__cause__, caught.value.sentence))
    assert "秘密" not in shown
