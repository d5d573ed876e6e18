"""The service's tables. Every one has its tenant; the columns of the records come from the field declarations."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.records.settled import may_stay

METADATA = MetaData()
TENANT = "tenant_id"


def _tenant() -> Column[int]:
    return Column(TENANT, Integer, ForeignKey("tenants.id"), nullable=False)


TENANTS = Table(
    "tenants", METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("services", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("photo_audit", Integer, nullable=False, server_default="0"))

ACCOUNTS = Table(
    "accounts", METADATA,
    Column("id", Integer, primary_key=True),
    _tenant(),
    Column("screen", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    UniqueConstraint("screen", "login"))

SESSIONS = Table(
    "sessions", METADATA,
    Column("token_hash", Text, primary_key=True),
    _tenant(),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("screen", Text, nullable=False),
    Column("seen_at", Float, nullable=False))

AUTH_IDS = Table(
    "auth_ids", METADATA,
    Column("id", Integer, primary_key=True),
    _tenant(),
    Column("contact", Text, nullable=False),
    Column("lookup", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("issued_at", Text, nullable=False),
    Column("expires_on", Text),
    Column("my_number", Integer, nullable=False),
    Column("revoked_at", Text),
    UniqueConstraint(TENANT, "lookup"))

META_COLUMNS = ("version", "digest", "created_at", "updated_at")
SETTLED = "settled"
"""Behind META_COLUMNS, of kinds that have it: the word that a registration of the same changes nothing
(`records.settled`). It holds for one version alone, so that no snapshot keeps it.
"""

MATCH_KEY = "match_key"
"""Of kinds with several records a person: by what NX's records find theirs (records.matching)."""


def _people_table(kind: Kind) -> Table:
    """One row a record; the index answers digest listings without touching the wide rows.

    The id of a record that others may have hung something on is never used again (`sqlite_autoincrement`).
    """
    key = kind.key[0]
    told_apart: tuple[SchemaItem, ...] = (
        (Column(MATCH_KEY, Text, nullable=False), UniqueConstraint(TENANT, key, MATCH_KEY)) if kind.many else
        (UniqueConstraint(TENANT, key),))
    indexes: tuple[Index, ...] = (Index(f"{kind.id}_digests", *_listed(kind)),)
    if kind.part_item and kind.finished is not None:
        indexes += (Index(f"{kind.id}_finished", TENANT, key, *kind.document, kind.finished.field),)
    settled = (Column(SETTLED, Text),) if may_stay(kind) else ()
    return Table(
        kind.id, METADATA,
        Column("id", Integer, primary_key=True),
        _tenant(),
        *(Column(f.id, Integer if f.shape.integer else Text, nullable=f.id != key) for f in kind.eamano_columns),
        Column("version", Integer, nullable=False),
        Column("digest", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        Column("updated_at", Text, nullable=False),
        *settled, *told_apart, *indexes, sqlite_autoincrement=kind.many)


def _listed(kind: Kind) -> tuple[str, ...]:
    """What a listing of digests looks at, and the question who would stay as he is."""
    told_by = () if kind.finished is None else kind.document if kind.part_item else (kind.finished.field,)
    return (TENANT, kind.key[0], *(("id",) if kind.many else ()), "version", "digest", "updated_at", *told_by,
            *((SETTLED,) if may_stay(kind) else ()))


PEOPLE: dict[str, Table] = {kind.id: _people_table(kind) for kind in KINDS}
"""The records of every kind."""
OWNERS: dict[str, str] = {kind.id: kind.key[0] for kind in KINDS}
"""The column of each that says whose a record is."""

PHOTOS = Table(
    "photos", METADATA,
    _tenant(),
    Column("employee_code", Text, nullable=False),
    Column("image", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    PrimaryKeyConstraint(TENANT, "employee_code"))

ATTACHMENTS = Table(
    "attachments", METADATA,
    _tenant(),
    Column("employee_code", Text, nullable=False),
    Column("member", Integer, nullable=False),
    Column("item", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    PrimaryKeyConstraint(TENANT, "employee_code", "member", "item"))
"""Pictures of documents, each sealed with a key of its own. `member` is the family record's id, 0 the person."""

MY_NUMBERS = Table(
    "my_numbers", METADATA,
    _tenant(),
    Column("employee_code", Text, nullable=False),
    Column("member", Integer, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("updated_at", Text, nullable=False),
    PrimaryKeyConstraint(TENANT, "employee_code", "member"))

MY_NUMBER_LOG = Table(
    "my_number_log", METADATA,
    Column("id", Integer, primary_key=True),
    _tenant(),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("employee_code", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("member", Integer, nullable=False, server_default="0"))

REGISTRATIONS = Table(
    "registrations", METADATA,
    _tenant(),
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
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("deletions", Integer, nullable=False, server_default="0"),
    Column("deleted", Integer, nullable=False, server_default="0"),
    Column("audit_head", Text),
    PrimaryKeyConstraint(TENANT, "id"))

STAGED_BATCHES = Table(
    "staged_batches", METADATA,
    _tenant(),
    Column("registration_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("sealed", LargeBinary),
    PrimaryKeyConstraint(TENANT, "registration_id", "number"))

STAGED_PHOTOS = Table(
    "staged_photos", METADATA,
    _tenant(),
    Column("registration_id", Text, nullable=False),
    Column("employee_code", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("sealed", LargeBinary),
    PrimaryKeyConstraint(TENANT, "registration_id", "employee_code"))

AUDIT_HEADS = Table(
    "audit_heads", METADATA,
    Column(TENANT, Integer, ForeignKey("tenants.id"), primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("noted", Integer, nullable=False, server_default="0"))
"""`noted`: from here on the head is also kept outside (`heads`), so that its absence there means something."""

AUDIT_RUNS = Table(
    "audit_runs", METADATA,
    _tenant(),
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
    PrimaryKeyConstraint(TENANT, "run"))

AUDIT_ENTRIES = Table(
    "audit_entries", METADATA,
    _tenant(),
    Column("seq", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("target", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint(TENANT, "seq"),
    Index("audit_entries_targets", TENANT, "target", "seq", "run"))

UNDO_RUNS = Table(
    "undo_runs", METADATA,
    _tenant(),
    Column("run", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("key", LargeBinary),
    Column("counts", Text, nullable=False),
    Column("back_to", Integer),
    Column("purged_at", Text),
    PrimaryKeyConstraint(TENANT, "run"))
"""Snapshots: what changed with a run can be brought back while `key` is there. The row itself stays for ever."""

UNDO_PARTS = Table(
    "undo_parts", METADATA,
    _tenant(),
    Column("run", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint(TENANT, "run", "number"))

VERSION_FLOORS = Table(
    "version_floors", METADATA,
    _tenant(),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint(TENANT, "name", "key"))
"""The last version of records that were taken away: one that comes again under the same key begins above it."""

INVITATIONS = Table(
    "invitations", METADATA,
    Column("id", Integer, primary_key=True),
    _tenant(),
    Column("employee_code", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("lookup", Text, nullable=False, unique=True),
    Column("sealed_token", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    Column("note", Text),
    Column("expires_on", Text, nullable=False),
    Column("invited_at", Text, nullable=False),
    Column("submitted_at", Text),
    Column("ended_at", Text),
    sqlite_autoincrement=True)
"""招待 to the 入社手続き. `sealed` is what the new employee has entered, until the HR staff take it over."""
