"""Versions of records never come again: one that is taken away, or takes another name, leaves its last version behind.

Without this a person who is registered anew would begin at version 1, and a client that compared the old version 1
would overwrite what it has never seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, text, update

from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.people import rows_of
from nxdesk.eamano.store.tables import MATCH_KEY, OWNERS, PEOPLE, TENANT, VERSION_FLOORS

_F = VERSION_FLOORS.c
_BETWEEN = "\x1f"
_SET = text(f"INSERT INTO {VERSION_FLOORS.name} ({TENANT}, name, key, version) "  # noqa: S608 - a declared name
            f"VALUES (:{TENANT}, :name, :key, :version) ON CONFLICT ({TENANT}, name, key) "
            f"DO UPDATE SET version = excluded.version WHERE excluded.version > {VERSION_FLOORS.name}.version")


def set_floors(connection: Connection, tenant_id: int, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep the versions of some records that are taken away, of which whose, key and version are read; a floor is never
    lowered: a record that took over a name may be younger than one that had it before.
    """
    floors = [{TENANT: tenant_id, "name": table, "key": _key(table, row), "version": row["version"]} for row in rows]
    if floors:
        connection.execute(_SET, floors)


def lift_above_floors(database: Database, connection: Connection, tenant_id: int,
                      added: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    """Raise the versions of records that were added, by table and identity, above what was taken away earlier."""
    for name, keys in added.items():
        if name in PEOPLE and keys and connection.scalar(
                select(_F.version).where(_F.tenant_id == tenant_id, _F.name == name).limit(1)) is not None:
            _lift(database, connection, tenant_id, name, [key[0] for key in keys])


def _lift(database: Database, connection: Connection, tenant_id: int, name: str, keys: Sequence[Any]) -> None:
    """The database finds the few that have a floor: neither all floors nor all new records are read."""
    table = PEOPLE[name]
    known = table.c.id if MATCH_KEY in table.c else table.c[OWNERS[name]]
    low = select(table.c.id, _F.version).where(
        table.c.tenant_id == tenant_id, _F.tenant_id == tenant_id, _F.name == name, _F.key == _key_of(name),
        table.c.version <= _F.version)
    lift = update(table).where(table.c.tenant_id == tenant_id, table.c.id == bindparam("row")).values(
        version=bindparam("above"))
    if found := rows_of(database, connection, low, known, keys):
        connection.execute(lift, [{"row": row, "above": version + 1} for row, version in found])


def _key(table: str, row: Mapping[str, Any]) -> str:
    code = str(row[OWNERS[table]])
    return f"{code}{_BETWEEN}{row[MATCH_KEY]}" if MATCH_KEY in PEOPLE[table].c else code


def _key_of(table: str) -> ColumnElement[str]:
    """As `_key`, for the database."""
    c = PEOPLE[table].c
    owner = c[OWNERS[table]]
    return owner + _BETWEEN + c[MATCH_KEY] if MATCH_KEY in c else owner
