"""Data folders made ready to be copied.

Passwords stand there under hashes that cost next to nothing: checking a real one takes longer than most tests.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from argon2 import PasswordHasher

from nxdesk.boot.options import Options
from nxdesk.eamano.practice import ACCOUNTS
from nxdesk.masters.practice_users import PRACTICE_USERS

_LOGINS = {
    "nx.sqlite": ("UPDATE nx_user SET password = ? WHERE user_id = ?", [user[:2] for user in PRACTICE_USERS]),
    "eamano.sqlite": ("UPDATE accounts SET password_hash = ? WHERE login = ?",
                      [(account.login, account.password) for account in ACCOUNTS])}
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""8 KiB in one turn."""


def quick_hash(password: str) -> str:
    """A hash as the program's own, which says of itself that it is checked with 8 KiB in one turn."""
    return QUICK.hash(password)


def quicken_logins(data: Path) -> None:
    """Let the practice users of NX and e-AMANO in a data folder log in at once, with the passwords they have."""
    for name, (statement, logins) in _LOGINS.items():
        for file in data.rglob(name):
            with closing(sqlite3.connect(file)) as database, database:
                done = database.executemany(statement, [(quick_hash(password), login) for login, password in logins])
                assert done.rowcount == len(logins), file


def give_up_address(options: Options) -> None:
    """Let the services of copies choose ports of their own: several may run at once."""
    (options.service_data / "address.json").unlink()
