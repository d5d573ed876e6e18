"""How the tables that are there differ from those that are declared."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from nxdesk.masters import ready
from nxdesk.masters.tables import METADATA

_READY = tuple(f"{kind.id}_ready" for kind in ready.READY_KINDS)


def differences(connection: Connection) -> list[Any]:
    """Besides what is made ready from the records, which no step makes."""
    def compared(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not (name or "").startswith(_READY)

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": compared})
    found: list[Any] = compare_metadata(context, METADATA)
    return found
