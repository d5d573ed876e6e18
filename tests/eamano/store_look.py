"""Looks into the database of a running service, past all its doors."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from nxdesk.eamano.store.audit import changes_of


def rows(data: Path, query: str, *values: object) -> list[dict[str, Any]]:
    """The answer to a query."""
    with closing(sqlite3.connect(f"file:{data / 'eamano.sqlite'}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query, values)]


def record(data: Path, code: str, member: int = 0) -> dict[str, Any]:
    """The record of a person or of a family member."""
    table = "family" if member else "employee"
    also = f" AND id = {member}" if member else ""
    (found,) = rows(data, f"SELECT * FROM {table} WHERE employee_code = ?{also}", code)
    return found


def audit(data: Path, code: str) -> list[tuple[str, str, dict[str, list[Any]]]]:
    """Action, target and changes of every entry about a person or the family, the latest last."""
    found = rows(data, "SELECT r.action, r.items, e.target, e.changes FROM audit_entries e JOIN audit_runs r "
                       "ON r.tenant_id = e.tenant_id AND r.run = e.run "
                       "WHERE e.target LIKE ? || '%' ORDER BY e.seq", code)
    return [(row["action"], row["target"], changes_of(row["items"], row["changes"])) for row in found]


def everything(data: Path) -> bytes:
    """All files of the service, also the write-ahead log."""
    return b"".join(path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file())


def text_of(value: object) -> str:
    """As JSON, to look for something in it."""
    return json.dumps(value, ensure_ascii=False)
