"""Fixtures of the tests of the command line."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Command, serve, stop


@pytest.fixture
def nxdesk(tmp_path: Path) -> Command:
    """The command on a new data folder."""
    return Command(tmp_path / "data")


@pytest.fixture
def serving(nxdesk: Command) -> Iterator[subprocess.Popen[str]]:
    """The service running by itself on the data folder."""
    process = serve(nxdesk)
    yield process
    stop(process)
