"""Versions of records never come again: one that a restore took away leaves its last version behind.

Without this a person who is registered anew would begin at version 1, and a client that compared the old version 1
would overwrite what it has never seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from nxdesk.eamano.store.database import CHUNK
from nxdesk.eamano.store.tables import MATCH_KEY, PEOPLE, TENANT, VERSION_FLOORS


def set_floors(connection: Connection, tenant_id: int, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep the versions of whole records that are taken away."""
    floors = {_key(table, row): row["version"] for row in rows}
    mine = (VERSION_FLOORS.c.tenant_id == tenant_id, VERSION_FLOORS.c.name == table)
    keys = list(floors)
    for start in range(0, len(keys), CHUNK):
        some = keys[start:start + CHUNK]
        connection.execute(delete(VERSION_FLOORS).where(*mine, VERSION_FLOORS.c.key.in_(some)))
        connection.execute(insert(VERSION_FLOORS), [
            {TENANT: tenant_id, "name": table, "key": key, "version": floors[key]} for key in some])


def lift_above_floors(connection: Connection, tenant_id: int, added: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    """Raise the versions of records that were added, by table and identity, above what was taken away earlier."""
    for name, keys in added.items():
        if name not in PEOPLE or not keys:
            continue
        floors = {row.key: row.version for row in connection.execute(
            select(VERSION_FLOORS.c.key, VERSION_FLOORS.c.version).where(
                VERSION_FLOORS.c.tenant_id == tenant_id, VERSION_FLOORS.c.name == name))}
        if floors:
            _lift(connection, tenant_id, name, [key[0] for key in keys], floors)


def _lift(connection: Connection, tenant_id: int, name: str, keys: Sequence[Any], floors: Mapping[str, int]) -> None:
    table = PEOPLE[name]
    known = table.c.id if MATCH_KEY in table.c else table.c.employee_code
    columns = [table.c[column] for column in ("id", "employee_code", "version", MATCH_KEY) if column in table.c]
    for start in range(0, len(keys), CHUNK):
        rows = connection.execute(select(*columns).where(
            table.c.tenant_id == tenant_id, known.in_(keys[start:start + CHUNK]))).mappings().all()
        for row in rows:
            floor = floors.get(_key(name, dict(row)), 0)
            if row["version"] <= floor:
                connection.execute(update(table).where(table.c.tenant_id == tenant_id, table.c.id == row["id"])
                                   .values(version=floor + 1))


def _key(table: str, row: Mapping[str, Any]) -> str:
    return f"{row['employee_code']}\x1f{row[MATCH_KEY]}" if MATCH_KEY in PEOPLE[table].c else str(row["employee_code"])
