"""The tables of NX's own data. Those of records follow from the declarations in `records`; it must not know any query.

A change here needs a migration step, but for kinds that only their declaration makes (`migrations.declared`); a test
compares what was made with what is declared.
"""

from functools import cache
from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text
from sqlalchemy.types import TypeEngine

from nxdesk.records.fields import Field, Kind
from nxdesk.records.kinds import KINDS

METADATA = MetaData()

META_COLUMNS = ("version", "updated_at", "updated_by", "digest")
"""Behind a person's own columns: for conflict checks, NX更新日, by whom, and the digest of the linked values."""

RIGHT = "found_right"
"""Behind META_COLUMNS: the mark of the checks where nothing was wrong in the record (`records.checks`), or nothing."""

LIST_COLUMNS = ("employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
                "department_name", "employment_status", "hire_date", "retire_date", "operation_start_date",
                "updated_at")
"""What lists of people show and filter by. The index over them in this order answers such queries without the rows."""

_BEHIND_LIST = ("birth_date",)
"""Behind LIST_COLUMNS in the index: so it answers, too, what families ask of their people (`people.Parent`)."""


def _type(item: Field) -> TypeEngine[int] | TypeEngine[str]:
    return Integer() if item.shape.integer else Text()


def _declare(kind: Kind, metadata: MetaData) -> Table:
    own: list[Column[Any]] = [
        Column(item.id, _type(item), nullable=item.id not in kind.key, autoincrement=False) for item in kind.nx_columns]
    table = Table(
        kind.id, metadata, *own, Column("version", Integer, nullable=False), Column("updated_at", Text, nullable=False),
        Column("updated_by", Text, nullable=False), Column("digest", Text, nullable=False), Column(RIGHT, Text),
        PrimaryKeyConstraint(*kind.key))
    if not kind.many:
        Index(f"ix_{kind.id}_list", *(table.c[name] for name in (*LIST_COLUMNS, *_BEHIND_LIST)))
        Index(f"ix_{kind.id}_digests", table.c[kind.key[0]], table.c.digest)
    return table


_DECLARED = {kind: _declare(kind, METADATA) for kind in KINDS}


@cache
def _of_its_own(kind: Kind) -> Table:
    return _declare(kind, MetaData())


def record_table(kind: Kind) -> Table:
    """The table of a kind's records: `nx_columns` in order, then META_COLUMNS and RIGHT."""
    return _DECLARED[kind] if kind in _DECLARED else _of_its_own(kind)


SCHEMA = Table(
    "masters_schema", METADATA, Column("version", Integer, nullable=False), Column("key_check", LargeBinary))

USERS = Table(
    "nx_user", METADATA, Column("user_id", Text, primary_key=True), Column("name", Text, nullable=False),
    Column("password", Text, nullable=False), Column("system_admin", Integer, nullable=False),
    Column("my_number", Integer, nullable=False), Column("wrong_passwords", Integer, nullable=False),
    Column("locked_until", Text))

MENUS = Table(
    "menu_display", METADATA, Column("menu_id", Text, primary_key=True), Column("shown", Integer, nullable=False))

SERVICE_SETTINGS = Table(
    "service_settings", METADATA, Column("id", Integer, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False), Column("customer_id", Text, nullable=False),
    Column("auth_id", LargeBinary, nullable=False), Column("timeout", Integer, nullable=False),
    Column("retries", Integer, nullable=False), Column("proxy_use", Integer, nullable=False),
    Column("proxy_address", Text, nullable=False), Column("proxy_auth", Integer, nullable=False),
    Column("proxy_user", LargeBinary, nullable=False), Column("proxy_password", LargeBinary, nullable=False),
    Column("relink", Integer, nullable=False), Column("checked_fingerprint", Text, nullable=False),
    Column("checked_at", Text, nullable=False), Column("ca_use", Integer, nullable=False, server_default="0"),
    Column("ca_file", Text, nullable=False, server_default=""))

