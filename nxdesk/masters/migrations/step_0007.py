"""Step 7: beside each family member the mark of the checks in which nothing was wrong. Frozen, as every step."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    """Nobody has one yet: whoever is there is judged as before."""
    op.add_column("family", sa.Column("found_right", sa.Text))
