"""Step 8: whom a registration is for stands in one row. Frozen, as every step.

A row a person took longer to write than everything else that is on disk before the first byte leaves.
"""

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    """Everybody of every registration stays in it."""
    people = op.create_table(
        "registration_people", sa.Column("registration_id", sa.Text, primary_key=True),
        sa.Column("codes", sa.Text, nullable=False))
    before = sa.table("registration_person", sa.column("registration_id"), sa.column("employee_code"))
    connection = op.get_bind()
    found = connection.execute(sa.select(before).order_by(*before.columns)).all()
    for registration_id, rows in groupby(found, itemgetter(0)):
        codes = sorted(str(code) for _, code in rows)
        connection.execute(people.insert().values(registration_id=registration_id, codes=json.dumps(codes)))
    op.drop_table("registration_person")
