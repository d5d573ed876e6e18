"""Families and 再登録 by command: losses are listed and only written when accepted; My Numbers need a named user."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.cli.command import PERSON, Command
from tests.cli.conftest import Beside
from tests.cli.in_process import Nxdesk

NUMBER = "123456789018"


def executed(file: Any, words: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one statement over a database that the program has closed."""
    with closing(sqlite3.connect(file, timeout=30)) as database, database:
        return list(database.execute(words, values))


def nx(command: Command | Nxdesk, words: str, *values: object) -> list[tuple[Any, ...]]:
    return executed(command.data / "nx.sqlite", words, *values)


def eamano(command: Command | Nxdesk, words: str, *values: object) -> list[tuple[Any, ...]]:
    return executed(next((command.data / "eamano").glob("*.sqlite")), words, *values)


def members(command: Nxdesk) -> int:
    return int(eamano(command, "SELECT count(*) FROM family WHERE employee_code = ?", PERSON)[0][0])


@pytest.fixture
def fewer(linked: Command, beside: Beside) -> Nxdesk:
    """In NX one of the two is gone since."""
    command = beside(linked)
    nx(command, "DELETE FROM family WHERE employee_code = ? AND family_seq = 1", PERSON)
    return command


def test_families_that_are_there_are_left_out(fewer: Nxdesk) -> None:
    again = fewer("register", "family", "--codes", PERSON, "--json")
    assert (again.status, again.facts["step"], again.facts["left_out"]) == (0, "nobody_left", 1)


def test_losses_are_listed_and_nothing_is_written(fewer: Nxdesk) -> None:
    refused = fewer("register", "family", "--codes", PERSON, "--relink")
    assert refused.status == 1
    assert f"（{PERSON}）の家族" in refused.out
    assert "を削除" in refused.out
    assert "--accept-losses" in refused.out
    told = fewer("register", "family", "--codes", PERSON, "--relink", "--json")
    assert (told.status, told.facts["step"], told.facts["code"]) == (1, "losses", "NXD_N_26")
    assert len(told.facts["losses"]) == 1
    assert members(fewer) == 2


def test_a_dry_run_tells_every_effect(fewer: Nxdesk) -> None:
    dry = fewer("register", "family", "--codes", PERSON, "--relink", "--dry-run", "--json")
    assert dry.status == 0
    impact = dry.facts["impact"]
    assert (impact["relinked"], impact["deleted"]) == (1, 1)
    (gone,) = [record for record in impact["records"] if record["deleted"]]
    assert {effect["effect"] for effect in gone["effects"]} == {"削除"}
    assert {effect["rule"] for effect in gone["effects"]} == {"③-6"}
    table = fewer("register", "family", "--codes", PERSON, "--relink", "--dry-run")
    assert any(line.startswith("！\t③-6\t削除\t") for line in table.out.splitlines())
    assert members(fewer) == 2


def test_accepted_losses_are_written(fewer: Nxdesk) -> None:
    written = fewer("register", "family", "--codes", PERSON, "--relink", "--accept-losses", "--json")
    assert (written.status, written.facts["outcome"]) == (0, "登録済")
    assert (written.facts["relinked"], written.facts["deleted"]) == (1, 1)
    assert members(fewer) == 1


def test_people_before_families(connected: Command) -> None:
    refused = connected("register", "family", "--codes", PERSON)
    assert refused.status == 1
    assert "NXD_VF_03" in refused.out


def test_families_whose_person_is_missing_can_be_skipped(linked: Command, beside: Beside) -> None:
    command = beside(linked)
    line = ("register", "family", "--codes", f"{PERSON},0000000112", "--relink", "--json")
    refused = command(*line)
    assert (refused.status, refused.facts["step"], refused.facts["with_errors"]) == (1, "comparison", 1)
    done = command(*line, "--skip-errors")
    assert (done.status, done.facts["outcome"], done.facts["relinked"]) == (0, "登録済", 2)
    assert [row["個人コード"] for row in done.facts["errors"]] == ["0000000112"]


def test_the_switch_goes_off_after_the_families(linked: Command, beside: Beside) -> None:
    command = beside(linked)
    nx(command, "UPDATE service_settings SET relink = 1")
    people = command("register", "employee", "--codes", PERSON, "--relink")
    assert "必ず「社員/家族情報の再登録を有効にする」のチェックをOFFにしてください。" in people.out
    families = command("register", "family", "--codes", PERSON, "--relink")
    assert "自動でOFFにしました" in families.out
    assert nx(command, "SELECT relink FROM service_settings") == [(0,)]


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_to_be_known_is_said_before_anything_is_sent(linked: Command, beside: Beside, as_json: bool) -> None:
    """The practice company uses more than 再登録 is meant for; that is said once, and only taken as read when shown."""
    command = beside(linked)
    line = ("register", "employee", "--codes", PERSON, "--relink", *(["--json"] if as_json else []))
    assert "NXD_N_23" in command(*line, "--dry-run").out
    first = command(*line)
    assert first.status == 0
    assert "NXD_N_23" in first.err
    assert "NXD_N_23" not in command(*line).err


def test_newer_data_is_told_and_only_overwritten_when_accepted(linked: Command, beside: Beside) -> None:
    command = beside(linked)
    eamano(command, "UPDATE employee SET position = '顧問', version = version + 1 WHERE employee_code = ?", PERSON)
    line = ("register", "employee", "--codes", PERSON, "--relink")
    refused = command(*line)
    assert refused.status == 1
    assert "NXD_N_28" in refused.err
    assert "--accept-losses" in refused.out
    dry = command(*line, "--dry-run", "--json")
    assert (dry.facts["impact"]["newer"], dry.facts["impact"]["records"][0]["newer"]) == (1, True)
    assert any("NXD_N_28" in note for note in dry.facts["notes"])
    assert command(*line, "--accept-losses").status == 0


def test_an_older_nx_has_no_relinking(connected: Command) -> None:
    told = connected("--nx-version", "1.2.5.9", "register", "employee", "--codes", PERSON, "--relink", "--json")
    assert (told.status, told.facts["code"]) == (1, "NXD_F_06")


def test_numbers_need_a_user_with_the_authority(prepared: Command, beside: Beside) -> None:
    connected = beside(prepared)
    line = ("register", "employee", "--codes", PERSON, "--my-number")
    assert connected(*line).status == 2
    wrong = connected(*line, "--user", "admin", "--json", NXDESK_PASSWORD="falsch")
    assert (wrong.status, wrong.facts["code"]) == (1, "NXD_L_01")
    without = connected(*line, "--user", "system", "--json", NXDESK_PASSWORD="renshu-2")
    assert (without.status, without.facts["code"]) == (1, "NXD_N_09")
    assert eamano(connected, "SELECT count(*) FROM employee") == [(0,)]
    right = connected(*line, "--user", "admin", "--json", stdin="renshu-1\n")
    assert (right.status, right.facts["outcome"]) == (0, "登録済")
    (log,) = nx(connected, "SELECT DISTINCT by FROM my_number_access WHERE employee_code = ? AND action = '一括'", PERSON)
    assert log == ("admin",)
