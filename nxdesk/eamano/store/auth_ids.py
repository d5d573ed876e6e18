"""認証用ID: issued, looked up by hash, read again by an administrator, revoked. Never kept in clear."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from nxdesk.eamano.store.tables import AUTH_IDS, TENANTS
from nxdesk.vault.seal import Sealer
from nxdesk.vault.secret import Secret

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without 0/O and 1/I, which people mix up when they type an ID from paper."""
_LENGTH = 32
_NOBODY = 0
"""A tenant that does not exist: looking there takes as long as looking in a real one."""
_FIND = select(AUTH_IDS).where(
    AUTH_IDS.c.tenant_id == func.coalesce(
        select(TENANTS.c.id).where(TENANTS.c.customer_id == bindparam("customer")).scalar_subquery(), _NOBODY),
    AUTH_IDS.c.lookup == bindparam("lookup"))


@dataclass(frozen=True, slots=True)
class AuthId:
    """One issued ID, without the ID itself."""

    id: int
    tenant_id: int
    contact: str
    issued_at: str
    expires_on: str | None
    my_number: bool
    revoked_at: str | None

    def expired(self, today: str) -> bool:
        """The last day of validity is over."""
        return self.expires_on is not None and self.expires_on < today


class AuthIds:
    """The IDs of one tenant."""

    def __init__(self, connection: Connection, tenant_id: int, sealer: Sealer) -> None:
        self._connection = connection
        self._tenant = tenant_id
        self._sealer = sealer

    def issue(self, contact: str, stamp: str, *, my_number: bool, expires_on: str | None) -> Secret:
        """A new ID."""
        text = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        self._connection.execute(insert(AUTH_IDS).values(
            tenant_id=self._tenant, contact=contact, lookup=lookup_of(text),
            sealed=self._sealer.seal(text.encode(), self._context(lookup_of(text))), issued_at=stamp,
            expires_on=expires_on, my_number=int(my_number), revoked_at=None))
        return Secret(text)

    def list(self) -> Sequence[tuple[AuthId, Secret]]:
        """All of them, the newest first, to be read by an administrator."""
        rows = self._connection.execute(
            select(AUTH_IDS).where(AUTH_IDS.c.tenant_id == self._tenant).order_by(AUTH_IDS.c.id.desc()))
        return [(_auth_id(row), Secret(self._sealer.open(row.sealed, self._context(row.lookup)).decode()))
                for row in rows]

    def revoke(self, auth_id: int, stamp: str) -> bool:
        """Make one invalid for good; False when there is none to revoke."""
        done = self._connection.execute(update(AUTH_IDS).where(
            AUTH_IDS.c.tenant_id == self._tenant, AUTH_IDS.c.id == auth_id, AUTH_IDS.c.revoked_at.is_(None),
        ).values(revoked_at=stamp))
        return done.rowcount == 1

    def _context(self, lookup: str) -> str:
        return f"{self._tenant}\x1fauth_id\x1f{lookup}"


def auth_id_of(connection: Connection, customer_id: str, given: str) -> AuthId | None:
    """The ID that reads like this, if it is one of this customer's."""
    row = connection.execute(_FIND, {"customer": customer_id, "lookup": lookup_of(given)}).one_or_none()
    return _auth_id(row) if row else None


def _auth_id(row: Row[Any]) -> AuthId:
    return AuthId(
        row.id, row.tenant_id, row.contact, row.issued_at, row.expires_on, bool(row.my_number), row.revoked_at)


def lookup_of(given: str) -> str:
    """What is stored to find an ID: it has 160 random bits, so that a plain hash gives nothing away."""
    return sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
