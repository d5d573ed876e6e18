"""Step 3: snapshots to go back to, heads of the audit log outside, entries found by person. Frozen, as every step."""

from alembic.operations import Operations
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, Text


def apply(op: Operations) -> None:
    """Add what is missing."""
    op.add_column("audit_heads", Column("noted", Integer, nullable=False, server_default="0"))
    op.create_index("audit_entries_targets", "audit_entries", ["tenant_id", "target", "seq", "run"])
    op.create_table(
        "undo_runs", _tenant(),
        Column("run", Integer, nullable=False),
        Column("id", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("expires_at", Text, nullable=False),
        Column("key", LargeBinary),
        Column("counts", Text, nullable=False),
        Column("back_to", Integer),
        Column("purged_at", Text),
        PrimaryKeyConstraint("tenant_id", "run"))
    op.create_table(
        "undo_parts", _tenant(),
        Column("run", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        PrimaryKeyConstraint("tenant_id", "run", "number"))
    op.create_table(
        "version_floors", _tenant(),
        Column("name", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("version", Integer, nullable=False),
        PrimaryKeyConstraint("tenant_id", "name", "key"))
    if op.get_context().dialect.name == "sqlite":
        _never_use_member_ids_again(op)


def _tenant() -> Column[int]:
    return Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False)


def _never_use_member_ids_again(op: Operations) -> None:
    """SQLite gives the id of a deleted last row to the next one, on which documents and log entries of the old hang.

    PostgreSQL's sequences never do. Whoever has had no family yet has nothing to move.
    """
    connection = op.get_bind()
    made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'family'").scalar()
    columns = ", ".join(row[1] for row in connection.exec_driver_sql("PRAGMA table_info(family)"))
    parts = str(made).partition("(")
    body = parts[2].replace("id INTEGER NOT NULL", "id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", 1).replace(
        "PRIMARY KEY (id),", "", 1)
    op.execute(f"CREATE TABLE family_kept ({body}")
    op.execute(f"INSERT INTO family_kept ({columns}) SELECT {columns} FROM family")  # noqa: S608
    op.drop_table("family")
    op.rename_table("family_kept", "family")
