"""Fixtures of the tests of the command line."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.command import PERSON, Command, copied, serve, stop
from tests.cli.in_process import Nxdesk

Beside = Callable[[Command], Nxdesk]


@pytest.fixture
def nxdesk(tmp_path: Path) -> Command:
    """The command on a new data folder."""
    return Command(tmp_path / "data")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The practice company, connected; to be copied."""
    command = Command(tmp_path_factory.mktemp("prepared") / "data")
    command.connect()
    return command


@pytest.fixture(scope="session")
def linked(prepared: Command, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A person with two family members, all of them at e-AMANO; to be copied."""
    command = copied(prepared, tmp_path_factory.mktemp("linked") / "data")
    assert command("register", "employee", "--codes", PERSON).status == 0
    first = command("register", "family", "--codes", PERSON, "--json")
    assert (first.status, first.facts["outcome"], first.facts["registered"]) == (0, "登録済", 2)
    return command


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    """Copies a company and starts its service; commands are then called in this process, beside it."""
    running: list[subprocess.Popen[str]] = []

    def begin(company: Command) -> Nxdesk:
        command = copied(company, tmp_path / f"beside{len(running)}")
        running.append(serve(command))
        return Nxdesk(command.data)
    yield begin
    for process in running:
        stop(process)


@pytest.fixture
def connected(prepared: Command, tmp_path: Path) -> Command:
    """The command on the practice company, connected."""
    return copied(prepared, tmp_path / "data")
