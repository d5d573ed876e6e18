"""The door of the room: opens NX's own data, brings it up to date and hands out its parts."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select, update

from nxdesk.masters.acquisitions import Acquisitions
from nxdesk.masters.changes import Changes
from nxdesk.masters.database import Database, sqlite_url
from nxdesk.masters.failures import MastersTooNew, MastersUnavailable
from nxdesk.masters.journal import Journal
from nxdesk.masters.linkage import Linkage
from nxdesk.masters.members import Members
from nxdesk.masters.menus import MenuDisplay
from nxdesk.masters.migrations.steps import migrate
from nxdesk.masters.my_numbers import MyNumbers
from nxdesk.masters.people import People
from nxdesk.masters.photos import Photos
from nxdesk.masters.ready import refresh
from nxdesk.masters.settings import Preferences, ServiceSettings
from nxdesk.masters.tables import SCHEMA
from nxdesk.masters.users import Users
from nxdesk.masters.writing import Writer
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.vault.seal import SealBroken, Sealer

__all__ = ["Masters", "MastersTooNew", "MastersUnavailable", "open_masters", "sqlite_url"]

_KEY_CONTEXT = "nx/key_check"


class Masters:
    """NX's own data. Any thread may use any part; every call is a transaction of its own."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock, kinds: Sequence[Kind] = KINDS) -> None:
        self.database = database
        self.engine = database.engine
        self.changes = Changes(database)
        self.people = People(database, clock, EMPLOYEE, self.changes)
        self.users = Users(database)
        self.menus = MenuDisplay(database)
        self.settings = ServiceSettings(database, sealer)
        self.preferences = Preferences(database)
        self.journal = Journal(database, clock)
        self.my_numbers = MyNumbers(database, sealer, clock)
        self.writer = Writer(database, clock, self.changes, self.my_numbers)
        self._members = {kind: Members(database, clock, kind, self.my_numbers, self.changes, self.writer)
                         for kind in kinds if kind.many}
        self.families = self.members(FAMILY)
        self.acquisitions = Acquisitions(database, clock, self.changes, self.writer, kinds)
        self.photos = Photos(database, clock)
        self.linkage = Linkage(database)

    def members(self, kind: Kind) -> Members:
        """The records of a kind of which somebody has several; raises KeyError."""
        return self._members[kind]

    def records(self, kind: Kind) -> "People | Members":
        """The records of a kind, whichever it is; raises KeyError."""
        return self.members(kind) if kind.many else self.people

    @property
    def is_new(self) -> bool:
        """Nobody can log in yet: nothing was put in, or putting it in did not come to its end."""
        return not self.users.list()

    def forget_history(self) -> None:
        """Nothing was ever acquired or changed: the data is another one from now on."""
        self.acquisitions.forget_all()
        self.changes.forget_all()

    def close(self) -> None:
        """Close every connection."""
        self.database.close()


def open_masters(url: str, sealer: Sealer, clock: Clock, backups: Path | None = None,
                 kinds: Sequence[Kind] = KINDS) -> Masters:
    """Open the data at a SQLAlchemy URL (`sqlite_url` makes one of a file), make or migrate it as needed.

    `backups` is where a SQLite file is copied to before a migration; every one of `kinds` has its table. Raises
    MastersTooNew and MastersUnavailable.
    """
    database = Database(url)
    try:
        migrate(database, backups, clock.stamp(), kinds)
        if database.makes_json:
            database.finishing.append(refresh)
        _check_key(database, sealer)
    except MastersUnavailable:
        database.close()
        raise
    return Masters(database, sealer, clock, kinds)


def _check_key(database: Database, sealer: Sealer) -> None:
    """Another key than the data's would only show when a number is needed, so it is tried at once."""
    with database.reading() as connection:
        check = connection.execute(select(SCHEMA.c.key_check)).scalar_one()
    if check is None:
        with database.writing() as connection:
            connection.execute(update(SCHEMA).where(SCHEMA.c.key_check.is_(None))
                               .values(key_check=sealer.seal(b"nxdesk", _KEY_CONTEXT)))
        return
    try:
        sealer.open(bytes(check), _KEY_CONTEXT)
    except SealBroken as failure:
        raise MastersUnavailable("NXD_M_08") from failure
