"""変更履歴 as columns of text, an item a row: who changed what, when, in which way, from what to what. Qt-free.

Of sensitive items it only says that they changed; My Numbers and pictures never stand in it.
"""

from collections.abc import Iterator, Sequence

from nxdesk.desk.people_list import FIRST_PAGE, PIECE, Columns, Opening, searchable
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.changes import HIDDEN, Change, ItemChange
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.records.showing import shown_value

COLUMNS = ("at", "by", "source", "action", "code", "person", "kind", "name", "item", "old", "new", "search", "record",
           "field", "id")
"""The columns of a piece, in order. `at` is as stored (JST), `by` a user's name with the ID, `name` the record of a
kind with several a person; `search` is for finding people and records, `record` (kind, owner, number) and `field` for
opening what was changed; `id` tells the rows apart.
"""

BETWEEN = "\x1f"


@tells_trouble
class ChangesList:
    """One reading of the history, newest first, from its beginning to its end. Calls block, one at a time.

    `owner`: only what concerns the person with this 個人コード.
    """

    def __init__(self, masters: Masters, owner: str | None = None) -> None:
        self._masters = masters
        self._owner = owner
        self._kinds: dict[str, Kind] = {kind.id: kind for kind in KINDS}
        self._users: dict[str, str] = {}
        self._before: int | None = None
        self._ended = False

    def open(self) -> Opening:
        """The first page, from the beginning. The number of rows is not known before the last one was read."""
        self._users = {user.user_id: f"{user.name}（{user.user_id}）" for user in self._masters.users.list()}
        self._before, self._ended = None, False
        columns = self._read(FIRST_PAGE)
        rows = len(columns[0])
        return Opening(rows if self._ended else rows + self._masters.changes.count(self._owner), columns)

    def more(self) -> Columns:
        """The next piece; columns without entries when there is nothing left."""
        return [()] * len(COLUMNS) if self._ended else self._read(PIECE)

    def _read(self, limit: int) -> Columns:
        changes = self._masters.changes.history(self._owner, limit=limit, before=self._before)
        self._ended = len(changes) < limit
        self._before = changes[-1].id if changes else self._before
        people = self._people({change.owner for change in changes})
        rows = [row for change in changes for row in self._rows(change, people)]
        return list(zip(*rows, strict=True)) or [()] * len(COLUMNS)

    def _people(self, owners: set[str]) -> dict[str, str]:
        """What the people are called today."""
        found = self._masters.people.some(("employee_code", "last_name", "first_name"), sorted(owners))
        return {str(code): f"{last or ''} {first or ''}".strip() for code, last, first in found}

    def _rows(self, change: Change, people: dict[str, str]) -> Iterator[tuple[str, ...]]:
        kind = self._kinds.get(change.kind)
        label = kind.label if kind is not None else change.kind
        person = people.get(change.owner, "")
        if kind is not None and not kind.by_person and kind.owner.shape.codes is not None:
            person = kind.owner.shape.codes.label(change.owner)
        name = change.name if kind is None or kind.many else ""
        if not person and kind is not None and not kind.many:
            person = change.name
        about = (change.at, self._users.get(change.by, change.by), change.source, change.action, change.owner, person,
                 label, name)
        found = searchable(BETWEEN.join((change.owner, person, label, name)))
        record = BETWEEN.join((change.kind, change.owner, str(change.seq)))
        for number, (item, old, new, field) in enumerate(_items(kind, change.items) or [("", "", "", "")]):
            yield (*about, item, old, new, found, record, field, f"{change.id}.{number}")


def _items(kind: Kind | None, items: Sequence[ItemChange]) -> list[tuple[str, str, str, str]]:
    """Label, old and new words, and id of each item."""
    told = []
    for change in items:
        item = kind.by_id.get(change.field) if kind is not None else None
        if item is None:
            told.append((change.field, str(change.old or ""), str(change.new or ""), change.field))
        elif change.hidden:
            told.append((item.label, "", HIDDEN, item.id))
        else:
            told.append((item.label, shown_value(item, change.old), shown_value(item, change.new), item.id))
    return told
