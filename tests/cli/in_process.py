"""The `nxdesk` command called within the test's own process, where starting one for each call would only take time."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from nxdesk.cli.commands import cli
from tests.cli.command import Answer


@dataclass
class Nxdesk:
    """Calls nxdesk on one data folder."""

    data: Path

    def __call__(self, *arguments: str, stdin: str = "", **environment: str) -> Answer:
        """Run it to its end."""
        done = CliRunner().invoke(cli, ["--data", str(self.data), *arguments], input=stdin, env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)
