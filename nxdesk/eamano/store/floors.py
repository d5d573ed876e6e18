"""Versions of records never come again: one that is taken away, or takes another name, leaves its last version behind.

Without this a person who is registered anew would begin at version 1, and a client that compared the old version 1
would overwrite what it has never seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from nxdesk.eamano.store.database import CHUNK
from nxdesk.eamano.store.tables import MATCH_KEY, OWNERS, PEOPLE, TENANT, VERSION_FLOORS

_F = VERSION_FLOORS.c
_BETWEEN = "\x1f"


def set_floors(connection: Connection, tenant_id: int, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep the versions of whole records that are taken away; a floor is never lowered."""
    floors: dict[str, int] = {}
    for row in rows:
        key = _key(table, row)
        floors[key] = max(row["version"], floors.get(key, 0))
    mine = (_F.tenant_id == tenant_id, _F.name == table)
    keys = list(floors)
    for start in range(0, len(keys), CHUNK):
        some = keys[start:start + CHUNK]
        # A record that took over a name may be younger than one that had it before.
        for key, version in connection.execute(select(_F.key, _F.version).where(*mine, _F.key.in_(some))):
            floors[key] = max(version, floors[key])
        connection.execute(delete(VERSION_FLOORS).where(*mine, _F.key.in_(some)))
        connection.execute(insert(VERSION_FLOORS), [
            {TENANT: tenant_id, "name": table, "key": key, "version": floors[key]} for key in some])


def lift_above_floors(connection: Connection, tenant_id: int, added: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    """Raise the versions of records that were added, by table and identity, above what was taken away earlier."""
    for name, keys in added.items():
        if name in PEOPLE and keys and connection.scalar(
                select(_F.version).where(_F.tenant_id == tenant_id, _F.name == name).limit(1)) is not None:
            _lift(connection, tenant_id, name, [key[0] for key in keys])


def _lift(connection: Connection, tenant_id: int, name: str, keys: Sequence[Any]) -> None:
    """The database finds the few that have a floor: neither all floors nor all new records are read."""
    table = PEOPLE[name]
    known = table.c.id if MATCH_KEY in table.c else table.c[OWNERS[name]]
    low = select(table.c.id, _F.version).where(
        table.c.tenant_id == tenant_id, known.in_(bindparam("known", expanding=True)), _F.tenant_id == tenant_id,
        _F.name == name, _F.key == _key_of(name), table.c.version <= _F.version)
    lift = update(table).where(table.c.tenant_id == tenant_id, table.c.id == bindparam("row")).values(
        version=bindparam("above"))
    for start in range(0, len(keys), CHUNK):
        found = connection.execute(low, {"known": keys[start:start + CHUNK]}).all()
        if found:
            connection.execute(lift, [{"row": row, "above": version + 1} for row, version in found])


def _key(table: str, row: Mapping[str, Any]) -> str:
    code = str(row[OWNERS[table]])
    return f"{code}{_BETWEEN}{row[MATCH_KEY]}" if MATCH_KEY in PEOPLE[table].c else code


def _key_of(table: str) -> ColumnElement[str]:
    """As `_key`, for the database."""
    c = PEOPLE[table].c
    owner = c[OWNERS[table]]
    return owner + _BETWEEN + c[MATCH_KEY] if MATCH_KEY in c else owner
