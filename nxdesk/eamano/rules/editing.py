"""Changes by hand, on the pages: judged as e-AMANO requires, and written whole or not at all.

With the record go its next version, the audit entry and the way back. Content that is never shown (My Numbers,
pictures, sensitive items) leaves only its presence in the audit log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import orjson
from sqlalchemy import Connection

from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.attachments import SLOTS, Attachments, field_of, items_of
from nxdesk.eamano.store.audit import Actor, Audit, target_of
from nxdesk.eamano.store.editing import PERSON, Records, Row
from nxdesk.eamano.store.floors import lift_above_floors, set_floors
from nxdesk.eamano.store.my_numbers import MyNumbers
from nxdesk.eamano.store.tables import ATTACHMENTS, MATCH_KEY, MY_NUMBERS, PEOPLE, PHOTOS
from nxdesk.eamano.store.undo import Undo
from nxdesk.records.checks import Checker, my_number_issue
from nxdesk.records.effects import HELD, REPLACED
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Field, Kind, Severity, Value
from nxdesk.records.matching import match_key
from nxdesk.records.messages import Issue
from nxdesk.records.shapes import is_picture
from nxdesk.vault.secret import Secret
from nxdesk.wire.digests import body_digest

Action = Literal["従業員の変更", "家族の変更", "家族の追加", "家族の削除"]
HIDDEN = "●"
"""Stands in the audit log for a sensitive value."""
PHOTO, NUMBER = "photo", "my_number"


@dataclass(frozen=True, slots=True)
class Editor:
    """Who changes something, of which tenant, from where."""

    tenant_id: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants a record to become. Items not named are left alone; `version` is the one that was shown.

    `pictures`: item → picture, or None to take it away.
    """

    version: int | None
    values: Mapping[str, Value] = field(default_factory=dict)
    pictures: Mapping[str, bytes | None] = field(default_factory=dict)
    number: Secret | None = None
    drop_number: bool = False


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


@lru_cache(maxsize=8)
def editing_checker(kind: Kind) -> Checker:
    """Judges whole records of e-AMANO's (`kind.eamano_columns` order) by what e-AMANO requires."""
    return Checker(kind, kind.eamano_columns, for_link=True)


def kind_of_member(member: int) -> Kind:
    """The person's kind or the family's."""
    return EMPLOYEE if member == PERSON else FAMILY


def save(service: Service, editor: Editor, code: str, member: int, draft: Draft) -> Outcome:
    """Change a person (member 0) or a family member."""
    with service.database.write() as connection:
        return _Work(service, editor, connection, code).save(member, draft)


def add_member(service: Service, editor: Editor, code: str, draft: Draft) -> Outcome:
    """A new family member."""
    with service.database.write() as connection:
        return _Work(service, editor, connection, code).add(draft)


def delete_member(service: Service, editor: Editor, code: str, member: int, version: int | None) -> Outcome:
    """Take a family member away, with the My Number and all pictures."""
    with service.database.write() as connection:
        return _Work(service, editor, connection, code).delete(member, version)


def judged(kind: Kind, record: Mapping[str, Any], person: Mapping[str, Any], family: Sequence[Mapping[str, Any]],
           today: str) -> list[Issue]:
    """Everything wrong with a record, alone and, in a kind with several, among the person's other records."""
    found = editing_checker(kind).row_issues([record[item.id] for item in kind.eamano_columns], today)
    # The record stands last: of two alike, it is the one at fault.
    rows = [row for row in family if row["id"] != record.get("id")] + [record]
    for rule in kind.group_rules:
        parent = tuple(person.get(item) for item in rule.parent_reads)
        if len(rows) - 1 in rule.broken([tuple(row[item] for item in rule.reads) for row in rows], parent):
            found.append(Issue(rule.code, rule.field, kind.by_id[rule.field].label, rule.severity))
    return found


