"""Client or service killed in the middle of a registration: all or nothing, and running again completes it once."""

import os
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Command, serve, stop
from tests.cli.test_main_job import people_in_service

PEOPLE = 4000


@pytest.fixture
def company(nxdesk: Command) -> Command:
    assert nxdesk("masters", "generate", "--people", str(PEOPLE)).status == 0
    nxdesk.connect()
    return nxdesk


@pytest.fixture
def service(company: Command) -> Iterator[subprocess.Popen[str]]:
    process = serve(company)
    yield process
    stop(process)


def wait_for(file: Path, question: str) -> None:
    """Until the query over the database answers something; a thread's pause, not a guess at how long it takes."""
    pause = threading.Event()
    for _ in range(3000):
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            found = database.execute(question).fetchone()
        database.close()
        if found and found[0]:
            return
        pause.wait(0.01)
    pytest.fail(f"never: {question}")


JOURNAL_STANDS = "SELECT count(*) FROM registration"
SOMETHING_STAGED = "SELECT count(*) FROM staged_batches"


@pytest.mark.parametrize("moment", ["journal", "staged"])
def test_a_killed_client_leaves_all_or_nothing(company: Command, service: subprocess.Popen[str], moment: str) -> None:
    client = company.start("register", "employee", "--all")
    if moment == "journal":
        wait_for(company.data / "nx.sqlite", JOURNAL_STANDS)
    else:
        wait_for(next((company.data / "eamano").glob("*.sqlite")), SOMETHING_STAGED)
    os.kill(client.pid, signal.SIGKILL)
    client.communicate(timeout=30)
    assert people_in_service(company) in (0, PEOPLE)
    again = company("register", "employee", "--all", "--json")
    assert again.status == 0
    assert people_in_service(company) == PEOPLE


def test_a_killed_service_leaves_all_or_nothing(company: Command, service: subprocess.Popen[str]) -> None:
    client = company.start("register", "employee", "--all", "--json")
    wait_for(next((company.data / "eamano").glob("*.sqlite")), SOMETHING_STAGED)
    os.kill(service.pid, signal.SIGKILL)
    out, err = client.communicate(timeout=120)
    assert client.returncode in (0, 3, 4), out + err
    assert "Traceback" not in err
    assert people_in_service(company) in (0, PEOPLE)
    again = company("register", "employee", "--all", "--json")
    assert again.status == 0
    assert people_in_service(company) == PEOPLE
