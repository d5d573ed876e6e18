"""取得 and further kinds by command: what comes, what is only taken when accepted, and the way back."""

from pathlib import Path
from typing import Any

import pytest

from nxdesk.records.filing_acquisition import ACQUISITION
from nxdesk.records.kinds import KINDS, acquirable, registrable
from tests.cli.command import PERSON, Command, copied
from tests.cli.conftest import Beside
from tests.cli.in_process import Nxdesk
from tests.cli.test_register_relink import eamano, nx
from tests.desk.eamano_side import ByHand
from tests.records.filings_of_people import ACQUISITION_OF


@pytest.fixture
def edited(linked: Command, beside: Beside) -> Nxdesk:
    """At e-AMANO the person has another position and no mobile phone since."""
    command = beside(linked)
    eamano(command, "UPDATE employee SET position = '顧問', mobile_phone = NULL, version = version + 1 "
                    "WHERE employee_code = ?", PERSON)
    return command


def position(command: Nxdesk) -> Any:
    return nx(command, "SELECT position FROM employee WHERE employee_code = ?", PERSON)[0][0]


def test_nothing_differs_after_a_registration(linked: Command, tmp_path: Path) -> None:
    told = copied(linked, tmp_path / "data")("acquire", "family", "--codes", PERSON, "--json")
    assert (told.status, told.facts["step"], told.facts["left_out"]) == (0, "nobody_left", 1)


def test_losses_are_listed_and_nothing_is_written(edited: Nxdesk) -> None:
    before = position(edited)
    dry = edited("acquire", "employee", "--codes", PERSON, "--dry-run", "--json")
    assert (dry.status, dry.facts["step"], dry.facts["sendable"]) == (0, "comparison", 1)
    assert {effect["field"] for effect in dry.facts["impact"]["records"][0]["effects"]} == {
        "position", "mobile_phone"}
    refused = edited("acquire", "employee", "--codes", PERSON)
    assert refused.status == 1
    assert "携帯電話番号" in refused.out
    assert "--accept-losses" in refused.out
    assert position(edited) == before


def test_it_comes_and_goes_back(edited: Nxdesk) -> None:
    before = position(edited)
    done = edited("acquire", "employee", "--codes", PERSON, "--accept-losses", "--json")
    assert (done.status, done.facts["outcome"], done.facts["changed"]) == (0, "取得済", 1)
    assert position(edited) == "顧問"
    listed = edited("acquire", "list", "--json").facts["acquisitions"]
    assert [(one["number"], one["kind"], one["changed"]) for one in listed] == [
        (done.facts["acquisition"], "社員取得", 1)]
    number = done.facts["acquisition"]
    asked = edited("acquire", "undo", number, stdin="n\n")
    assert (asked.status, "役職" in asked.out) == (1, True)
    assert position(edited) == "顧問"
    assert edited("acquire", "undo", number, "--yes", "--json").facts["records"] == 1
    assert position(edited) == before
    again = edited("acquire", "undo", number, "--yes", "--json")
    assert (again.status, again.facts["code"]) == (1, "NXD_N_62")
    process = Command(edited.data)
    assert "取得前に戻し済" in process("acquire", "list").out
    assert process("acquire", "undo", "999", "--yes", "--json").facts["code"] == "NXD_N_60"


def test_everybody_also_brings_those_nx_does_not_have(linked: Command, beside: Beside) -> None:
    command = beside(linked)
    eamano(command, "UPDATE employee SET employee_code = '0000009111', version = version + 1 WHERE employee_code = ?",
           PERSON)
    done = command("acquire", "employee", "--all", "--json")
    assert (done.status, done.facts["new"]) == (0, 1)
    assert nx(command, "SELECT count(*) FROM employee WHERE employee_code = '0000009111'") == [(1,)]
    families = command("acquire", "family", "--codes", "0000008111", "--json")
    assert (families.status, families.facts["without_records"]) == (0, 1)


def test_filings_bring_what_follows(linked: Command, beside: Beside) -> None:
    command = beside(linked)
    for side in (nx, eamano):
        side(command, "UPDATE employee SET hire_date = '2018-04-01', shaho_acquired_on = NULL, shaho_lost_on = NULL, "
                      "hi_insured_no = NULL WHERE employee_code = ?", PERSON)
    values = {name: value for name, value in ACQUISITION_OF.items() if name not in ("seq", "employee_code")}
    ByHand.of(command.data / "eamano").add(ACQUISITION, PERSON, values | {"status": "draft"})
    line = ("acquire", "shaho_acq", "--codes", PERSON, "--json")
    early = command(*line)
    assert (early.status, early.facts["unfinished"]) == (0, 1)
    done = command(*line, "--unfinished", "--accept-losses")
    assert (done.status, done.facts["new"]) == (0, 1)
    assert nx(command, "SELECT shaho_acquired_on FROM employee WHERE employee_code = ?", PERSON) == [("2018-04-01",)]


def test_kinds_tells_all_of_them(connected: Command) -> None:
    facts = connected("kinds", "--json").facts["kinds"]
    assert [one["id"] for one in facts] == [kind.id for kind in KINDS]
    assert "賞与支払届登録" in connected("kinds").out


def test_every_kind_has_its_commands(connected: Command) -> None:
    registers, acquires = connected("register", "--help").out, connected("acquire", "--help").out
    assert all(kind.id in registers and kind.register_label in registers for kind in registrable())
    assert all(kind.id in acquires and kind.acquire_label in acquires for kind in acquirable())


def test_options_are_those_that_mean_something(connected: Command) -> None:
    codes = connected("register", "hr_code", "--help").out
    assert not any(option in codes for option in ("--codes", "--all", "--document", "--relink", "--my-number"))
    assert "--relink" not in connected("register", "shoyo", "--help").out
    assert "--unfinished" not in connected("acquire", "family", "--help").out
    assert connected("register", "shoyo", "--all", "--document", "2025-07-10", "--all-documents").status == 2
    assert connected("acquire", "employee").status == 2


def test_codes_of_insurers_by_command(linked: Command, beside: Beside) -> None:
    command = beside(linked)
    ((count,),) = nx(command, "SELECT count(*) FROM hr_code")
    wrong = command("register", "hr_code", "--json")
    assert (wrong.status, wrong.facts["with_errors"]) == (1, 1)
    done = command("register", "hr_code", "--skip-errors", "--json")
    assert (done.status, done.facts["registered"], len(done.facts["errors"])) == (0, count - 1, 1)
    assert done.facts["sanity"]["ok"]
