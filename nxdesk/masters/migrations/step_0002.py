"""Step 2: families, My Numbers of family members, and what was taken out since a linkage. Frozen, as every step."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

_FAMILY = (
    "last_name first_name last_name_kana first_name_kana birth_date relationship_code relationship_other "
    "gender living_together zip prefecture address_city address_street address_building address_kana "
    "occupation_code hi_dependent tax_dependent estimated_income disability_class")
_FAMILY_INTEGERS = frozenset(("hi_dependent", "estimated_income", "disability_class"))


def upgrade(op: "Operations") -> None:
    """Add the table of families; give My Numbers the member they belong to, 0 for the person."""
    op.create_table(
        "family", sa.Column("employee_code", sa.Text, primary_key=True, nullable=False),
        sa.Column("family_seq", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer if name in _FAMILY_INTEGERS else sa.Text) for name in _FAMILY.split()),
        sa.Column("version", sa.Integer, nullable=False), sa.Column("updated_at", sa.Text, nullable=False),
        sa.Column("updated_by", sa.Text, nullable=False), sa.Column("digest", sa.Text, nullable=False))
    op.rename_table("my_number", "my_number_before")
    op.create_table(
        "my_number", sa.Column("employee_code", sa.Text, primary_key=True, nullable=False),
        sa.Column("family_seq", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("person_key", sa.LargeBinary), sa.Column("sealed", sa.LargeBinary),
        sa.Column("updated_at", sa.Text, nullable=False), sa.Column("updated_by", sa.Text, nullable=False))
    op.execute("INSERT INTO my_number (employee_code, family_seq, person_key, sealed, updated_at, updated_by) "
               "SELECT employee_code, 0, person_key, sealed, updated_at, updated_by FROM my_number_before")
    op.drop_table("my_number_before")
    op.add_column("linked_person", sa.Column("changed_at", sa.Text))
    op.add_column("my_number_access", sa.Column("family_seq", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_my_number_access_person", "my_number_access", ["employee_code", "family_seq"])
