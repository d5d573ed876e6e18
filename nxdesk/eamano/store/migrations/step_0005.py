"""Step 5: the word of records that a registration of the same leaves as they are. Frozen, as every step."""

from alembic.operations import Operations
from sqlalchemy import Column, Text, inspect


def apply(op: Operations) -> None:
    """Add what is missing. The index of a family's digests is made from the declaration where it is not there."""
    for table in ("employee", "family"):
        op.add_column(table, Column("settled", Text))
    found = inspect(op.get_bind())
    for table in ("employee", "family"):
        if any(index["name"] == f"{table}_digests" for index in found.get_indexes(table)):
            op.drop_index(f"{table}_digests", table)
    op.create_index("employee_digests", "employee",
                    ["tenant_id", "employee_code", "version", "digest", "updated_at", "settled"])
