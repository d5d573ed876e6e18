"""Pictures of documents of one tenant's people and family members, each sealed with a key of its own.

Deleting a picture destroys its key with it. A picture belongs to an owner `(code, member)`, where member is the id of
the family record and 0 is the person, and to an item: the id of a field, or a slot of a field that takes several
pictures (`my_number_doc_images.number`).
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select

from nxdesk.eamano.store.database import CHUNK, Database
from nxdesk.eamano.store.people import rows_of
from nxdesk.eamano.store.tables import ATTACHMENTS
from nxdesk.vault.seal import Sealer

Owner = tuple[str, int]
SLOTS: dict[str, tuple[tuple[str, str], ...]] = {
    "my_number_doc_images": (("number", "番号確認書類"), ("identity", "身元確認書類"))}
"""Fields that take several pictures: the slots and what people call them."""
_C = ATTACHMENTS.c


def items_of(field_id: str) -> tuple[str, ...]:
    """All items of a field of pictures."""
    return tuple(f"{field_id}.{slot}" for slot, _ in SLOTS.get(field_id, ())) or (field_id,)


def field_of(item: str) -> str:
    """The field that an item belongs to."""
    return item.partition(".")[0]


class Attachments:
    """The pictures of one tenant, apart from the photos of people."""

    def __init__(self, connection: Connection, tenant_id: int, sealer: Sealer) -> None:
        self._connection = connection
        self._tenant = tenant_id
        self._sealer = sealer

    def add(self, owner: Owner, item: str, image: bytes, stamp: str) -> None:
        """A picture, in place of the one that was there."""
        code, member = owner
        self._connection.execute(delete(ATTACHMENTS).where(*self._at(owner), _C.item == item))
        context = self._context(code, member, item)
        wrapped = self._sealer.new_person_key(context)
        self._connection.execute(insert(ATTACHMENTS).values(
            tenant_id=self._tenant, employee_code=code, member=member, item=item, wrapped_key=wrapped,
            sealed=self._sealer.person(wrapped, context).seal(image, context), digest=sha256(image).hexdigest(),
            updated_at=stamp))

    def present(self, database: Database, codes: Sequence[str]) -> dict[Owner, frozenset[str]]:
        """Owner → ids of the fields of which there are pictures, for these people and their families."""
        found: dict[Owner, set[str]] = {}
        query = select(_C.employee_code, _C.member, _C.item).where(_C.tenant_id == self._tenant)
        for code, member, item in rows_of(database, self._connection, query, _C.employee_code, codes):
            found.setdefault((code, member), set()).add(field_of(item))
        return {owner: frozenset(fields) for owner, fields in found.items()}

    def owners_among(self, database: Database, codes: Sequence[str]) -> frozenset[str]:
        """Those of these people who have a picture, themselves or a member of the family."""
        query = select(_C.employee_code).distinct().where(_C.tenant_id == self._tenant)
        return frozenset(row[0] for row in rows_of(database, self._connection, query, _C.employee_code, codes))

    def held(self, owner: Owner) -> frozenset[str]:
        """The items of which this owner has a picture."""
        return frozenset(self._connection.scalars(select(_C.item).where(*self._at(owner))))

    def image(self, owner: Owner, item: str) -> bytes | None:
        """The picture as it was given; raises SealBroken."""
        row = self._connection.execute(
            select(_C.wrapped_key, _C.sealed).where(*self._at(owner), _C.item == item)).one_or_none()
        if row is None:
            return None
        context = self._context(*owner, item)
        return self._sealer.person(row.wrapped_key, context).open(row.sealed, context)

    def rows(self, owners: Iterable[Owner], fields: Collection[str] | None = None) -> list[dict[str, Any]]:
        """Whole rows of these owners as they stand in the table, of some fields only or of all."""
        wanted = set(owners)
        return [dict(row._mapping) for row in self._of(sorted({code for code, _ in wanted}), *_C)
                if (row.employee_code, row.member) in wanted and (fields is None or field_of(row.item) in fields)]

    def delete(self, owners: Iterable[Owner], fields: Collection[str] | None = None) -> int:
        """Take away the pictures of these owners, of some fields only or of all; answers how many there were."""
        wanted = set(owners)
        gone = [{"code": code, "of_member": member, "what": item}
                for code, member, item in self._of(sorted({code for code, _ in wanted}), _C.employee_code, _C.member,
                                                   _C.item)
                if (code, member) in wanted and (fields is None or field_of(item) in fields)]
        self._take_away(gone)
        return len(gone)

    def delete_item(self, owner: Owner, item: str) -> None:
        """Take away one picture."""
        self._take_away([{"code": owner[0], "of_member": owner[1], "what": item}])

    def _take_away(self, gone: list[dict[str, Any]]) -> None:
        if gone:
            self._connection.execute(delete(ATTACHMENTS).where(
                _C.tenant_id == self._tenant, _C.employee_code == bindparam("code"),
                _C.member == bindparam("of_member"), _C.item == bindparam("what")), gone)

    def _of(self, codes: Sequence[str], *columns: ColumnElement[Any]) -> list[Any]:
        query = select(*columns).where(
            _C.tenant_id == self._tenant, _C.employee_code.in_(bindparam("codes", expanding=True)))
        return [row for start in range(0, len(codes), CHUNK)
                for row in self._connection.execute(query, {"codes": codes[start:start + CHUNK]})]

    def _at(self, owner: Owner) -> tuple[ColumnElement[bool], ...]:
        return _C.tenant_id == self._tenant, _C.employee_code == owner[0], _C.member == owner[1]

    def _context(self, code: str, member: int, item: str) -> str:
        """What a picture is bound to: it opens nowhere else."""
        return f"{self._tenant}\x1f{code}\x1f{member}\x1f{item}\x1fattachment"
