"""Changes by hand, on the pages: judged as e-AMANO requires, and written whole or not at all.

With the record go its next version, the audit entry and the way back. Content that is never shown (My Numbers,
pictures, sensitive items) leaves only its presence in the audit log. Every kind is changed in the same way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from nxdesk.eamano.rules.keeping import NUMBER, PHOTO, Apart, Draft, Editor, misfits
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.rules.telling import HIDDEN
from nxdesk.eamano.store.audit import Audit, target_of
from nxdesk.eamano.store.editing import PERSON, Records, Row
from nxdesk.eamano.store.floors import lift_above_floors, set_floors
from nxdesk.eamano.store.tables import MATCH_KEY, PEOPLE
from nxdesk.eamano.store.undo import Undo
from nxdesk.records.checks import Checker
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field, Kind, Severity, Value
from nxdesk.records.matching import match_key
from nxdesk.records.messages import Issue

__all__ = ["NUMBER", "PHOTO", "Draft", "Edit", "Editor", "Outcome", "Outdated", "Saved", "Wrong", "add", "delete",
           "editing_checker", "judged", "noun", "save"]


@dataclass(frozen=True, slots=True)
class Saved:
    """It is written; `member` is the record's id, 0 for the person. `changed`: there was anything to write."""

    member: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """Nothing is written: what is wrong, each beside its item (a picture's with its slot)."""

    issues: Sequence[tuple[str, Issue]]


@dataclass(frozen=True, slots=True)
class Outdated:
    """Nothing is written: somebody has changed the record since it was shown. `now` is how it reads."""

    now: Row


Outcome = Saved | Wrong | Outdated | None
"""None: there is no such record (any more)."""


@lru_cache(maxsize=32)
def editing_checker(kind: Kind) -> Checker:
    """Judges whole records of e-AMANO's (`kind.eamano_columns` order) by what e-AMANO requires."""
    return Checker(kind, kind.eamano_columns, for_link=True)


def noun(kind: Kind) -> str:
    """What e-AMANO calls a record of the kind."""
    return "従業員" if kind is EMPLOYEE else kind.label


def save(service: Service, editor: Editor, kind: Kind, owner: str, member: int, draft: Draft) -> Outcome:
    """Change a record; `member` is its id, 0 for the person."""
    with service.database.write() as connection:
        edit = Edit(service, editor, connection, owner, f"{noun(kind)}の変更")
        outcome = edit.save(kind, member, draft)
        edit.finish()
        return outcome


def add(service: Service, editor: Editor, kind: Kind, owner: str, draft: Draft) -> Outcome:
    """A new record of an owner."""
    with service.database.write() as connection:
        edit = Edit(service, editor, connection, owner, f"{noun(kind)}の追加")
        outcome = edit.add(kind, draft)
        edit.finish()
        return outcome


def delete(service: Service, editor: Editor, kind: Kind, owner: str, member: int, version: int | None) -> Outcome:
    """Take one of an owner's records away, with the My Number and all pictures."""
    with service.database.write() as connection:
        edit = Edit(service, editor, connection, owner, f"{noun(kind)}の削除")
        outcome = edit.delete(kind, member, version)
        edit.finish()
        return outcome


def judged(kind: Kind, record: Mapping[str, Any], person: Mapping[str, Any], others: Sequence[Mapping[str, Any]],
           today: str) -> list[Issue]:
    """Everything wrong with a record, alone and, in a kind with several, among the owner's other records."""
    found = editing_checker(kind).row_issues([record.get(item.id) for item in kind.eamano_columns], today)
    # The record stands last: of two alike, it is the one at fault.
    rows = [row for row in others if row["id"] != record.get("id")] + [record]
    for rule in kind.group_rules:
        parent = tuple(person.get(item) for item in rule.parent_reads)
        if len(rows) - 1 in rule.broken([tuple(row.get(item) for item in rule.reads) for row in rows], parent):
            found.append(Issue(rule.code, rule.field, kind.by_id[rule.field].label, rule.severity))
    return found


