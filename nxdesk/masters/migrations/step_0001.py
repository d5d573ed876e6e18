"""Step 1: the first tables. Frozen: it says what the data looked like then, whatever the declarations say today."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

_EMPLOYEE = (
    "employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "efile_last_name",
    "efile_first_name", "business_last_name", "business_first_name", "business_last_name_kana",
    "business_first_name_kana", "birth_date", "gender", "company_email", "private_email", "zip", "prefecture",
    "address_city", "address_street", "address_building", "address_kana", "resident_zip", "resident_prefecture",
    "resident_city", "resident_street", "resident_building", "resident_kana", "phone_area", "phone_city",
    "phone_subscriber", "mobile_phone", "emergency_name", "emergency_relation", "emergency_phone",
    "emergency_address", "householder_name", "householder_relation", "hire_date", "retire_date", "retire_reason",
    "employment_status", "employment_type", "department_code", "department_name", "position", "occupation",
    "operation_start_date", "contract_type", "contract_start", "contract_end", "contract_renewal", "shaho_enrolled",
    "hi_insured_no", "ep_insured_no", "shaho_acquired_on", "shaho_lost_on", "basic_pension_no_a",
    "basic_pension_no_b", "no_pension_no_reason", "std_remuneration_health", "std_remuneration_pension",
    "std_remuneration_since", "over70", "multi_office", "short_time", "office_code", "ei_insured_no",
    "ei_acquired_on", "ei_lost_on", "weekly_hours", "commute_route", "commute_pass_amount", "commute_pass_months",
    "tax_class", "has_spouse", "widow_type", "working_student", "disability_class", "foreign_name", "foreign_card_no",
    "foreign_nationality", "foreign_status", "foreign_expires_on", "foreign_extra_work")

_EMPLOYEE_INTEGERS = (
    "shaho_enrolled", "std_remuneration_health", "std_remuneration_pension", "over70", "multi_office", "short_time",
    "commute_pass_amount", "commute_pass_months", "has_spouse", "working_student", "disability_class",
    "foreign_extra_work")

_EMPLOYEE_LIST = (
    "employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
    "department_name", "employment_status", "hire_date", "retire_date", "operation_start_date", "updated_at")


def upgrade(op: "Operations") -> None:
    """Make everything."""
    _employee(op)
    _desk(op)
    _registrations(op)
    _apart(op)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _employee(op: "Operations") -> None:
    own = [sa.Column(name, sa.Integer if name in _EMPLOYEE_INTEGERS else sa.Text) for name in _EMPLOYEE[1:]]
    op.create_table("employee", _key(_EMPLOYEE[0]), *own, _number("version"), _text("updated_at"), _text("updated_by"),
                    _text("digest"))
    op.create_index("ix_employee_list", "employee", list(_EMPLOYEE_LIST))


def _desk(op: "Operations") -> None:
    op.create_table("masters_schema", _number("version"), sa.Column("key_check", sa.LargeBinary))
    op.create_table("nx_user", _key("user_id"), _text("name"), _text("password"), _number("system_admin"),
                    _number("my_number"), _number("wrong_passwords"), sa.Column("locked_until", sa.Text))
    op.create_table("menu_display", _key("menu_id"), _number("shown"))
    op.create_table(
        "service_settings", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        _text("url"), _text("customer_id"), _bytes("auth_id"), _number("timeout"), _number("retries"),
        _number("proxy_use"), _text("proxy_address"), _number("proxy_auth"), _bytes("proxy_user"),
        _bytes("proxy_password"), _number("relink"), _text("checked_fingerprint"), _text("checked_at"))
    op.create_table("preference", _key("name"), _text("value"))


def _registrations(op: "Operations") -> None:
    op.create_table("registration", _key("id"), _text("kind"), _text("fingerprint"), _text("request_digest"),
                    _number("people"), _text("state"), _text("opened_at"), _text("opened_by"), _text("changed_at"),
                    _text("facts"))
    op.create_index("ix_registration_opened", "registration", ["opened_at"])
    op.create_table("registration_person", _key("registration_id"), _key("employee_code"))
    op.create_table("linked_person", _key("kind"), _key("employee_code"), _text("linked_at"))


def _apart(op: "Operations") -> None:
    op.create_table("my_number", _key("employee_code"), sa.Column("person_key", sa.LargeBinary),
                    sa.Column("sealed", sa.LargeBinary), _text("updated_at"), _text("updated_by"))
    op.create_table("my_number_access", sa.Column("id", sa.Integer, primary_key=True, nullable=False), _text("at"),
                    _text("by"), _text("employee_code"), _text("action"), _text("purpose"))
    op.create_table("photo", _key("employee_code"), _bytes("image"), _text("digest"), _text("updated_at"),
                    _text("updated_by"))
