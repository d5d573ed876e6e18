"""Client or service killed while families are registered again: before, or after, never between; and again once."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Command, copied, serve, stop
from tests.cli.test_kills import JOURNAL_STANDS, SOMETHING_STAGED, wait_for
from tests.cli.test_register_relink import eamano, nx

PEOPLE = 800
AGAIN = ("register", "family", "--all", "--relink", "--accept-losses", "--json")
KEYS = "SELECT employee_code, first_name, birth_date FROM family"
Members = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def changed(prepared: Command, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A company that is at e-AMANO with its families, some of whom NX has not any more; to be copied."""
    command = copied(prepared, tmp_path_factory.mktemp("changed") / "data")
    assert command("masters", "generate", "--people", str(PEOPLE), "--replace").status == 0
    assert command("register", "employee", "--all").status == 0
    assert command("register", "family", "--all").status == 0
    nx(command, "DELETE FROM family WHERE family_seq = 1 AND employee_code LIKE '%7'")
    nx(command, "UPDATE family SET occupation_code = '1', digest = 'other'")
    return command


@pytest.fixture
def company(changed: Command, tmp_path: Path) -> Command:
    return copied(changed, tmp_path / "data")


@pytest.fixture
def service(company: Command) -> Iterator[subprocess.Popen[str]]:
    process = serve(company)
    yield process
    stop(process)


def both(company: Command) -> tuple[Members, Members]:
    """The members at e-AMANO and in NX."""
    return set(eamano(company, KEYS)), set(nx(company, KEYS))


def runs_of(company: Command) -> int:
    """How many registrations changed somebody."""
    return int(eamano(company, "SELECT count(DISTINCT run) FROM audit_entries")[0][0])


def staged_in(company: Command) -> Path:
    return next((company.data / "eamano").glob("*.sqlite"))


@pytest.mark.parametrize("moment", ["journal", "staged"])
def test_a_killed_client_leaves_all_or_nothing(company: Command, service: subprocess.Popen[str], moment: str) -> None:
    before, wanted = both(company)
    began = runs_of(company)
    assert wanted < before
    client = company.start(*AGAIN)
    if moment == "journal":
        wait_for(company.data / "nx.sqlite", JOURNAL_STANDS.replace("count(*)", "count(*) > 2"))
    else:
        wait_for(staged_in(company), SOMETHING_STAGED)
    os.kill(client.pid, signal.SIGKILL)
    client.communicate(timeout=30)
    assert both(company)[0] in (before, wanted)
    again = company(*AGAIN)
    assert again.status == 0, again.out + again.err
    assert both(company)[0] == wanted
    assert runs_of(company) == began + 1


def test_a_killed_service_leaves_all_or_nothing(company: Command, service: subprocess.Popen[str]) -> None:
    before, wanted = both(company)
    began = runs_of(company)
    client = company.start(*AGAIN)
    wait_for(staged_in(company), SOMETHING_STAGED)
    os.kill(service.pid, signal.SIGKILL)
    out, err = client.communicate(timeout=120)
    assert client.returncode in (0, 3, 4), out + err
    assert "Traceback" not in err
    assert both(company)[0] in (before, wanted)
    again = company(*AGAIN)
    assert again.status == 0, again.out + again.err
    assert both(company)[0] == wanted
    assert runs_of(company) == began + 1
