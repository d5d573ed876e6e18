"""When a person was last linked with e-AMANO, by kind of data."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, text, update

from nxdesk.masters.database import Database
from nxdesk.masters.selecting import parts
from nxdesk.masters.tables import LINKED

_MARK_REGISTERED = text(
    "INSERT INTO linked_person (kind, employee_code, linked_at) SELECT :kind, employee_code, :stamp "
    "FROM registration_person WHERE registration_id = :id "
    "ON CONFLICT (kind, employee_code) DO UPDATE SET linked_at = excluded.linked_at, changed_at = NULL")


class Linkage:
    """The last linkage of each person; usable from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_linked(self, codes: Iterable[str], kind: str = "employee") -> dict[str, str]:
        """The stamp of the last linkage of those who have one."""
        query = select(LINKED.c.employee_code, LINKED.c.linked_at).where(LINKED.c.kind == kind)
        with self._database.reading() as connection:
            return {code: stamp for part in parts(codes)
                    for code, stamp in connection.execute(query.where(LINKED.c.employee_code.in_(part)))}

    def mark(self, codes: Iterable[str], stamp: str, kind: str = "employee") -> None:
        """These people were linked at `stamp`."""
        mine, code = LINKED.c.kind == kind, LINKED.c.employee_code
        with self._database.writing() as connection:
            for part in parts(codes):
                # Most are linked for the first time, and looking at a range is far quicker than naming thousands.
                there = connection.execute(select(code).where(mine, code.between(part[0], part[-1]))).scalars()
                if again := set(part).intersection(there):
                    connection.execute(LINKED.delete().where(mine, code.in_(again)))
                self._database.insert_rows(connection, LINKED, ("kind", "employee_code", "linked_at"),
                                           [(kind, code, stamp) for code in part])

    def mark_registered(self, registration_id: str, stamp: str, kind: str = "employee") -> None:
        """As `mark`, for everybody of a registration in the journal: their codes never leave the database."""
        with self._database.writing() as connection:
            connection.execute(_MARK_REGISTERED, {"kind": kind, "stamp": stamp, "id": registration_id})

    def forget_all(self) -> None:
        """Nobody was ever linked."""
        with self._database.writing() as connection:
            connection.execute(LINKED.delete())


def changed_since(connection: Connection, kind: str, code: str, stamp: str) -> None:
    """Remember, within somebody's transaction, that a record of the person was taken out after the last linkage."""
    connection.execute(update(LINKED).where(LINKED.c.kind == kind, LINKED.c.employee_code == code)
                       .values(changed_at=stamp))
