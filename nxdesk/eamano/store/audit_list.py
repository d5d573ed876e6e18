"""The audit log as it is looked at: a page of entries with their runs, by person, run and day; never all of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select, union

from nxdesk.eamano.store.audit import Target, changes_of, parsed_target
from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.tables import AUDIT_ENTRIES, AUDIT_HEADS, AUDIT_RUNS, OWNERS, PEOPLE
from nxdesk.records.clock import JST
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import KINDS

PAGE = 100
_E, _R = AUDIT_ENTRIES.c, AUDIT_RUNS.c
_CODE_DIGITS = 10
_PERSON_NAMES = ("last_name", "first_name")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at; blank means all. `person`: a code, or words of a name; days are ISO days in Japan."""

    person: str = ""
    run: int | None = None
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run did to one record: item → [old, new]."""

    seq: int
    target: Target
    changes: dict[str, list[Value]]


@dataclass(frozen=True, slots=True)
class Run:
    """A run's header, with those of its entries that stand on the page."""

    run: int
    at: str
    actor: str
    address: str
    action: str
    entries: int
    shown: tuple[Entry, ...]


class AuditList:
    """Reads the log of one tenant."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int) -> None:
        self._sqlite = database.is_sqlite
        self._connection = connection
        self._tenant = tenant_id

    def page(self, wanted: Wanted, number: int) -> tuple[int, int, list[Run]]:
        """`(how many entries in all, the page's number, its runs)`, the latest first; past the end, the last page."""
        if wanted.person:
            total, places = self._of_people(wanted, number)
        elif wanted.run is None and not (wanted.first_day or wanted.last_day):
            total, places = self._of_all(number)
        else:
            total, places = self._of_runs(wanted, number)
        last = max(1, -(-total // PAGE))
        return self.page(wanted, last) if number > last else (total, number, self._runs(places))

    def _of_all(self, number: int) -> tuple[int, list[int]]:
        """Without a gap: the numbers alone say which entries stand on the page."""
        total = int(self._connection.scalar(
            select(AUDIT_HEADS.c.seq).where(AUDIT_HEADS.c.tenant_id == self._tenant)) or 0)
        top = total - (number - 1) * PAGE
        return total, list(range(top, max(0, top - PAGE), -1))

    def _of_runs(self, wanted: Wanted, number: int) -> tuple[int, list[int]]:
        """Runs are as many as there were registrations and edits; their entries need not be counted one by one."""
        runs = self._connection.execute(
            select(_R.first_seq, _R.entries).where(_R.tenant_id == self._tenant, *self._which_runs(wanted))
            .order_by(_R.run.desc())).all()
        skipped = (number - 1) * PAGE
        places: list[int] = []
        for first, entries in runs:
            inside = range(first + entries - 1, first - 1, -1)
            places += inside[skipped:skipped + PAGE - len(places)]
            skipped = max(0, skipped - entries)
            if len(places) >= PAGE:
                break
        return sum(entries for _, entries in runs), places

    def _of_people(self, wanted: Wanted, number: int) -> tuple[int, list[int]]:
        people = self._people(wanted.person).subquery()
        query = (select(_E.seq).select_from(people.join(AUDIT_ENTRIES, self._about(people.c.code)))
                 .where(_E.tenant_id == self._tenant))
        if conditions := self._which_runs(wanted):
            query = query.join(AUDIT_RUNS, and_(_R.tenant_id == _E.tenant_id, _R.run == _E.run)).where(*conditions)
        total = int(self._connection.scalar(select(func.count()).select_from(query.subquery())) or 0)
        places = self._connection.scalars(
            query.order_by(_E.seq.desc()).limit(PAGE).offset((number - 1) * PAGE)).all()
        return total, list(places)

    def _about(self, code: ColumnElement[str]) -> ColumnElement[bool]:
        """An entry is about the person or a record of the person. As a range, which the index answers on SQLite."""
        if self._sqlite:
            return and_(_E.target >= code, _E.target < code + "0")
        return or_(_E.target == code, _E.target.like(code + "/%"))

    def _people(self, person: str) -> Select[Any]:
        """The codes of whom is meant. A code need not be anybody's any more; a name is looked for in families too."""
        if person.isascii() and person.isdecimal():
            return select(literal(person.zfill(_CODE_DIGITS)).label("code"))
        if any(re.fullmatch(kind.owner.shape.pattern, person) for kind in KINDS if not kind.by_person):
            return select(literal(person).label("code"))
        found = []
        for kind in KINDS:
            c = PEOPLE[kind.id].c
            if not (kind.by_person and _names_a_person(kind)):
                continue
            places = (c.last_name + c.first_name, func.coalesce(c.last_name_kana, "")
                      + func.coalesce(c.first_name_kana, ""))
            words = [or_(*(place.contains(word, autoescape=True) for place in places)) for word in person.split()]
            found.append(select(c[OWNERS[kind.id]].label("code")).where(c.tenant_id == self._tenant, *words))
        return select(union(*found).subquery().c.code)

    @staticmethod
    def _which_runs(wanted: Wanted) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if wanted.run is not None:
            conditions.append(_R.run == wanted.run)
        if wanted.first_day:
            conditions.append(_R.at >= _utc(wanted.first_day, 0))
        if wanted.last_day:
            conditions.append(_R.at < _utc(wanted.last_day, 1))
        return conditions

    def _runs(self, places: Sequence[int]) -> list[Run]:
        rows = self._connection.execute(select(AUDIT_ENTRIES).where(
            _E.tenant_id == self._tenant, _E.seq.in_(places)).order_by(_E.seq.desc())).all()
        headers = {row.run: row for row in self._connection.execute(select(AUDIT_RUNS).where(
            _R.tenant_id == self._tenant, _R.run.in_({row.run for row in rows})))}
        found: dict[int, Run] = {}
        for row in rows:
            header = headers.get(row.run)
            if header is None:
                continue
            run = found.setdefault(row.run, Run(header.run, header.at, header.actor, header.address, header.action,
                                                header.entries, ()))
            found[row.run] = replace(run, shown=(*run.shown, _entry(row, header.items)))
        return list(found.values())

    def names(self, runs: Sequence[Run]) -> dict[Target, dict[str, Any]]:
        """What the records on the page and their owners are called by, as far as they are still there."""
        found: dict[Target, dict[str, Any]] = {}
        targets = {entry.target for run in runs for entry in run.shown}
        for kind in KINDS:
            table, owner = PEOPLE[kind.id], OWNERS[kind.id]
            c = table.c
            wanted = (c.id.in_({target.member for target in targets if target.kind == kind.id}) if kind.many else
                      c[owner].in_({target.code for target in targets}))
            columns = [c.id, c[owner], *(c[item] for item in kind.named_by or _PERSON_NAMES if item in c)]
            for row in self._connection.execute(select(*columns).where(c.tenant_id == self._tenant, wanted)).mappings():
                found[Target(row[owner], row["id"] if kind.many else 0, kind.id)] = dict(row)
        return found


def _names_a_person(kind: Kind) -> bool:
    """A record of the kind has a name with its kana."""
    return {"last_name", "first_name", "last_name_kana", "first_name_kana"} <= {f.id for f in kind.eamano_columns}


def _entry(row: Row[Any], items: str) -> Entry:
    return Entry(row.seq, parsed_target(row.target), changes_of(items, row.changes))


def _utc(day: str, days: int) -> str:
    """The UTC stamp of a day's beginning in Japan, so many days later."""
    moment = datetime.fromisoformat(day).replace(tzinfo=JST) + timedelta(days=days)
    return (moment - timedelta(hours=9)).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
