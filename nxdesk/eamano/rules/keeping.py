"""What is kept apart from a record — photo, pictures of documents, My Number — changed by hand, with the way back.

The audit log learns only that something is there, is another one, or is gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.attachments import SLOTS, Attachments, field_of, items_of
from nxdesk.eamano.store.audit import Actor
from nxdesk.eamano.store.editing import Records
from nxdesk.eamano.store.my_numbers import MyNumbers
from nxdesk.eamano.store.tables import ATTACHMENTS, MY_NUMBERS, PHOTOS
from nxdesk.eamano.store.undo import Undo
from nxdesk.records.checks import my_number_issue
from nxdesk.records.effects import HELD, REPLACED
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.records.shapes import is_picture
from nxdesk.vault.secret import Secret
from nxdesk.wire.digests import body_digest

PHOTO, NUMBER = "photo", "my_number"
Owner = tuple[str, int]


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


class Apart:
    """Everything kept apart of one tenant's records, within a writing transaction."""

    def __init__(self, service: Service, editor: Editor, connection: Connection, undo: Undo, *, stamp: str,
                 action: str) -> None:
        self._actor = editor.actor.name
        self._stamp = stamp
        self._action = action
        self._undo = undo
        self._records = Records(connection, editor.tenant_id)
        self._attachments = Attachments(connection, editor.tenant_id, service.sealer)
        self._numbers = MyNumbers(service.database, connection, editor.tenant_id, service.sealer)

    def write(self, kind: Kind, owner: Owner, draft: Draft) -> dict[str, list[Value]]:
        """Write what the draft says of it; answers what the audit log says."""
        if not any(item.shape.apart for item in kind.fields):
            return {}
        changes: dict[str, list[Value]] = {}
        held = self._attachments.held(owner)
        for item in (f for f in kind.fields if f.shape.kind == "picture" and f.in_eamano):
            if item.id == PHOTO:
                changes |= self._photo(owner[0], draft) if PHOTO in draft.pictures else {}
                continue
            wanted = {slot: draft.pictures[slot] for slot in items_of(item.id) if slot in draft.pictures}
            before = _told(item.id, held)
            for slot, image in wanted.items():
                self._picture(owner, slot, image)
            after = _told(item.id, self._attachments.held(owner))
            if any(image is not None for image in wanted.values()) or before != after:
                changes[item.id] = [before, REPLACED if before == after else after]
        return changes | self._number(owner, draft)

    def drop(self, kind: Kind, owner: Owner) -> dict[str, list[Value]]:
        """Everything goes, along with its record."""
        everything = dict.fromkeys(self._attachments.held(owner))
        return self.write(kind, owner, Draft(None, pictures=everything, drop_number=True))

    def _picture(self, owner: Owner, item: str, image: bytes | None) -> None:
        rows = [row for row in self._attachments.rows([owner], {field_of(item)}) if row["item"] == item]
        self._undo.changed(ATTACHMENTS, rows)
        if image is None:
            self._attachments.delete_item(owner, item)
            return
        self._attachments.add(owner, item, image, self._stamp)
        if not rows:
            self._undo.inserted(ATTACHMENTS, [(*owner, item)])

    def _photo(self, code: str, draft: Draft) -> dict[str, list[Value]]:
        """By hand every change of a photo stands in the audit log: the exception of manual ③-5 is the linkage's."""
        image, row = draft.pictures[PHOTO], self._records.photo(code)
        digest = body_digest(image) if image else ""
        if (row["digest"] if row else "") == digest:
            return {}
        if row:
            self._undo.changed(PHOTOS, [row])
        else:
            self._undo.inserted(PHOTOS, [(code,)])
        self._records.set_photo(code, image, digest, self._stamp)
        return {PHOTO: [HELD if row else None, None if image is None else REPLACED if row else HELD]}

    def _number(self, owner: Owner, draft: Draft) -> dict[str, list[Value]]:
        row = self._records.number(*owner)
        if draft.number is None and not (draft.drop_number and row):
            return {}
        if row:
            self._undo.changed(MY_NUMBERS, [row])
        else:
            self._undo.inserted(MY_NUMBERS, [owner])
        given = draft.number.reveal() if draft.number else None
        self._numbers.keep(*owner, given, stamp=self._stamp, actor=self._actor, purpose=self._action)
        return {NUMBER: [HELD if row else None, None if given is None else REPLACED if row else HELD]}


def _told(field_id: str, held: frozenset[str]) -> str | None:
    """How the audit log speaks of the pictures of a field; of several, which ones there are."""
    if field_id not in SLOTS:
        return HELD if field_id in held else None
    names = [name for slot, name in SLOTS[field_id] if f"{field_id}.{slot}" in held]
    return f"{HELD}（{'・'.join(names)}）" if names else None


def misfits(kind: Kind, draft: Draft) -> Sequence[tuple[str, Issue]]:
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
