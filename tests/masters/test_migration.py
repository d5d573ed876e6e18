"""Data of before there were families is brought up to date: everybody's My Number still opens, and the log goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nxdesk.masters.database import Database
from nxdesk.masters.generate import my_number_for
from nxdesk.masters.migrations import steps
from nxdesk.masters.store import open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.vault.seal import Sealer
from tests.masters.people_rows import COLUMNS, some_rows
from tests.masters.schema import differences

BEFORE = 1
"""The last step without families."""

STAMP = "2019-05-01T10:00:00"
ICHIRO, SECOND, THIRD = (str(row[0]) for row in some_rows(3))


def put_in_old_data(url: str, sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people, two with numbers as they were sealed then, written by statements of then."""
    database = Database(url)
    with monkeypatch.context() as patch:
        patch.setattr(steps, "STEPS", steps.STEPS[:BEFORE])
        patch.setattr(steps, "LATEST", BEFORE)
        steps.migrate(database, None, STAMP, kinds=())
    mark = "%s" if database.url.get_backend_name() == "postgresql" else "?"
    with database.writing() as connection:
        def insert(table: str, *values: object) -> None:
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join([mark] * len(values))})", values)

        for row in some_rows(3):
            insert(f"employee ({', '.join((*COLUMNS, 'version', 'updated_at', 'updated_by', 'digest'))})",
                   *row, 3, STAMP, "jinji", "0" * 16)
        for code in (ICHIRO, SECOND):
            context = f"nx/{code}/my_number"
            key = sealer.new_person_key(context)
            sealed = sealer.person(key, context).seal(my_number_for(code, 1).encode(), context)
            insert("my_number (employee_code, person_key, sealed, updated_at, updated_by)", code, key, sealed, STAMP,
                   "jinji")
            insert('my_number_access (at, "by", employee_code, action, purpose)', STAMP, "jinji", code, "登録", "入社")
        insert("linked_person (kind, employee_code, linked_at)", EMPLOYEE.id, ICHIRO, STAMP)
        for registration_id, state, codes in (("r1", "不明", (SECOND, ICHIRO)), ("r2", "登録済", (THIRD,))):
            insert("registration", registration_id, EMPLOYEE.id, "fp", "digest", len(codes), state, STAMP, "jinji",
                   STAMP, "{}")
            for code in codes:
                insert("registration_person", registration_id, code)
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_numbers_and_log_of_before_families_are_those_of_the_people(
        kind: str, file: Path, sealer: Sealer, clock: Clock, request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch) -> None:
    url = sqlite_url(file) if kind == "sqlite" else request.getfixturevalue("postgres_of_its_own")
    put_in_old_data(url, sealer, monkeypatch)
    masters = open_masters(url, sealer, clock)
    numbers = masters.my_numbers
    assert [(row.at, row.by, row.employee_code, row.family_seq, row.action) for row in numbers.accesses()] == [
        (STAMP, "jinji", SECOND, 0, "登録"), (STAMP, "jinji", ICHIRO, 0, "登録")]
    codes = [ICHIRO, SECOND, THIRD]
    assert numbers.having(codes) == {ICHIRO, SECOND}
    assert numbers.bulk(codes, by="admin", purpose="連携") == {code: my_number_for(code, 1) for code in codes[:2]}
    person = masters.people.get(ICHIRO)
    assert person is not None
    assert tuple(person[name] for name in COLUMNS) == some_rows(1)[0]
    assert person["version"] == 3
    assert masters.linkage.last_linked(codes) == {ICHIRO: STAMP}
    assert (masters.journal.codes("r1"), masters.journal.codes("r2")) == ([ICHIRO, SECOND], [THIRD])
    assert masters.journal.unresolved_codes(codes) == {ICHIRO: "r1", SECOND: "r1"}
    assert masters.families.count() == 0
    seq = masters.families.add(ICHIRO, {"last_name": "伊藤", "first_name": "花子", "hi_dependent": 1}, "admin")
    numbers.set(ICHIRO, my_number_for(THIRD, 1), by="admin", member=seq)
    numbers.set(ICHIRO, None, by="admin")
    assert numbers.having(codes) == {SECOND}
    assert numbers.having(codes, FAMILY) == {(ICHIRO, seq)}
    with masters.database.reading() as connection:
        assert differences(connection) == []
    masters.close()


def test_the_old_file_is_kept_beside(file: Path, sealer: Sealer, clock: Clock, tmp_path: Path,
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_old_data(sqlite_url(file), sealer, monkeypatch)
    open_masters(sqlite_url(file), sealer, clock, tmp_path / "copies").close()
    [copy] = (tmp_path / "copies").iterdir()
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT version FROM masters_schema").fetchone() == (BEFORE,)
        assert raw.execute("SELECT count(*) FROM my_number").fetchone() == (2,)
    open_masters(sqlite_url(file), sealer, clock, tmp_path / "copies").close()
    assert len(list((tmp_path / "copies").iterdir())) == 1
