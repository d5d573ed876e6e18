"""Step 6: the digests of people can be listed without their wide rows. Frozen, as every step."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    """Reading all of them takes a fifth of the time."""
    op.create_index("ix_employee_digests", "employee", ["employee_code", "digest"])
