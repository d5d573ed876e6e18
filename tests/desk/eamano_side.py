"""What stands in e-AMANO's own database, and changes there as if somebody at e-AMANO had made them."""

import sqlite3
from contextlib import closing
from typing import Any

from nxdesk.boot.options import Options

Values = dict[str, Any]


class EamanoSide:
    """The database of the practice e-AMANO, beside the service."""

    def __init__(self, options: Options) -> None:
        self._file = next(options.service_data.glob("*.sqlite"))

    def rows(self, table: str, **where: object) -> list[Values]:
        """The rows with these values."""
        with closing(sqlite3.connect(self._file, timeout=30)) as database:
            database.row_factory = sqlite3.Row
            found = database.execute(f"SELECT * FROM {table} WHERE {_all(where)}", [*where.values()])
            return [dict(row) for row in found]

    def one(self, table: str, **where: object) -> Values:
        """The one row with these values."""
        (row,) = self.rows(table, **where)
        return row

    def change(self, table: str, values: Values, **where: object) -> None:
        """Change rows, each with its next version."""
        words = ", ".join(f"{name} = ?" for name in values)
        with closing(sqlite3.connect(self._file, timeout=30)) as database, database:
            done = database.execute(f"UPDATE {table} SET {words}, version = version + 1 WHERE {_all(where)}",
                                    [*values.values(), *where.values()])
            assert done.rowcount > 0


def _all(where: Values) -> str:
    return " AND ".join(f"{name} = ?" for name in where) or "1"
