"""Lists of the records of one kind with the names of their people: searched, by pages, documents by their head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select

from nxdesk.eamano.store.editing import Row
from nxdesk.eamano.store.tables import PEOPLE, TENANT
from nxdesk.records.documents import head_part
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind, Value

PERSON_NAME = "person_name"
_NAMES = ("last_name", "first_name", "last_name_kana", "first_name_kana")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by: words of a person (or of a record without people), and values of items.

    Of an item with None, records without a value are meant along with those of `blank_as`.
    """

    text: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    blank_as: Mapping[str, Value] = field(default_factory=dict)


class RecordList:
    """The records of one kind of one tenant."""

    def __init__(self, connection: Connection, tenant_id: int, kind: Kind) -> None:
        self._connection = connection
        self._tenant = tenant_id
        self._kind = kind
        self._table = PEOPLE[kind.id]
        self._owner = self._table.c[kind.key[0]]

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        return int(self._connection.scalar(self._narrowed(select(func.count()), wanted, counting=True)) or 0)

    def count_of(self, owner: str) -> int:
        """How many an owner has; of documents, how many documents."""
        query = select(func.count()).where(self._table.c.tenant_id == self._tenant, self._owner == owner)
        if self._kind.part_item:
            query = query.where(self._table.c[self._kind.part_item] == head_part(self._kind))
        return int(self._connection.scalar(query) or 0)

    def page(self, wanted: Wanted, offset: int, limit: int) -> list[Row]:
        """Some of them, newest document first within a person, with `PERSON_NAME`."""
        query = self._narrowed(select(self._table, self._person_name()), wanted)
        order = [self._owner, *(self._table.c[item].desc() for item in self._kind.document or ())]
        if not self._kind.by_person:
            order = [self._owner, *(self._table.c[item] for group in self._kind.match for item in group)]
        rows = self._connection.execute(query.order_by(*order, self._table.c.id).offset(offset).limit(limit))
        return [dict(row) for row in rows.mappings()]

    def record(self, record_id: int) -> Row | None:
        """One record, with `PERSON_NAME`."""
        query = self._joined(select(self._table, self._person_name())).where(
            self._table.c.tenant_id == self._tenant, self._table.c.id == record_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return dict(row) if row else None

    def tally(self, items: Sequence[str], wanted: Wanted) -> dict[tuple[Value, ...], int]:
        """How many there are by the values of some items, in one pass over all of them."""
        columns = [self._table.c[item] for item in items]
        query = self._narrowed(select(*columns, func.count()), wanted, counting=True).group_by(*columns)
        return {tuple(row[:-1]): row[-1] for row in self._connection.execute(query)}

    def parts(self, owners: Sequence[str], document: Mapping[str, Value]) -> dict[tuple[str, str], int]:
        """How many records each part of these owners' documents has, by owner and part."""
        part = self._table.c[self._kind.part_item]
        rows = self._connection.execute(
            select(self._owner, part, func.count()).where(
                self._table.c.tenant_id == self._tenant, self._owner.in_(owners),
                *(self._table.c[item] == value for item, value in document.items())).group_by(self._owner, part))
        return {(owner, which): many for owner, which, many in rows}

    def _person_name(self) -> ColumnElement[str]:
        if not self._kind.by_person:
            return literal("").label(PERSON_NAME)
        person = PEOPLE[EMPLOYEE.id].c
        name = func.coalesce(person.last_name, "") + " " + func.coalesce(person.first_name, "")
        return name.label(PERSON_NAME)

    def _joined(self, query: Select[Any]) -> Select[Any]:
        if not self._kind.by_person:
            return query.select_from(self._table)
        person = PEOPLE[EMPLOYEE.id]
        return query.select_from(self._table.outerjoin(person, and_(
            person.c[TENANT] == self._table.c.tenant_id, person.c.employee_code == self._owner)))

    def _narrowed(self, query: Select[Any], wanted: Wanted, *, counting: bool = False) -> Select[Any]:
        # Names cost a join, which counting needs only where they are looked for.
        joined = self._joined(query) if wanted.text or not counting else query.select_from(self._table)
        query = joined.where(self._table.c.tenant_id == self._tenant)
        if self._kind.part_item:
            query = query.where(self._table.c[self._kind.part_item] == head_part(self._kind))
        for word in wanted.text.split():
            query = query.where(or_(*(place.contains(word, autoescape=True) for place in self._places())))
        for item, value in wanted.values.items():
            same = self._table.c[item] == value
            blank = item in wanted.blank_as and wanted.blank_as[item] == value
            query = query.where(or_(same, self._table.c[item].is_(None)) if blank else same)
        return query

    def _places(self) -> list[ColumnElement[str]]:
        if not self._kind.by_person:
            named = [self._kind.by_id[item] for item in (*self._kind.named_by, "kana") if item in self._kind.by_id]
            return [func.coalesce(self._table.c[item.id], "") for item in named if not item.shape.integer]
        person = PEOPLE[EMPLOYEE.id].c
        last, first, last_kana, first_kana = (func.coalesce(person[name], "") for name in _NAMES)
        return [self._owner, last + first, last_kana + first_kana, func.coalesce(person.department_name, "")]
