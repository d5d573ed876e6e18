"""Step 4: invitations to the 入社手続き. Frozen, as every step."""

from alembic.operations import Operations
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Text


def apply(op: Operations) -> None:
    """Add what is missing. An invitation's number is never used again: what is sealed is bound to it."""
    op.create_table(
        "invitations",
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("entry", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("lookup", Text, nullable=False, unique=True),
        Column("sealed_token", LargeBinary, nullable=False),
        Column("sealed", LargeBinary),
        Column("note", Text),
        Column("expires_on", Text, nullable=False),
        Column("invited_at", Text, nullable=False),
        Column("submitted_at", Text),
        Column("ended_at", Text),
        sqlite_autoincrement=True)