PREFERENCES = Table(
    "preference", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

REGISTRATIONS = Table(
    "registration", METADATA, Column("id", Text, primary_key=True), Column("kind", Text, nullable=False),
    Column("fingerprint", Text, nullable=False), Column("request_digest", Text, nullable=False),
    Column("people", Integer, nullable=False), Column("state", Text, nullable=False),
    Column("opened_at", Text, nullable=False), Column("opened_by", Text, nullable=False),
    Column("changed_at", Text, nullable=False), Column("facts", Text, nullable=False),
    Index("ix_registration_opened", "opened_at"))

# `codes`: whom the registration is for, a JSON array in code order. One row is written much sooner than thousands.
REGISTRATION_PEOPLE = Table(
    "registration_people", METADATA, Column("registration_id", Text, primary_key=True),
    Column("codes", Text, nullable=False))

# `changed_at`: when a record of the person was taken out since, which leaves no row that would say so. `remote_state`:
# what e-AMANO's records were when NX last looked (`records.acquiring.remote_state`). `linked_at` is empty where NX has
# only looked.
LINKED = Table(
    "linked_person", METADATA, Column("kind", Text, primary_key=True), Column("employee_code", Text, primary_key=True),
    Column("linked_at", Text, nullable=False), Column("changed_at", Text), Column("remote_state", Text))

# Of a family member, or of the person where `family_seq` is 0.
MY_NUMBERS = Table(
    "my_number", METADATA, Column("employee_code", Text, primary_key=True),
    Column("family_seq", Integer, primary_key=True, autoincrement=False), Column("person_key", LargeBinary),
    Column("sealed", LargeBinary), Column("updated_at", Text, nullable=False),
    Column("updated_by", Text, nullable=False))

MY_NUMBER_LOG = Table(
    "my_number_access", METADATA, Column("id", Integer, primary_key=True), Column("at", Text, nullable=False),
    Column("by", Text, nullable=False), Column("employee_code", Text, nullable=False),
    Column("family_seq", Integer, nullable=False, server_default="0"), Column("action", Text, nullable=False),
    Column("purpose", Text, nullable=False), Index("ix_my_number_access_person", "employee_code", "family_seq"))

PHOTOS = Table(
    "photo", METADATA, Column("employee_code", Text, primary_key=True), Column("image", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False), Column("updated_at", Text, nullable=False),
    Column("updated_by", Text, nullable=False))

ACQUISITIONS = Table(
    "acquisition", METADATA, Column("id", Integer, primary_key=True), Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False), Column("by", Text, nullable=False), Column("people", Integer, nullable=False),
    Column("added", Integer, nullable=False), Column("changed", Integer, nullable=False),
    Column("undone_at", Text, nullable=False), Column("undone_by", Text, nullable=False),
    Column("facts", Text, nullable=False))

# A record that an acquisition wrote: `before` it was this (JSON; nothing: it was not there), and `version` is its own.
ACQUISITION_IMAGES = Table(
    "acquisition_image", METADATA, Column("acquisition_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True), Column("owner", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False), Column("version", Integer, nullable=False),
    Column("before", Text), Index("ix_acquisition_image_record", "kind", "owner", "seq"))

# Whose records an acquisition compared, and their row of `linked_person` before it (JSON).
ACQUISITION_OWNERS = Table(
    "acquisition_owner", METADATA, Column("acquisition_id", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, primary_key=True), Column("linkage", Text))

# `seq` is 0 for people; `changes` are JSON, without the values of sensitive items; `run` is the acquisition, or empty.
CHANGES = Table(
    "change_log", METADATA, Column("id", Integer, primary_key=True), Column("at", Text, nullable=False),
    Column("by", Text, nullable=False), Column("source", Text, nullable=False), Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False), Column("owner", Text, nullable=False), Column("seq", Integer, nullable=False),
    Column("name", Text, nullable=False), Column("changes", Text, nullable=False), Column("run", Text, nullable=False),
    Index("ix_change_log_owner", "owner", "kind", "seq"), Index("ix_change_log_kind", "kind"))
