"""The password of a user of NX: from the environment, from the terminal without showing it, or as a line of input."""

import getpass
import os
import sys

VARIABLE = "NXDESK_PASSWORD"


def password_of() -> str:
    """The password as given; it never stands in a command line."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if sys.stdin.isatty():
        return getpass.getpass("パスワード: ")
    return sys.stdin.readline().rstrip("\r\n")
