"""`nxdesk`: without a command it opens the program; with one it does a single thing and ends with an exit code.

The window must not wait for the library that reads commands (50 ms, a third of the time to the first paint), so a plain
start of the program is recognised here without it. Everything else, wrong options included, is left to `commands`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from nxdesk.boot.options import Options, default_data_folder
from nxdesk.records.clock import Clock
from nxdesk.records.versions import DEFAULT_VERSION, NxVersion

_OPTIONS = {"--data", "--clock", "--nx-version", "--masters-url"}


def window_options(arguments: Sequence[str]) -> Options | None:
    """The options of a plain start of the program; None for whatever needs `commands`."""
    given = dict(zip(arguments[::2], arguments[1::2], strict=False))
    if 2 * len(given) != len(arguments) or not given.keys() <= _OPTIONS:
        return None
    try:
        data = Path(given["--data"]) if "--data" in given else default_data_folder()
        clock = Clock(Clock.parse(given["--clock"])) if "--clock" in given else Clock()
        version = NxVersion.parse(given["--nx-version"]) if "--nx-version" in given else DEFAULT_VERSION
    except ValueError:
        return None
    return None if data.is_file() else Options(data, clock, version, given.get("--masters-url"))


def main() -> None:
    """The entry point of the installed command and of `python -m nxdesk`."""
    try:
        options = window_options(sys.argv[1:])
        if options is None:
            from nxdesk.cli.commands import cli
            cli(prog_name="nxdesk")
        else:
            from nxdesk.cli.windows import run_windows
            raise SystemExit(run_windows(options))
    except KeyboardInterrupt:
        sys.stderr.write("\n中止しました。\n")
        raise SystemExit(1) from None
