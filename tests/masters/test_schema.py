"""Tables, migration steps, copies before a migration, and data that is not for this program."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect

from nxdesk.masters.database import Database
from nxdesk.masters.migrations import steps
from nxdesk.masters.store import Masters, MastersTooNew, MastersUnavailable, open_masters, sqlite_url
from nxdesk.masters.tables import META_COLUMNS, METADATA, RIGHT, record_table
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import draft, some_rows
from tests.masters.schema import differences


def test_the_steps_make_what_is_declared(any_masters: Masters) -> None:
    with any_masters.database.reading() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_item_of_nx_has_its_column(kind: Kind) -> None:
    table = record_table(kind)
    assert [column.name for column in table.c] == [
        *(item.id for item in kind.nx_columns), *META_COLUMNS, RIGHT]
    assert [column.name for column in table.primary_key.columns] == list(kind.key)


def test_the_steps_name_no_kind_that_is_only_declared(file: Path) -> None:
    database = Database(sqlite_url(file))
    steps.migrate(database, None, "2020-04-06T09:00:53", kinds=())
    with database.reading() as connection:
        made = set(inspect(connection).get_table_names())
    database.close()
    assert made & {kind.id for kind in KINDS} == {"employee", "family"}
    assert made == {table.name for table in METADATA.tables.values()} - {kind.id for kind in KINDS[2:]}


def test_opening_again_changes_nothing(file: Path, sealer: Sealer, clock: Clock, masters: Masters) -> None:
    masters.people.bulk_insert(some_rows(3), "jinji")
    again = open_masters(sqlite_url(file), sealer, clock)
    assert again.people.count() == 3
    again.close()
    assert not (file.parent / "backups").exists()


def test_sqlite_is_set_up_safely(masters: Masters, file: Path) -> None:
    with masters.database.reading() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in
                 ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "busy_timeout")]
    assert found == ["wal", 2, 1, 1, 0, 5000]
    assert {path.stat().st_mode & 0o077 for path in file.parent.glob("masters.sqlite*")} == {0}


def test_an_older_file_is_copied_before_it_is_changed(file: Path, sealer: Sealer, clock: Clock, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    masters = open_masters(sqlite_url(file), sealer, clock)
    masters.people.bulk_insert(some_rows(3), "jinji")
    masters.close()
    next_step = [lambda op: op.execute("CREATE TABLE added (id INTEGER)")]
    monkeypatch.setattr(steps, "STEPS", (*steps.STEPS, *next_step))
    monkeypatch.setattr(steps, "LATEST", steps.LATEST + 1)
    newer = open_masters(sqlite_url(file), sealer, clock, tmp_path / "copies")
    assert newer.people.count() == 3
    newer.close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT version FROM masters_schema").fetchone() == (steps.LATEST,)
        assert raw.execute("SELECT count(*) FROM added").fetchone() == (0,)
    [copy] = (tmp_path / "copies").iterdir()
    assert copy.name == f"masters-{steps.LATEST - 1:04d}-20200406T090053.sqlite"
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT version FROM masters_schema").fetchone() == (steps.LATEST - 1,)
        assert raw.execute("SELECT count(*) FROM employee").fetchone() == (3,)


def test_a_step_that_fails_leaves_the_file_as_it_was(file: Path, sealer: Sealer, clock: Clock,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    open_masters(sqlite_url(file), sealer, clock).close()
    bad = [lambda op: op.execute("CREATE TABLE added (id INTEGER)"), lambda op: op.execute("SELECT nothing")]
    with monkeypatch.context() as patch:
        patch.setattr(steps, "STEPS", (*steps.STEPS, *bad))
        patch.setattr(steps, "LATEST", steps.LATEST + 2)
        with pytest.raises(MastersUnavailable):
            open_masters(sqlite_url(file), sealer, clock)
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT version FROM masters_schema").fetchone() == (steps.LATEST,)
        assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'added'").fetchone() == (0,)
    open_masters(sqlite_url(file), sealer, clock).close()


def test_newer_data_is_refused_in_words(file: Path, sealer: Sealer, clock: Clock) -> None:
    open_masters(sqlite_url(file), sealer, clock).close()
    database = Database(sqlite_url(file))
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE masters_schema SET version = 999")
    database.close()
    with pytest.raises(MastersTooNew) as caught:
        open_masters(sqlite_url(file), sealer, clock)
    assert caught.value.code == "NXD_M_04"
    assert caught.value.sentence.startswith("このデータは新しい版のnxdeskで作られています。")


def test_files_of_others_are_refused(file: Path, sealer: Sealer, clock: Clock) -> None:
    file.write_bytes(b"This is a letter, not a database. " * 100)
    with pytest.raises(MastersUnavailable) as caught:
        open_masters(sqlite_url(file), sealer, clock)
    assert caught.value.code == "NXD_M_05"
    other = file.with_name("other.sqlite")
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(MastersUnavailable) as caught:
        open_masters(sqlite_url(other), sealer, clock)
    assert caught.value.code == "NXD_M_05"


def test_another_key_is_noticed_at_once(file: Path, sealer: Sealer, clock: Clock) -> None:
    open_masters(sqlite_url(file), sealer, clock).close()
    with pytest.raises(MastersUnavailable) as caught:
        open_masters(sqlite_url(file), Sealer(b"x" * 32), clock)
    assert caught.value.code == "NXD_M_08"


@pytest.mark.parametrize(("url", "code"), [
    ("sqlite://", "NXD_M_09"), ("sqlite:///:memory:", "NXD_M_09"), ("nonsense", "NXD_M_06"), ("what://x", "NXD_M_06"),
    ("postgresql+psycopg://nobody@127.0.0.1:1/nothing", "NXD_M_06"),
    ("postgresql+psycopg://nobody:secret@/nothing?host=/nowhere", "NXD_M_06")])
def test_addresses_that_lead_nowhere(url: str, code: str, sealer: Sealer, clock: Clock) -> None:
    with pytest.raises(MastersUnavailable) as caught:
        open_masters(url, sealer, clock)
    assert caught.value.code == code
    assert "secret" not in caught.value.sentence


def test_a_path_may_have_any_characters(tmp_path: Path, sealer: Sealer, clock: Clock) -> None:
    file = tmp_path / "人事 マスター#1?%20.sqlite"
    masters = open_masters(sqlite_url(file), sealer, clock)
    masters.people.bulk_insert(some_rows(1), "jinji")
    masters.close()
    assert file.stat().st_size > 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_may_open_new_data_at_once(kind: str, file: Path, sealer: Sealer, clock: Clock,
                                        request: pytest.FixtureRequest) -> None:
    url = sqlite_url(file) if kind == "sqlite" else request.getfixturevalue("postgres_of_its_own")

    def open_and_close(number: int) -> int:
        masters = open_masters(url, sealer, clock)
        masters.people.create(draft(f"{number:010d}"), "jinji")
        masters.close()
        return number

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_and_close, range(12))) == list(range(12))
    masters = open_masters(url, sealer, clock)
    assert masters.people.count() == 12
    masters.close()