class _Work:
    """One writing transaction about one person."""

    def __init__(self, service: Service, editor: Editor, connection: Connection, code: str) -> None:
        self._service = service
        self._editor = editor
        self._code = code
        self._stamp = service.clock.utc_stamp()
        self._connection = connection
        self._records = Records(connection, editor.tenant_id)
        self._attachments = Attachments(connection, editor.tenant_id, service.sealer)
        self._undo = Undo(service.database, connection, editor.tenant_id, service.sealer)
        # Locked also for a change of the family: its rules look at all of it.
        self._person = self._records.person(EMPLOYEE, code, lock=True)

    def _found(self, member: int) -> Row | None:
        if self._person is None or member == PERSON:
            return self._person
        return next((row for row in self._records.members(FAMILY, self._code) if row["id"] == member), None)

    def _judged(self, kind: Kind, record: Mapping[str, Any]) -> list[Issue]:
        family = self._records.members(FAMILY, self._code) if kind is FAMILY else []
        return judged(kind, record, self._person or {}, family, self._service.clock.today())

    def save(self, member: int, draft: Draft) -> Outcome:
        kind, row = kind_of_member(member), self._found(member)
        if row is None:
            return None
        if row["version"] != draft.version:
            return Outdated(row)
        named = {item: value for item, value in draft.values.items() if item in _editable(kind)}
        issues = [(i.field, i) for i in self._judged(kind, {**row, **named}) if i.field in named]
        issues += _misfits(kind, draft)
        if wrong := _errors(issues):
            return wrong
        values = {item: value for item, value in named.items() if value != row[item]}
        changes = dict(_told(kind, {item: row[item] for item in values}, values))
        action: Action = "従業員の変更" if member == PERSON else "家族の変更"
        changes |= self._apart(member, draft, action)
        if changes:
            self._undo.changed(PEOPLE[kind.id], [row])
            self._records.change(kind, row, values, self._stamp)
            if kind.many and match_key(kind.match, {**row, **values}) != row[MATCH_KEY]:
                self._renamed(kind, row)
            self._finish(action, member, changes)
        return Saved(member, bool(changes))

    def _renamed(self, kind: Kind, row: Row) -> None:
        """Who takes the name that became free is somebody else, as the record is to who had its new name before."""
        tenant = self._editor.tenant_id
        set_floors(self._connection, tenant, kind.id, [row])
        lift_above_floors(self._connection, tenant, {kind.id: [(row["id"],)]})

    def add(self, draft: Draft) -> Outcome:
        if self._person is None:
            return None
        action: Action = "家族の追加"
        named = {item: draft.values.get(item) for item in _editable(FAMILY)} | {"employee_code": self._code}
        issues = [(issue.field, issue) for issue in self._judged(FAMILY, named)] + _misfits(FAMILY, draft)
        if wrong := _errors(issues):
            return wrong
        member = self._records.add(FAMILY, named, self._stamp)
        self._undo.inserted(PEOPLE[FAMILY.id], [(member,)])
        self._finish(action, member, dict(_told(FAMILY, {}, named)) | self._apart(member, draft, action))
        return Saved(member, changed=True)

    def delete(self, member: int, version: int | None) -> Outcome:
        row = None if member == PERSON else self._found(member)
        if row is None:
            return None
        if row["version"] != version:
            return Outdated(row)
        changes = dict(_told(FAMILY, row, {}))
        everything = dict.fromkeys(self._attachments.held((self._code, member)))
        changes |= self._apart(member, Draft(version, pictures=everything, drop_number=True), "家族の削除")
        self._undo.changed(PEOPLE[FAMILY.id], [row])
        # Should the same member be added again, the versions go on from here.
        set_floors(self._connection, self._editor.tenant_id, PEOPLE[FAMILY.id].name, [row])
        self._records.delete(FAMILY, member)
        self._finish("家族の削除", member, changes)
        return Saved(member, changed=True)

    def _apart(self, member: int, draft: Draft, action: Action) -> dict[str, list[Value]]:
        """Write what is kept apart from the record; answers what the audit log says of it."""
        kind = kind_of_member(member)
        changes: dict[str, list[Value]] = {}
        owner = (self._code, member)
        held = self._attachments.held(owner)
        for item in (f for f in kind.fields if f.shape.kind == "picture" and f.in_eamano):
            if item.id == PHOTO:
                changes |= self._photo(draft) if PHOTO in draft.pictures else {}
                continue
            wanted = {slot: draft.pictures[slot] for slot in items_of(item.id) if slot in draft.pictures}
            before = self._pictures_told(item.id, held)
            for slot, image in wanted.items():
                self._picture(owner, slot, image)
            after = self._pictures_told(item.id, self._attachments.held(owner))
            if any(image is not None for image in wanted.values()) or before != after:
                changes[item.id] = [before, REPLACED if before == after else after]
        return changes | self._number(member, draft, action)

    @staticmethod
    def _pictures_told(field_id: str, held: frozenset[str]) -> str | None:
        """How the audit log speaks of the pictures of a field; of several, which ones there are."""
        if field_id not in SLOTS:
            return HELD if field_id in held else None
        names = [name for slot, name in SLOTS[field_id] if f"{field_id}.{slot}" in held]
        return f"{HELD}（{'・'.join(names)}）" if names else None

    def _picture(self, owner: tuple[str, int], item: str, image: bytes | None) -> None:
        rows = [row for row in self._attachments.rows([owner], {field_of(item)}) if row["item"] == item]
        self._undo.changed(ATTACHMENTS, rows)
        if image is None:
            self._attachments.delete_item(owner, item)
            return
        self._attachments.add(owner, item, image, self._stamp)
        if not rows:
            self._undo.inserted(ATTACHMENTS, [(*owner, item)])

    def _photo(self, draft: Draft) -> dict[str, list[Value]]:
        """By hand every change of a photo stands in the audit log: the exception of manual ③-5 is the linkage's."""
        image, row = draft.pictures[PHOTO], self._records.photo(self._code)
        digest = body_digest(image) if image else ""
        if (row["digest"] if row else "") == digest:
            return {}
        if row:
            self._undo.changed(PHOTOS, [row])
        else:
            self._undo.inserted(PHOTOS, [(self._code,)])
        self._records.set_photo(self._code, image, digest, self._stamp)
        return {PHOTO: [HELD if row else None, None if image is None else REPLACED if row else HELD]}

    def _number(self, member: int, draft: Draft, action: Action) -> dict[str, list[Value]]:
        row = self._records.number(self._code, member)
        if draft.number is None and not (draft.drop_number and row):
            return {}
        numbers = MyNumbers(self._service.database, self._connection, self._editor.tenant_id, self._service.sealer)
        if row:
            self._undo.changed(MY_NUMBERS, [row])
        else:
            self._undo.inserted(MY_NUMBERS, [(self._code, member)])
        given = draft.number.reveal() if draft.number else None
        numbers.keep(self._code, member, given, stamp=self._stamp, actor=self._editor.actor.name, purpose=action)
        return {NUMBER: [HELD if row else None, None if given is None else REPLACED if row else HELD]}

    def _finish(self, action: Action, member: int, changes: Mapping[str, Sequence[Value]]) -> None:
        """The audit run with its one entry, and the way back."""
        order = {item.id: place for place, item in enumerate(kind_of_member(member).fields)}
        told = orjson.dumps(dict(sorted(changes.items(), key=lambda pair: order[pair[0]]))).decode()
        run = Audit(self._service.database, self._connection, self._editor.tenant_id).run(
            self._editor.actor, action, self._stamp, [(target_of(self._code, member), told)])
        self._undo.write(run, action, self._stamp)


