"""Opening the program for one command, and closing it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nxdesk.boot.options import Options
from nxdesk.boot.refusal import CannotStart
from nxdesk.cli.exits import refuse

if TYPE_CHECKING:
    from nxdesk.boot.build import Program


@contextmanager
def opened(options: Options, *, as_json: bool = False, practice: bool = True,
           serve: bool = True) -> "Iterator[Program]":
    """The program, built for the time of the command; where it cannot start, the command ends with the reason.

    With `serve` off the command starts `program.service` itself when it comes to need it.
    """
    from nxdesk.boot.build import build
    try:
        program = build(options, practice=practice, serve=serve)
        try:
            yield program
        finally:
            program.close()
    except CannotStart as reason:
        raise refuse(reason.code, reason.sentence, as_json=as_json) from None
