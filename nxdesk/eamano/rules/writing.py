"""Writes what was decided about records: rows, parts, audit entries, images for the way back. Decides nothing."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from nxdesk.eamano.rules.judging import Change, Present, owner_of
from nxdesk.eamano.rules.making import made, word
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.rules.telling import told_changes, told_items
from nxdesk.eamano.store.attachments import Attachments, field_of
from nxdesk.eamano.store.audit import Actor, Audit, target_of
from nxdesk.eamano.store.bulk import BulkPhotos, BulkRecords, Rewritten, Stored
from nxdesk.eamano.store.floors import set_floors
from nxdesk.eamano.store.my_numbers import PERSON, MyNumbers, Owner
from nxdesk.eamano.store.people import Photos
from nxdesk.eamano.store.tables import ATTACHMENTS, MY_NUMBERS, PHOTOS
from nxdesk.eamano.store.undo import Undo
from nxdesk.records.effects import Effect, ItemEffect
from nxdesk.records.fields import Kind, Treatment
from nxdesk.records.settled import may_stay, settled_mark

GONE = "{action}：個人番号の削除"
"""What the log of My Numbers says of one that a registration took away."""
_DIGITS_TOLD = 12
Numbers = Sequence[str | None] | None
PhotoOf = Callable[[str], tuple[bytes, str] | None]


class Writing:
    """One run over the records of one kind of one tenant."""

    def __init__(self, service: Service, connection: Connection, tenant_id: int, kind: Kind, actor: Actor,
                 action: str, *, told_photos: bool) -> None:
        self.stamp = service.clock.utc_stamp()
        self.inserted = self.deleted = 0
        self._connection, self._tenant, self._kind = connection, tenant_id, kind
        self._actor, self._action = actor, action
        self._told_photos = told_photos
        database = service.database
        self._records = BulkRecords(database, connection, tenant_id, kind)
        self._numbers = MyNumbers(database, connection, tenant_id, service.sealer)
        self._attachments = Attachments(connection, tenant_id, service.sealer)
        self._photos, self._new_photos = BulkPhotos(connection, tenant_id), Photos(connection, tenant_id)
        self._audit = Audit(database, connection, tenant_id)
        self._undo = Undo(database, connection, tenant_id, service.sealer)
        self._entries: list[tuple[str, str]] = []
        self._new_photo_codes: list[str] = []
        self._photo_item = next((item.id for item in kind.fields if item.treatment is Treatment.PHOTO), "")

    def delete(self, gone: Sequence[Stored], told: Sequence[str], here: Present) -> None:
        """Take records away, with their My Numbers and pictures (③-6); `told` are their entries."""
        if not gone:
            return
        owners = [owner_of(self._kind, record) for record in gone]
        self._entries += [(target_of(*owner, self._kind.id), entry)
                          for owner, entry in zip(owners, told, strict=True) if entry]
        self._undo.changed_rows(self._records.table, self._records.columns, [record.raw for record in gone])
        self._drop_numbers([owner for owner in owners if owner in here.numbers])
        self._drop_pictures({owner: here.pictures[owner] for owner in owners if owner in here.pictures})
        # Should the same member be registered again, the versions go on from here.
        set_floors(self._connection, self._tenant, self._kind.id, map(self._records.named, gone))
        self._records.delete([record.id for record in gone])
        self.deleted += len(gone)

    def settle(self, changes: Sequence[Change]) -> None:
        """Of the records that stay as they are, and of which nobody has said so yet, that they do."""
        if not may_stay(self._kind):
            return
        unsaid = [change for change in changes if change.stored is not None and not change.writes
                  and change.stored.settled != settled_mark(self._kind, change.stored.version)]
        found = [(change.stored, now) for change in unsaid if change.stored is not None
                 and (now := word(self._kind, change.target, change.stored.version)) is not None]
        self._records.settle([(stored.id, now) for stored, now in found])

    def rewrite(self, changes: Sequence[Change], given: Numbers, here: Present, photo_of: PhotoOf) -> None:
        """Change the records that are there, where anything changes."""
        touched = [(place, change, change.stored) for place, change in enumerate(changes)
                   if change.stored is not None and change.writes]
        if not touched:
            return
        written = made(self._kind, [change for _, change, _ in touched])
        self._undo.changed_rows(self._records.table, self._records.columns, [stored.raw for _, _, stored in touched])
        self._records.rewrite([Rewritten(stored, change.target, one.places, one.digest, one.word)
                               for (_, change, stored), one in zip(touched, written, strict=True)], self.stamp)
        numbers: list[tuple[Owner, str]] = []
        dropped: list[Owner] = []
        pictures: dict[Owner, frozenset[str]] = {}
        for (place, change, stored), one in zip(touched, written, strict=True):
            if one.told is not None:  # Nothing of its parts changes.
                if one.told:
                    self._entries.append((one.target, one.told))
                continue
            owner = owner_of(self._kind, stored)
            for part in change.changing:
                if part.field == self._photo_item:
                    self._take_photo(change, photo_of, replaces=part.old is not None)
                elif part.field == "my_number":
                    if part.effect is Effect.DELETE:
                        dropped.append(owner)
                    else:
                        numbers.append((owner, (given or ())[place] or ""))
                else:
                    pictures[owner] = pictures.get(owner, frozenset()) | {part.field}
            self._tell(owner, self._audited(change, here, photo_of))
        self._take_numbers(numbers, here)
        self._drop_numbers(dropped)
        self._drop_pictures(pictures)

    def insert(self, changes: Sequence[Change], keys: Sequence[str], given: Numbers, photo_of: PhotoOf) -> None:
        """Write the records that are new."""
        new = [(place, change) for place, change in enumerate(changes) if change.stored is None]
        if not new:
            return
        targets = [change.target for _, change in new]
        written = made(self._kind, [change for _, change in new])
        self._records.insert(targets, [keys[place] for place, _ in new], [one.digest for one in written], self.stamp,
                             [one.word for one in written])
        owners = self._owners_of_new(new, keys)
        self._undo.inserted(self._records.table, [(owner[1],) if self._kind.many else (owner[0],) for owner in owners])
        numbers: list[tuple[Owner, str]] = []
        for (place, change), owner, one in zip(new, owners, written, strict=True):
            for part in change.changing:
                if part.field == self._photo_item:
                    self._take_photo(change, photo_of, replaces=False)
                elif part.field == "my_number":
                    numbers.append((owner, (given or ())[place] or ""))
            told = told_changes(self._kind, change.effects(self._kind)) if one.told is None else one.told
            self._entries.append((target_of(*owner, self._kind.id), told))
        self._take_numbers(numbers, None)
        self.inserted += len(new)

    def finish(self) -> tuple[int, str]:
        """The audit run and the way back; answers the run and the log's head."""
        run = self._audit.run(self._actor, self._action, self.stamp, self._entries, items=told_items(self._kind))
        if self._new_photo_codes:
            self._undo.inserted(PHOTOS, [(code,) for code in self._new_photo_codes])
        if not self._undo.empty:
            self._undo.write(run, self._action, self.stamp)
        return run, self._audit.head_text()

    def _owners_of_new(self, new: Sequence[tuple[int, Change]], keys: Sequence[str]) -> list[Owner]:
        if not self._kind.many:
            return [(change.code, PERSON) for _, change in new]
        ids = self._records.ids(list(dict.fromkeys(change.code for _, change in new)))
        return [(change.code, ids[change.code, keys[place]]) for place, change in new]

    def _take_photo(self, change: Change, photo_of: PhotoOf, *, replaces: bool) -> None:
        taken = photo_of(change.code)
        if taken is None:
            return
        if replaces:
            self._undo.changed(PHOTOS, [self._photos.row(change.code)])
            self._photos.delete(change.code)
        else:
            self._new_photo_codes.append(change.code)
        self._new_photos.add(change.code, *taken, self.stamp)

    def _take_numbers(self, numbers: Sequence[tuple[Owner, str]], here: Present | None) -> None:
        held = {owner for owner, _ in numbers if here is not None and owner in here.numbers}
        if held:
            self._undo.changed(MY_NUMBERS, self._numbers.rows(held))
        if fresh := [owner for owner, _ in numbers if owner not in held]:
            self._undo.inserted(MY_NUMBERS, fresh)
        self._numbers.put(numbers, held, self.stamp, self._actor.name, self._action)

    def _drop_numbers(self, owners: Sequence[Owner]) -> None:
        if owners:
            self._undo.changed(MY_NUMBERS, self._numbers.rows(owners))
            self._numbers.delete(owners, self.stamp, self._actor.name, GONE.format(action=self._action))

    def _drop_pictures(self, fields_of: dict[Owner, frozenset[str]]) -> None:
        rows = [row for row in self._attachments.rows(fields_of)
                if field_of(row["item"]) in fields_of[row["employee_code"], row["member"]]]
        if rows:
            self._undo.changed(ATTACHMENTS, rows)
            for row in rows:
                self._attachments.delete_item((row["employee_code"], row["member"]), row["item"])

    def _audited(self, change: Change, here: Present, photo_of: PhotoOf) -> list[ItemEffect]:
        told = []
        for effect in change.effects(self._kind):
            if effect.field == self._photo_item and effect.old is not None:
                if self._told_photos and (taken := photo_of(change.code)):
                    told.append(ItemEffect(effect.field, effect.effect, here.photos[change.code][:_DIGITS_TOLD],
                                           taken[1][:_DIGITS_TOLD], effect.rule))
            elif effect.audited:
                told.append(effect)
        return told

    def _tell(self, owner: Owner, effects: Sequence[ItemEffect]) -> None:
        """An entry of a record that was there."""
        if effects:
            self._entries.append((target_of(*owner, self._kind.id), told_changes(self._kind, effects)))
