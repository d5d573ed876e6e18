"""Step 2: families, pictures of documents, registrations that overwrite and delete. Frozen, as every step."""

from alembic.operations import Operations
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, PrimaryKeyConstraint, Text, UniqueConstraint

_FAMILY_COLUMNS = (
    "last_name first_name last_name_kana first_name_kana birth_date relationship_code relationship_other "
    "gender living_together zip prefecture address_city address_street address_building address_kana "
    "phone_type phone_area phone_city phone_subscriber effective_from basic_pension_no_a basic_pension_no_b "
    "occupation_code occupation_other school_year hi_dependent shaho_annual_income shaho_monthly_income "
    "hi_dependent_from hi_dependent_reason hi_dependent_to hi_dependent_end_reason death_date tax_dependent "
    "estimated_income nonresident_reason remittance ei_benefit_status hi_certificate_needed "
    "disability_recognized disability_cert_type disability_class disability_grade disability_cert_no "
    "disability_cert_issued_on my_number_purposes my_number_refusal")
_FAMILY_INTEGERS = (
    "school_year hi_dependent shaho_annual_income shaho_monthly_income estimated_income remittance "
    "hi_certificate_needed disability_recognized disability_class")


def apply(op: Operations) -> None:
    """Add what is missing; what there is keeps its meaning (member 0 is the person)."""
    _create_family(op)
    _create_attachments(op)
    _give_numbers_their_member(op)
    op.add_column("tenants", Column("photo_audit", Integer, nullable=False, server_default="0"))
    op.add_column("registrations", Column("rows", Integer, nullable=False, server_default="0"))
    op.add_column("registrations", Column("deletions", Integer, nullable=False, server_default="0"))
    op.add_column("registrations", Column("deleted", Integer, nullable=False, server_default="0"))
    op.add_column("registrations", Column("audit_head", Text))
    op.execute("UPDATE registrations SET rows = people")


def _create_family(op: Operations) -> None:
    integers = _FAMILY_INTEGERS.split()
    op.create_table(
        "family",
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        *(Column(name, Integer if name in integers else Text) for name in _FAMILY_COLUMNS.split()),
        Column("match_key", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("digest", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        Column("updated_at", Text, nullable=False),
        UniqueConstraint("tenant_id", "employee_code", "match_key"))


def _create_attachments(op: Operations) -> None:
    op.create_table(
        "attachments",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("member", Integer, nullable=False),
        Column("item", Text, nullable=False),
        Column("wrapped_key", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("digest", Text, nullable=False),
        Column("updated_at", Text, nullable=False),
        PrimaryKeyConstraint("tenant_id", "employee_code", "member", "item"))


def _give_numbers_their_member(op: Operations) -> None:
    op.rename_table("my_numbers", "my_numbers_before")
    op.create_table(
        "my_numbers",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("member", Integer, nullable=False),
        Column("wrapped_key", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("updated_at", Text, nullable=False),
        PrimaryKeyConstraint("tenant_id", "employee_code", "member"))
    op.execute("INSERT INTO my_numbers (tenant_id, employee_code, member, wrapped_key, sealed, updated_at) "
               "SELECT tenant_id, employee_code, 0, wrapped_key, sealed, updated_at FROM my_numbers_before")
    op.drop_table("my_numbers_before")
    op.add_column("my_number_log", Column("member", Integer, nullable=False, server_default="0"))
