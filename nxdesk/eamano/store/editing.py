"""One record at a time, as the pages show and change it: whole rows of people and of their family members."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from nxdesk.eamano.store.tables import MATCH_KEY, MY_NUMBER_LOG, MY_NUMBERS, PEOPLE, PHOTOS, TENANTS
from nxdesk.records.digests import row_digest
from nxdesk.records.fields import Kind, Value
from nxdesk.records.matching import match_key

Row = dict[str, Any]
PERSON = 0
"""Stands for the person where a member is asked for: ids of family records begin at 1."""


class Records:
    """Single records of one tenant. A record is the row as it stands in the table, meta columns included."""

    def __init__(self, connection: Connection, tenant_id: int) -> None:
        self._connection = connection
        self._tenant = tenant_id

    def person(self, kind: Kind, code: str, *, lock: bool = False) -> Row | None:
        """The record of a person; `lock` keeps others from changing it until the transaction ends."""
        table = PEOPLE[kind.id]
        query = select(table).where(table.c.tenant_id == self._tenant, table.c[kind.key[0]] == code)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
        return dict(row) if row else None

    def members(self, kind: Kind, code: str) -> list[Row]:
        """All records of a person in a kind with several, in the order in which they came."""
        table = PEOPLE[kind.id]
        rows = self._connection.execute(
            select(table).where(table.c.tenant_id == self._tenant, table.c[kind.key[0]] == code).order_by(table.c.id))
        return [dict(row) for row in rows.mappings()]

    def change(self, kind: Kind, row: Mapping[str, Any], values: Mapping[str, Value], stamp: str) -> None:
        """Give a record new values and its next version; key and digest follow from them."""
        table = PEOPLE[kind.id]
        after = {**row, **values}
        self._connection.execute(
            update(table).where(table.c.tenant_id == self._tenant, table.c.id == row["id"])
            .values(**values, **_derived(kind, after), version=row["version"] + 1, updated_at=stamp))

    def add(self, kind: Kind, values: Mapping[str, Value], stamp: str) -> int:
        """A new record; answers its id."""
        table = PEOPLE[kind.id]
        number = self._connection.scalar(
            insert(table).values(tenant_id=self._tenant, **values, **_derived(kind, values), version=1,
                                 created_at=stamp, updated_at=stamp).returning(table.c.id))
        return int(number or 0)

    def delete(self, kind: Kind, row_id: int) -> None:
        """Take a record away; what it has apart goes before."""
        table = PEOPLE[kind.id]
        self._connection.execute(delete(table).where(table.c.tenant_id == self._tenant, table.c.id == row_id))

    def photo(self, code: str) -> Row | None:
        """The row of a person's photo."""
        row = self._connection.execute(select(PHOTOS).where(*self._of(PHOTOS, code))).mappings().one_or_none()
        return dict(row) if row else None

    def has_photo(self, code: str) -> bool:
        """There is a photo of the person."""
        return self._connection.scalar(select(PHOTOS.c.digest).where(*self._of(PHOTOS, code))) is not None

    def set_photo(self, code: str, image: bytes | None, digest: str, stamp: str) -> None:
        """Another photo, or none."""
        self._connection.execute(delete(PHOTOS).where(*self._of(PHOTOS, code)))
        if image is not None:
            self._connection.execute(insert(PHOTOS).values(
                tenant_id=self._tenant, employee_code=code, image=image, digest=digest, updated_at=stamp))

    def number(self, code: str, member: int) -> Row | None:
        """The sealed row of a My Number."""
        row = self._connection.execute(
            select(MY_NUMBERS).where(*self._of(MY_NUMBERS, code), MY_NUMBERS.c.member == member)
        ).mappings().one_or_none()
        return dict(row) if row else None

    def numbered(self, code: str) -> frozenset[int]:
        """The members of a person that have a My Number, 0 for the person."""
        return frozenset(self._connection.scalars(select(MY_NUMBERS.c.member).where(*self._of(MY_NUMBERS, code))))

    def number_log(self, code: str, member: int, most: int) -> Sequence[Any]:
        """The latest handling of a My Number: `(at, actor, purpose)`."""
        log = MY_NUMBER_LOG.c
        return self._connection.execute(
            select(log.at, log.actor, log.purpose).where(*self._of(MY_NUMBER_LOG, code), log.member == member)
            .order_by(log.id.desc()).limit(most)).all()

    def log_number(self, code: str, member: int, stamp: str, actor: str, purpose: str) -> None:
        """Write down who had to do with a My Number, and why."""
        self._connection.execute(insert(MY_NUMBER_LOG).values(
            tenant_id=self._tenant, at=stamp, actor=actor, employee_code=code, member=member, purpose=purpose))

    def _of(self, table: Table, code: str) -> tuple[Any, Any]:
        return table.c.tenant_id == self._tenant, table.c.employee_code == code


def _derived(kind: Kind, values: Mapping[str, Any]) -> dict[str, str]:
    """What follows from the values: the digest that NX compares, and the key by which NX's records find theirs."""
    derived = {"digest": row_digest([values.get(item) for item in kind.linked_ids])}
    return derived | {MATCH_KEY: match_key(kind.match, values)} if kind.many else derived


def photo_audit(connection: Connection, tenant_id: int) -> bool:
    """Photos that a registration replaces leave an entry in the audit log (the real e-AMANO: never, manual ③-5)."""
    return bool(connection.scalar(select(TENANTS.c.photo_audit).where(TENANTS.c.id == tenant_id)))


def set_photo_audit(connection: Connection, tenant_id: int, *, on: bool) -> None:
    """Switch it."""
    connection.execute(update(TENANTS).where(TENANTS.c.id == tenant_id).values(photo_audit=int(on)))
