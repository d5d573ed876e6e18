"""Opening the program with its windows: only what the login window needs is imported before it is painted."""

import gc
from typing import TYPE_CHECKING

from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.desk.practice import PRACTICE_USERS
from nxdesk.desk.refusal import Refusal

if TYPE_CHECKING:
    from nxdesk.boot.build import Program
    from nxdesk.desk.program import Desk


def run_windows(options: Options) -> int:
    """Run the windows until the user leaves; everything built is taken down again. Returns the exit status."""
    # Nothing of what is imported becomes garbage; later the windows' own collector takes over.
    gc.disable()
    from nxdesk.windows.app import Start, start

    built: list[Program] = []

    def open_desk() -> "Desk":
        from nxdesk.boot.build import build
        try:
            program = build(options)
        except CannotStart as reason:
            raise Refusal(reason.code, reason.sentence) from None
        built.append(program)
        return program.desk

    practice = () if options.masters_url else PRACTICE_USERS
    try:
        return start(Start(open_desk, str(options.nx_version), options.data / "windows", practice))
    finally:
        for program in built:
            program.close()
        gc.enable()
