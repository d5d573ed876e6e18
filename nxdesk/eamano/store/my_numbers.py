"""個人番号 of one tenant: each sealed with a key of its owner, every access logged without the number.

An owner is `(code, member)`: member is the id of the family record, 0 the person. A number that goes leaves no key
behind: it is overwritten before its row is taken away.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from nxdesk.eamano.store.database import CHUNK, Database, insert_many
from nxdesk.eamano.store.people import rows_of
from nxdesk.eamano.store.tables import MY_NUMBER_LOG, MY_NUMBERS
from nxdesk.vault.seal import Sealer

Owner = tuple[str, int]
PERSON = 0
_COLUMNS = ("tenant_id", "employee_code", "member", "wrapped_key", "sealed", "updated_at")
_LOG_COLUMNS = ("tenant_id", "at", "actor", "employee_code", "purpose", "member")
_C = MY_NUMBERS.c


class MyNumbers:
    """The numbers of one tenant's people. The service never shows them; it only says whether there is one."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int, sealer: Sealer) -> None:
        self._database = database
        self._connection = connection
        self._tenant = tenant_id
        self._sealer = sealer

    def add(self, numbers: Iterable[tuple[str, str]], stamp: str, actor: str, purpose: str) -> None:
        """The numbers of new people."""
        self.put((((code, PERSON), number) for code, number in numbers), (), stamp, actor, purpose)

    def put(self, numbers: Iterable[tuple[Owner, str]], held: Collection[Owner], stamp: str, actor: str,
            purpose: str) -> None:
        """New numbers, in place of those that the owners in `held` have; each with a fresh key."""
        rows = [(self._tenant, *owner, *self._sealed(owner, number), stamp) for owner, number in numbers]
        insert_many(self._database, self._connection, MY_NUMBERS, _COLUMNS,
                    [row for row in rows if (row[1], row[2]) not in held])
        if replaced := [{"code": code, "of_member": member, "key": wrapped, "content": sealed}
                        for _, code, member, wrapped, sealed, _ in rows if (code, member) in held]:
            self._connection.execute(update(MY_NUMBERS).where(*self._one()).values(
                wrapped_key=bindparam("key"), sealed=bindparam("content"), updated_at=stamp), replaced)
        self.log([(row[1], row[2]) for row in rows], stamp, actor, purpose)

    def delete(self, owners: Sequence[Owner], stamp: str, actor: str, purpose: str) -> None:
        """Destroy the keys of owners who have a number, then take the rows away."""
        if gone := [{"code": code, "of_member": member} for code, member in owners]:
            self._connection.execute(update(MY_NUMBERS).where(*self._one()).values(wrapped_key=b"", sealed=b""), gone)
            self._connection.execute(delete(MY_NUMBERS).where(*self._one()), gone)
            self.log(owners, stamp, actor, purpose)

    def keep(self, code: str, member: int, number: str | None, *, stamp: str, actor: str, purpose: str) -> None:
        """The number of one owner, or none any more."""
        owner = (code, member)
        held = self.held([code])
        if number is not None:
            self.put([(owner, number)], held, stamp, actor, purpose)
        elif owner in held:
            self.delete([owner], stamp, actor, purpose)

    def held(self, codes: Sequence[str]) -> set[Owner]:
        """Which of these people and of their family have a number."""
        query = select(_C.employee_code, _C.member).where(_C.tenant_id == self._tenant)
        return {(code, member)
                for code, member in rows_of(self._database, self._connection, query, _C.employee_code, codes)}

    def rows(self, owners: Collection[Owner]) -> list[dict[str, Any]]:
        """Whole rows of these owners as they stand in the table."""
        wanted = set(owners)
        return [dict(row._mapping) for row in self._of(sorted({code for code, _ in wanted}), *_C)
                if (row.employee_code, row.member) in wanted]

    def present(self, code: str, member: int = PERSON) -> bool:
        """There is a number."""
        return (code, member) in self.held([code])

    def _of(self, codes: Sequence[str], *columns: Any) -> Iterable[Any]:
        query = select(*columns).where(
            _C.tenant_id == self._tenant, _C.employee_code.in_(bindparam("codes", expanding=True)))
        for start in range(0, len(codes), CHUNK):
            yield from self._connection.execute(query, {"codes": codes[start:start + CHUNK]})

    def _one(self) -> tuple[Any, ...]:
        return (_C.tenant_id == self._tenant, _C.employee_code == bindparam("code"),
                _C.member == bindparam("of_member"))

    def _sealed(self, owner: Owner, number: str) -> tuple[bytes, bytes]:
        context = number_context(self._tenant, owner)
        wrapped = self._sealer.new_person_key(context)
        return wrapped, self._sealer.person(wrapped, context).seal(number.encode(), context)

    def log(self, owners: Sequence[Owner], stamp: str, actor: str, purpose: str) -> None:
        """Write down who had to do with these numbers, and why."""
        insert_many(self._database, self._connection, MY_NUMBER_LOG, _LOG_COLUMNS,
                    [(self._tenant, stamp, actor, code, purpose, member) for code, member in owners])


def number_context(tenant_id: int, owner: Owner) -> str:
    """What a number and its key are bound to."""
    code, member = owner
    whose = code if member == PERSON else f"{code}\x1f{member}"
    return f"{tenant_id}\x1f{whose}\x1fmy_number"
