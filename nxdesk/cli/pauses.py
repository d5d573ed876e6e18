"""The pauses between attempts on the command line: a line each, so that nobody takes waiting for hanging."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nxdesk.desk.pauses import Pause


class PauseTeller:
    """Tells each pause once, on standard error; with --json none."""

    def __init__(self, *, as_json: bool) -> None:
        self._silent = as_json
        self._told: Pause | None = None

    def __call__(self, pause: "Pause | None") -> None:
        """A pause begins or ends, or another one becomes the next to end."""
        from nxdesk.desk.pauses import pause_line, pause_reason

        if pause is None or pause is self._told or self._silent:
            return
        self._told = pause
        click.echo(f"{pause_line(pause)}　{pause_reason(pause)}", err=True)
