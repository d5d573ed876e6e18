"""P6R: where a scene keeps its databases, and what stands in them, for all who take part."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value

KINDS = (EMPLOYEE, FAMILY)
FLOOR, TYPICAL = "floor.sqlite", "typical.sqlite"
Rows = list[tuple[Value, ...]]


def rows_of(file: Path, kind: Kind, table: str = "") -> Rows:
    """The linked values of a kind."""
    with closing(sqlite3.connect(file)) as database:
        return database.execute(f"SELECT {', '.join(kind.linked_ids)} FROM {table or kind.id}").fetchall()


def fingerprint(file: Path, *tables: str) -> str:
    """Of the linked values of everybody and of all members, whatever their order in the file."""
    digest = sha256()
    for kind, table in zip(KINDS, tables, strict=True):
        for text in sorted(map(json.dumps, rows_of(file, kind, table))):
            digest.update(text.encode())
    return digest.hexdigest()
