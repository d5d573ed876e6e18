"""招待 to the 入社手続き: a link that one person opens, and what that person entered, sealed until it is taken over."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, Row, and_, func, insert, select, update

from nxdesk.eamano.store.tables import INVITATIONS, PEOPLE
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.vault.seal import Sealer
from nxdesk.vault.secret import Secret

INVITED, SUBMITTED, RETURNED, ACCEPTED, WITHDRAWN = "invited", "submitted", "returned", "accepted", "withdrawn"
OPEN = (INVITED, RETURNED)
"""The invited person may enter something."""
_C = INVITATIONS.c


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation, without its link and without what was entered."""

    id: int
    tenant_id: int
    code: str
    entry: str
    state: str
    note: str
    expires_on: str
    invited_at: str
    submitted_at: str | None
    ended_at: str | None

    def expired(self, today: str) -> bool:
        """The link has had its last day before anything was entered."""
        return self.state in OPEN and self.expires_on < today


class Invitations:
    """The invitations of one tenant."""

    def __init__(self, connection: Connection, tenant_id: int, sealer: Sealer) -> None:
        self._connection = connection
        self._tenant = tenant_id
        self._sealer = sealer

    def invite(self, code: str, entry: str, expires_on: str, stamp: str) -> int:
        """A new one with a link of its own; answers its number."""
        token = secrets.token_urlsafe(32)
        lookup = lookup_of(token)
        number = self._connection.scalar(insert(INVITATIONS).values(
            tenant_id=self._tenant, employee_code=code, entry=entry, state=INVITED, lookup=lookup,
            sealed_token=self._sealer.seal(token.encode(), self._context("link", lookup)), expires_on=expires_on,
            invited_at=stamp).returning(_C.id))
        return int(number or 0)

    def get(self, number: int, *, lock: bool = False) -> Invitation | None:
        """One of them; `lock` keeps others from changing it until the transaction ends."""
        query = select(INVITATIONS).where(*self._mine(number))
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        return _invitation(row) if row else None

    def of(self, code: str) -> Sequence[Invitation]:
        """Those of one person, the newest first."""
        return [_invitation(row) for row in self._connection.execute(select(INVITATIONS).where(
            _C.tenant_id == self._tenant, _C.employee_code == code).order_by(_C.id.desc()))]

    def count(self) -> int:
        """How many there are."""
        return int(self._connection.scalar(
            select(func.count()).select_from(INVITATIONS).where(_C.tenant_id == self._tenant)) or 0)

    def page(self, offset: int, limit: int) -> Sequence[tuple[Invitation, str]]:
        """Some of them with the names of their people, the newest first."""
        person = PEOPLE[EMPLOYEE.id].c
        name = func.coalesce(person.last_name, "") + " " + func.coalesce(person.first_name, "")
        rows = self._connection.execute(
            select(INVITATIONS, name.label("person_name"))
            .outerjoin(PEOPLE[EMPLOYEE.id], and_(person.tenant_id == _C.tenant_id,
                                                 person.employee_code == _C.employee_code))
            .where(_C.tenant_id == self._tenant).order_by(_C.id.desc()).offset(offset).limit(limit))
        return [(_invitation(row), row.person_name) for row in rows]

    def link(self, number: int) -> Secret:
        """What the link ends with; raises SealBroken."""
        row = self._connection.execute(select(_C.lookup, _C.sealed_token).where(*self._mine(number))).one()
        return Secret(self._sealer.open(row.sealed_token, self._context("link", row.lookup)).decode())

    def submit(self, number: int, values: Mapping[str, Value], stamp: str) -> None:
        """Keep what the invited person entered."""
        sealed = self._sealer.seal(orjson.dumps(values), self._context("entered", str(number)))
        self._change(number, state=SUBMITTED, sealed=sealed, submitted_at=stamp, note=None)

    def entered(self, number: int) -> dict[str, Value]:
        """What was entered, as long as it is kept; raises SealBroken."""
        sealed = self._connection.scalar(select(_C.sealed).where(*self._mine(number)))
        if sealed is None:
            return {}
        found: dict[str, Value] = orjson.loads(self._sealer.open(sealed, self._context("entered", str(number))))
        return found

    def give_back(self, number: int, note: str) -> None:
        """The invited person is to correct something."""
        self._change(number, state=RETURNED, note=note)

    def end(self, number: int, state: str, stamp: str) -> None:
        """It is over: what was entered is not kept any longer."""
        self._change(number, state=state, sealed=None, ended_at=stamp)

    def _change(self, number: int, **values: object) -> None:
        self._connection.execute(update(INVITATIONS).where(*self._mine(number)).values(**values))

    def _mine(self, number: int) -> tuple[Any, Any]:
        return _C.tenant_id == self._tenant, _C.id == number

    def _context(self, what: str, which: str) -> str:
        return f"{self._tenant}\x1finvitation\x1f{what}\x1f{which}"


def invitation_of(connection: Connection, token: str) -> Invitation | None:
    """The invitation that a link belongs to, of whatever tenant."""
    row = connection.execute(select(INVITATIONS).where(_C.lookup == lookup_of(token))).one_or_none()
    return _invitation(row) if row else None


def lookup_of(token: str) -> str:
    """By what a link is found: its hash."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(row.id, row.tenant_id, row.employee_code, row.entry, row.state, row.note or "", row.expires_on,
                      row.invited_at, row.submitted_at, row.ended_at)
