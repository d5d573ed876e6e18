"""取得前に戻す: the acquisitions there were, what going back before one would change, and going back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_sanity import some
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.acquisitions import KEPT_DAYS, Acquisition
from nxdesk.masters.failures import AcquisitionChanged, AlreadyUndone, TooLongAgo
from nxdesk.masters.store import Masters
from nxdesk.records.clock import shown
from nxdesk.records.documents import record_name
from nxdesk.records.fields import Kind, Value
from nxdesk.records.kinds import kind
from nxdesk.records.showing import shown_value

LISTED = 1000
GOES, COMES_BACK = "削除", "取得前に戻す"


@dataclass(frozen=True, slots=True)
class AcquisitionRow:
    """One acquisition: `number` as people type it, `at` as shown, `added` and `changed` count records."""

    number: str
    at: str
    kind: str
    who: str
    people: int
    added: int
    changed: int
    undone_at: str
    kept: bool = True
    """What was there before it is still known."""

    @property
    def undoable(self) -> bool:
        """It stands, so that one can go back before it."""
        return self.kept and not self.undone_at

    @property
    def words(self) -> str:
        """「2020/04/06 09:00:53の社員取得（新規 1件、変更 3件、取得番号 7）」."""
        return f"{self.at}の{self.kind}（新規 {self.added}件、変更 {self.changed}件、取得番号 {self.number}）"


@dataclass(frozen=True, slots=True)
class UndoneRecord:
    """What becomes of one record: it goes, or its items get back the values from before, `(label, now, after)`."""

    code: str
    name: str
    what: str
    items: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What going back would change; `against` are the people of whom something was changed since."""

    row: AcquisitionRow
    records: tuple[UndoneRecord, ...]
    against: tuple[str, ...]


@tells_trouble
class AcquisitionsDesk:
    """The acquisitions of these masters, for one user. Calls block and belong in jobs."""

    def __init__(self, masters: Masters, user_id: str) -> None:
        self._masters = masters
        self._acquisitions = masters.acquisitions
        self._user = user_id

    def rows(self) -> tuple[AcquisitionRow, ...]:
        """All of them, newest first."""
        users = self._users()
        return tuple(self._row(found, users) for found in self._acquisitions.history(LISTED))

    def preview(self, number: str) -> UndoPreview:
        """What going back before this one would change; raises Refusal where there is none, or it is undone already."""
        found = self._found(number)
        if found.undone_at:
            raise Refusal.of("NXD_N_62")
        if self._acquisitions.too_long_ago(found):
            raise Refusal.of("NXD_N_66", days=KEPT_DAYS)
        records: list[UndoneRecord] = []
        for of, kept in self._acquisitions.kept(found.id).items():
            there = {(str(record[of.key[0]]), _seq(of, record)): record
                     for record in self._masters.records(of).records({owner for owner, _, _ in kept})}
            records += [_undone(of, owner, there.get((owner, seq), {}), before) for owner, seq, before in kept]
        return UndoPreview(self._row(found, self._users()), tuple(records),
                           tuple(self._acquisitions.obstacles(found.id)))

    def undo(self, number: str) -> AcquisitionRow:
        """Go back before this one, with everything it changed; raises Refusal naming those changed since."""
        found = self._found(number)
        try:
            done = self._acquisitions.undo(found.id, self._user)
        except AlreadyUndone:
            raise Refusal.of("NXD_N_62") from None
        except TooLongAgo:
            raise Refusal.of("NXD_N_66", days=KEPT_DAYS) from None
        except AcquisitionChanged as changed:
            raise Refusal.of("NXD_N_61", names=some(changed.owners)) from None
        return self._row(done, self._users())

    def _found(self, number: str) -> Acquisition:
        found = self._acquisitions.get(number.strip())
        if found is None:
            raise Refusal.of("NXD_N_60", "number", id=number)
        return found

    def _row(self, found: Acquisition, users: Mapping[str, str]) -> AcquisitionRow:
        command, _, name = found.by.partition("cli:")
        who = users.get(found.by, found.by) if command or not name else f"コマンド（{name}）"
        return AcquisitionRow(
            found.id, shown(found.at), kind(found.kind).acquire_label, who, found.people, found.added, found.changed,
            shown(found.undone_at), not self._acquisitions.too_long_ago(found))

    def _users(self) -> Mapping[str, str]:
        return {user.user_id: f"{user.name}（{user.user_id}）" for user in self._masters.users.list()}


def _seq(of: Kind, record: Mapping[str, Value]) -> int:
    return int(record[of.key[1]] or 0) if of.many else 0


def _undone(of: Kind, owner: str, now: Mapping[str, Value], before: Mapping[str, Value] | None) -> UndoneRecord:
    name = record_name(of, now) if of.many else " ".join(filter(None, (str(now.get(part) or "") for part in _PERSON)))
    if before is None:
        return UndoneRecord(owner, name, GOES)
    items: Sequence[tuple[str, str, str]] = [
        (item.label, shown_value(item, now.get(item.id)), shown_value(item, before.get(item.id)))
        for item in of.nx_columns if item.id in before and now.get(item.id) != before.get(item.id)]
    return UndoneRecord(owner, name, COMES_BACK, tuple(items))


_PERSON = ("last_name", "first_name")
