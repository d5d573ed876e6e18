"""Step 1: the first shape of the database, spelt out and frozen. `tables` may move on, this never does."""

from alembic.operations import Operations
from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

_EMPLOYEE_COLUMNS = (
    "last_name first_name last_name_kana first_name_kana efile_last_name efile_first_name business_last_name "
    "business_first_name business_last_name_kana business_first_name_kana birth_date gender company_email "
    "private_email zip prefecture address_city address_street address_building address_kana resident_zip "
    "resident_prefecture resident_city resident_street resident_building resident_kana lives_abroad phone_area "
    "phone_city phone_subscriber mobile_phone emergency_name emergency_relation emergency_phone emergency_address "
    "householder_name householder_relation hire_date retire_date retire_reason employment_status employment_type "
    "department_code department_name position occupation effective_from contract_type contract_start contract_end "
    "contract_renewal shaho_enrolled hi_insured_no ep_insured_no shaho_acquired_on shaho_lost_on basic_pension_no_a "
    "basic_pension_no_b no_pension_no_reason std_remuneration_health std_remuneration_pension std_remuneration_since "
    "over70 multi_office short_time office_code ei_insured_no ei_no_held ei_acquired_on ei_lost_on ei_employment_type "
    "ei_occupation weekly_hours commute_route commute_pass_amount commute_pass_months commute_one_way_fare tax_class "
    "has_spouse widow_type working_student disability_recognized disability_cert_type disability_class "
    "disability_grade disability_cert_no disability_cert_issued_on foreign_name foreign_card_no foreign_nationality "
    "foreign_status foreign_expires_on foreign_extra_work my_number_purposes my_number_refusal")
_EMPLOYEE_INTEGERS = (
    "lives_abroad shaho_enrolled std_remuneration_health std_remuneration_pension over70 multi_office short_time "
    "ei_no_held commute_pass_amount commute_pass_months commute_one_way_fare has_spouse working_student "
    "disability_recognized disability_class foreign_extra_work")
_APPEND_ONLY = ("audit_runs", "audit_entries", "my_number_log")


def apply(op: Operations) -> None:
    """Create everything."""
    for create in _CREATE:
        create(op)
    for table in _APPEND_ONLY:
        _forbid_changes(op, table)


def _forbid_changes(op: Operations, table: str) -> None:
    """Log rows are written once: changing or deleting one is refused by the database itself."""
    if op.get_context().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                       f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
    elif op.get_context().dialect.name == "postgresql":
        op.execute("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$")
        op.execute(f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                   "FOR EACH ROW EXECUTE FUNCTION refuse_change()")


def _create_tenants(op: Operations) -> None:
    op.create_table(
        "tenants",
        Column("id", Integer, primary_key=True),
        Column("customer_id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("services", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        UniqueConstraint("customer_id"))


def _create_accounts(op: Operations) -> None:
    op.create_table(
        "accounts",
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("screen", Text, nullable=False),
        Column("login", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("password_hash", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        UniqueConstraint("screen", "login"))


def _create_audit_entries(op: Operations) -> None:
    op.create_table(
        "audit_entries",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("run", Integer, nullable=False),
        Column("target", Text, nullable=False),
        Column("changes", Text, nullable=False),
        Column("hash", Text, nullable=False),
        PrimaryKeyConstraint("tenant_id", "seq"))


def _create_audit_heads(op: Operations) -> None:
    op.create_table(
        "audit_heads",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), primary_key=True, autoincrement=False),
        Column("run", Integer, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("hash", Text, nullable=False))


def _create_audit_runs(op: Operations) -> None:
    op.create_table(
        "audit_runs",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("run", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("address", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("request_id", Text, nullable=False),
        Column("first_seq", Integer, nullable=False),
        Column("entries", Integer, nullable=False),
        Column("items", Text, nullable=False),
        Column("hash", Text, nullable=False),
        PrimaryKeyConstraint("tenant_id", "run"))


def _create_auth_ids(op: Operations) -> None:
    op.create_table(
        "auth_ids",
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("contact", Text, nullable=False),
        Column("lookup", Text, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("issued_at", Text, nullable=False),
        Column("expires_on", Text),
        Column("my_number", Integer, nullable=False),
        Column("revoked_at", Text),
        UniqueConstraint("tenant_id", "lookup"))


def _create_employee(op: Operations) -> None:
    integers = _EMPLOYEE_INTEGERS.split()
    op.create_table(
        "employee",
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        *(Column(name, Integer if name in integers else Text) for name in _EMPLOYEE_COLUMNS.split()),
        Column("version", Integer, nullable=False),
        Column("digest", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        Column("updated_at", Text, nullable=False),
        UniqueConstraint("tenant_id", "employee_code"))
    op.create_index("employee_digests", "employee", ["tenant_id", "employee_code", "version", "digest", "updated_at"])


def _create_my_number_log(op: Operations) -> None:
    op.create_table(
        "my_number_log",
        Column("id", Integer, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("at", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("purpose", Text, nullable=False))


def _create_my_numbers(op: Operations) -> None:
    op.create_table(
        "my_numbers",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("wrapped_key", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        Column("updated_at", Text, nullable=False),
        PrimaryKeyConstraint("tenant_id", "employee_code"))


def _create_photos(op: Operations) -> None:
    op.create_table(
        "photos",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("image", LargeBinary, nullable=False),
        Column("digest", Text, nullable=False),
        Column("updated_at", Text, nullable=False),
        PrimaryKeyConstraint("tenant_id", "employee_code"))


def _create_registrations(op: Operations) -> None:
    op.create_table(
        "registrations",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("as_of", Text, nullable=False),
        Column("people", Integer, nullable=False),
        Column("batches", Integer, nullable=False),
        Column("photos", Integer, nullable=False),
        Column("relink", Integer, nullable=False),
        Column("with_my_number", Integer, nullable=False),
        Column("digest", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("actor", Text, nullable=False),
        Column("opened_at", Text, nullable=False),
        Column("committed_at", Text),
        Column("registered", Integer, nullable=False),
        Column("relinked", Integer, nullable=False),
        Column("run", Integer),
        Column("problem", Text),
        Column("staging_key", LargeBinary),
        PrimaryKeyConstraint("tenant_id", "id"))


def _create_staged_batches(op: Operations) -> None:
    op.create_table(
        "staged_batches",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("registration_id", Text, nullable=False),
        Column("number", Integer, nullable=False),
        Column("digest", Text, nullable=False),
        Column("people", Integer, nullable=False),
        Column("sealed", LargeBinary),
        PrimaryKeyConstraint("tenant_id", "registration_id", "number"))


def _create_staged_photos(op: Operations) -> None:
    op.create_table(
        "staged_photos",
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("registration_id", Text, nullable=False),
        Column("employee_code", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Column("sealed", LargeBinary),
        PrimaryKeyConstraint("tenant_id", "registration_id", "employee_code"))


def _create_sessions(op: Operations) -> None:
    op.create_table(
        "sessions",
        Column("token_hash", Text, primary_key=True),
        Column("tenant_id", Integer, ForeignKey("tenants.id"), nullable=False),
        Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
        Column("screen", Text, nullable=False),
        Column("seen_at", Float, nullable=False))


_CREATE = (
    _create_tenants, _create_accounts, _create_audit_entries, _create_audit_heads, _create_audit_runs,
    _create_auth_ids, _create_employee, _create_my_number_log, _create_my_numbers, _create_photos,
    _create_registrations, _create_staged_batches, _create_staged_photos, _create_sessions)