@lru_cache(maxsize=8)
def _editable(kind: Kind) -> dict[str, Field]:
    """The items of the record that may be changed: all but the person's code."""
    return {item.id: item for item in kind.eamano_columns if item.id != kind.key[0]}


def _told(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Value]) -> Iterator[tuple[str, list[Value]]]:
    """Item → [old, new] for the audit log; of sensitive items only that there is something."""
    for item in _editable(kind).values():
        old, new = before.get(item.id), after.get(item.id)
        if old is not None or new is not None:
            yield item.id, [HIDDEN if item.sensitive and value is not None else value for value in (old, new)]


def _errors(issues: Sequence[tuple[str, Issue]]) -> Wrong | None:
    """What keeps the record from being written; warnings do not."""
    errors = [pair for pair in issues if pair[1].severity is Severity.ERROR]
    return Wrong(errors) if errors else None


def _misfits(kind: Kind, draft: Draft) -> list[tuple[str, Issue]]:
    """What is wrong with pictures and My Number."""
    found = []
    for slot, image in draft.pictures.items():
        item = kind.by_id[field_of(slot)]
        if image is not None and not is_picture(image):
            label = dict(SLOTS.get(item.id, ())).get(slot.partition(".")[2], item.label)
            found.append((slot, Issue(item.shape.message, item.id, label, args={"hint": item.shape.hint})))
    if draft.number is not None:
        if draft.drop_number:
            found.append((NUMBER, Issue("NXD_E_01", NUMBER, kind.by_id[NUMBER].label)))
        elif issue := my_number_issue(kind, draft.number.reveal()):
            found.append((NUMBER, issue))
    return found
