"""Fixtures of the tests of the command line."""

from pathlib import Path

import pytest

from tests.cli.command import Command, copied


@pytest.fixture
def nxdesk(tmp_path: Path) -> Command:
    """The command on a new data folder."""
    return Command(tmp_path / "data")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The practice company, connected; to be copied."""
    command = Command(tmp_path_factory.mktemp("prepared") / "data")
    command.connect()
    return command


@pytest.fixture
def connected(prepared: Command, tmp_path: Path) -> Command:
    """The command on the practice company, connected."""
    return copied(prepared, tmp_path / "data")
