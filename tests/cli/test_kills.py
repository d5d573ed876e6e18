"""Client or service killed, or Ctrl+C, in the middle of a registration: all or nothing, and again completes it once."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Command, copied, serve, stop
from tests.cli.test_main_job import people_in_service

PEOPLE = 4000


@pytest.fixture(scope="module")
def made(prepared: Command, tmp_path_factory: pytest.TempPathFactory) -> Command:
    command = copied(prepared, tmp_path_factory.mktemp("made") / "data")
    assert command("masters", "generate", "--people", str(PEOPLE), "--replace").status == 0
    return command


@pytest.fixture
def company(made: Command, tmp_path: Path) -> Command:
    return copied(made, tmp_path / "data")


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


def wait_until_reading(process_id: int) -> None:
    """Until the process waits for its standard input, as Linux tells."""
    pause = threading.Event()
    for _ in range(3000):
        place = Path(f"/proc/{process_id}/wchan").read_text(encoding="ascii")
        if "pipe_read" in place:
            return
        pause.wait(0.01)
    pytest.fail("never read")


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


def test_ctrl_c_while_the_service_is_silent_ends_with_the_outcome_unknown(company: Command,
                                                                          service: subprocess.Popen[str]) -> None:
    client = company.start("register", "employee", "--all", "--json")
    wait_for(next((company.data / "eamano").glob("*.sqlite")), SOMETHING_STAGED)
    os.kill(service.pid, signal.SIGSTOP)
    try:
        os.kill(client.pid, signal.SIGINT)
        out, err = client.communicate(timeout=60)
    finally:
        os.kill(service.pid, signal.SIGCONT)
    told = json.loads(out)
    assert not err
    assert (client.returncode, told["outcome"]) in {(0, "登録済"), (1, "未登録"), (3, "不明")}
    assert "中止" in told["sentence"] or told["outcome"] == "登録済"
    again = company("register", "employee", "--all", "--json")
    assert again.status == 0
    assert people_in_service(company) == PEOPLE


def test_ctrl_c_reaches_the_program_alone_and_not_the_service_it_started(company: Command) -> None:
    client = company.start("register", "employee", "--all", "--json", alone=True)
    wait_for(company.data / "nx.sqlite", JOURNAL_STANDS)
    os.killpg(client.pid, signal.SIGINT)
    out, err = client.communicate(timeout=60)
    told = json.loads(out)
    assert not err
    assert (client.returncode, told["outcome"]) in {(0, "登録済"), (1, "未登録"), (1, "未送信"), (3, "不明")}
    assert told["outcome"] != "登録済" or people_in_service(company) == PEOPLE


def test_ctrl_c_where_nothing_is_under_way_ends_in_japanese(nxdesk: Command) -> None:
    client = nxdesk.start("connect", "set", "--auth-id", "-")
    wait_until_reading(client.pid)
    os.kill(client.pid, signal.SIGINT)
    out, err = client.communicate(timeout=60)
    assert (client.returncode, out, err.strip()) == (1, "", "中止しました。")