class Edit:
    """One writing transaction about one owner's records. `finish` writes all of it down as one run."""

    def __init__(self, service: Service, editor: Editor, connection: Connection, owner: str, action: str) -> None:
        self._service = service
        self._editor = editor
        self._owner = owner
        self.action = action
        self._stamp = service.clock.utc_stamp()
        self._connection = connection
        self._records = Records(connection, editor.tenant_id)
        self._undo = Undo(service.database, connection, editor.tenant_id, service.sealer)
        self._apart = Apart(service, editor, connection, self._undo, stamp=self._stamp, action=action)
        self._told: list[tuple[str, str]] = []
        # Locked also for a change of other records: the rules of a kind look at all that a person has.
        self.person = self._records.person(EMPLOYEE, owner, lock=True)

    def rows(self, kind: Kind) -> list[Row]:
        """The owner's records of a kind."""
        if not kind.many:
            return [self.person] if self.person else []
        return [] if kind.by_person and self.person is None else self._records.members(kind, self._owner)

    def found(self, kind: Kind, member: int) -> Row | None:
        """One of them."""
        return next((row for row in self.rows(kind) if (row["id"] if kind.many else PERSON) == member), None)

    def judged(self, kind: Kind, record: Mapping[str, Any]) -> list[Issue]:
        """Everything wrong with a record as it would be."""
        others = self.rows(kind) if kind.many else []
        return judged(kind, record, self.person or {}, others, self._service.clock.today())

    def save(self, kind: Kind, member: int, draft: Draft) -> Outcome:
        """Change a record."""
        row = self.found(kind, member)
        if row is None:
            return None
        if row["version"] != draft.version:
            return Outdated(row)
        named = _filled(kind, row, {item: value for item, value in draft.values.items() if item in _editable(kind)})
        issues = [(i.field, i) for i in self.judged(kind, {**row, **named}) if i.field in named]
        if wrong := _errors([*issues, *misfits(kind, draft)]):
            return wrong
        values = {item: value for item, value in named.items() if value != row[item]}
        changes = dict(_changes(kind, {item: row[item] for item in values}, values))
        changes |= self._apart.write(kind, (self._owner, member), draft)
        if changes:
            self._undo.changed(PEOPLE[kind.id], [row])
            self._records.change(kind, row, values, self._stamp)
            if kind.many and match_key(kind.match, {**row, **values}) != row[MATCH_KEY]:
                self._renamed(kind, row)
            self._tell(kind, member, changes)
        return Saved(member, bool(changes))

    def _renamed(self, kind: Kind, row: Row) -> None:
        """Who takes the name that became free is somebody else, as the record is to who had its new name before."""
        tenant = self._editor.tenant_id
        set_floors(self._connection, tenant, kind.id, [row])
        lift_above_floors(self._service.database, self._connection, tenant, {kind.id: [(row["id"],)]})

    def add(self, kind: Kind, draft: Draft) -> Outcome:
        """A new record; a new person where there is none of this code yet."""
        if kind.many and kind.by_person and self.person is None:
            return None
        named = _filled(kind, {}, {item: draft.values.get(item) for item in _editable(kind)})
        named[kind.key[0]] = self._owner
        issues = [(issue.field, issue) for issue in self.judged(kind, named)]
        if not kind.many and self.person is not None:
            issues.append((kind.key[0], Issue("NXD_K_13", kind.key[0], kind.owner.label)))
        if wrong := _errors([*issues, *misfits(kind, draft)]):
            return wrong
        number = self._records.add(kind, named, self._stamp)
        member = number if kind.many else PERSON
        self._undo.inserted(PEOPLE[kind.id], [(number if kind.many else self._owner,)])
        if not kind.many:
            self.person = self._records.person(EMPLOYEE, self._owner)
        apart = self._apart.write(kind, (self._owner, member), draft)
        self._tell(kind, member, dict(_changes(kind, {}, named)) | apart)
        return Saved(member, changed=True)

    def delete(self, kind: Kind, member: int, version: int | None) -> Outcome:
        """Take a record away; never the person."""
        row = self.found(kind, member) if kind.many else None
        if row is None:
            return None
        if row["version"] != version:
            return Outdated(row)
        changes = dict(_changes(kind, row, {})) | self._apart.drop(kind, (self._owner, member))
        self._undo.changed(PEOPLE[kind.id], [row])
        # Should the same record be added again, the versions go on from here.
        set_floors(self._connection, self._editor.tenant_id, PEOPLE[kind.id].name, [row])
        self._records.delete(kind, member)
        self._tell(kind, member, changes)
        return Saved(member, changed=True)

    def _tell(self, kind: Kind, member: int, changes: Mapping[str, Sequence[Value]]) -> None:
        order = {item.id: place for place, item in enumerate(kind.fields)}
        told = orjson.dumps(dict(sorted(changes.items(), key=lambda pair: order[pair[0]]))).decode()
        self._told.append((target_of(self._owner, member, kind.id), told))

    def finish(self) -> None:
        """The audit run with an entry a record, and the way back; nothing where nothing was written."""
        if self._told:
            run = Audit(self._service.database, self._connection, self._editor.tenant_id).run(
                self._editor.actor, self.action, self._stamp, self._told)
            self._undo.write(run, self.action, self._stamp)


@lru_cache(maxsize=32)
def _editable(kind: Kind) -> dict[str, Field]:
    """The items of the record that may be changed: all but whose it is."""
    return {item.id: item for item in kind.eamano_columns if item.id != kind.key[0]}


def _filled(kind: Kind, row: Mapping[str, Any], named: dict[str, Value]) -> dict[str, Value]:
    """With the items that follow from others, where nobody has given another value."""
    if kind.fill is None:
        return named
    follows = kind.fill({item.id: None for item in kind.fields} | {**row, **named})
    return named | {item: value for item, value in follows.items()
                    if item in _editable(kind) and named.get(item) in (None, row.get(item))}


def _changes(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Value]) -> Iterator[tuple[str, list[Value]]]:
    """Item → [old, new] for the audit log; of sensitive items only that there is something."""
    for item in _editable(kind).values():
        old, new = before.get(item.id), after.get(item.id)
        if old is not None or new is not None:
            yield item.id, [HIDDEN if item.sensitive and value is not None else value for value in (old, new)]


def _errors(issues: Sequence[tuple[str, Issue]]) -> Wrong | None:
    """What keeps the record from being written; warnings do not."""
    errors = [pair for pair in issues if pair[1].severity is Severity.ERROR]
    return Wrong(errors) if errors else None
