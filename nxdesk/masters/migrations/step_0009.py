"""Step 9: what families' checks ask of everybody's people stands in the index of the lists. Frozen, as every step."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

_LIST = ("employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
         "department_name", "employment_status", "hire_date", "retire_date", "operation_start_date", "updated_at",
         "birth_date")


def upgrade(op: "Operations") -> None:
    """Only 生年月日 was missing; the wide rows are no longer read for it."""
    op.drop_index("ix_employee_list", "employee")
    op.create_index("ix_employee_list", "employee", list(_LIST))
