"""Step 5: acquisitions with what was there before them, and the history of changes. Frozen, as every step."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    """What e-AMANO's records were when last seen is not known of anybody; nothing was acquired or changed so far."""
    op.add_column("linked_person", sa.Column("remote_state", sa.Text))
    op.create_table(
        "acquisition", sa.Column("id", sa.Integer, primary_key=True, nullable=False), _text("kind"), _text("at"),
        _text("by"), _number("people"), _number("added"), _number("changed"), _text("undone_at"), _text("undone_by"),
        _text("facts"))
    op.create_table(
        "acquisition_image", sa.Column("acquisition_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True), sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False), _number("version"),
        sa.Column("before", sa.Text))
    op.create_index("ix_acquisition_image_record", "acquisition_image", ["kind", "owner", "seq"])
    op.create_table(
        "acquisition_owner", sa.Column("acquisition_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("owner", sa.Text, primary_key=True), sa.Column("linkage", sa.Text))
    op.create_table(
        "change_log", sa.Column("id", sa.Integer, primary_key=True, nullable=False), _text("at"), _text("by"),
        _text("source"), _text("action"), _text("kind"), _text("owner"), _number("seq"), _text("name"),
        _text("changes"), _text("run"))
    op.create_index("ix_change_log_owner", "change_log", ["owner", "kind", "seq"])
    op.create_index("ix_change_log_kind", "change_log", ["kind"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)
