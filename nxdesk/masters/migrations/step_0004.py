"""Step 4: which certificates the connection trusts besides the system's. Frozen, as every step."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    """Settings of before trust the system's store alone."""
    op.add_column("service_settings", sa.Column("ca_use", sa.Integer, nullable=False, server_default="0"))
    op.add_column("service_settings", sa.Column("ca_file", sa.Text, nullable=False, server_default=""))
