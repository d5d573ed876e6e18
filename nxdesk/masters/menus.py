"""表示メニュー設定: which menu entries are switched on. What entries there are is not known here."""

from collections.abc import Set as AbstractSet

from sqlalchemy import select

from nxdesk.masters.database import Database
from nxdesk.masters.tables import MENUS


class MenuDisplay:
    """The ids of the menu entries switched on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def shown(self) -> frozenset[str]:
        """The entries switched on; none before the first `save`."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(MENUS.c.menu_id).where(MENUS.c.shown == 1)).scalars())

    def save(self, shown: AbstractSet[str]) -> None:
        """Switch exactly these on."""
        with self._database.writing() as connection:
            connection.execute(MENUS.delete())
            self._database.insert_rows(connection, MENUS, ("menu_id", "shown"), [(name, 1) for name in sorted(shown)])
