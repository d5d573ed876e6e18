"""What happens to the records of one kind in 人事マスター保守: they are opened in the editor, added, copied and deleted."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from nxdesk.desk.record_editing import Record, RecordDesk, Removal
from nxdesk.records.clock import shown
from nxdesk.windows import message
from nxdesk.windows.nx.record_editor import RecordEditor
from nxdesk.windows.nx.record_list import RecordList
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text


class Listed(NamedTuple):
    """An owner's records and their last linkage, empty for never."""

    records: tuple[Record, ...] = ()
    linked_at: str = ""


NOTHING = Listed()


class RecordTab(QObject):
    """The records of one owner at a time. `list` is what stands in the tab; `refused` tells what was not done."""

    def __init__(self, desk: RecordDesk, shell: Shell, window: QWidget, refused: Callable[[Exception], None], *,
                 may_my_number: bool = False, prefix: str = "personnel") -> None:
        super().__init__(window)
        self.desk = desk
        self.kind = desk.kind
        self._shell = shell
        self._window = window
        self._refused = refused
        self._may_my_number = may_my_number
        self._prefix = prefix
        self._owner = ""
        self._owner_name = ""
        self._listed = NOTHING
        self._why = ""
        self._list: RecordList | None = None
        self.editor: RecordEditor | None = None

    @property
    def list(self) -> RecordList:
        """The list, made when it is first looked at."""
        if self._list is None:
            made = RecordList(self.kind, self._prefix, read_only=self.desk.read_only,
                              numbers_shown=self._may_my_number)
            made.add.connect(self._add)
            made.change.connect(lambda seq: self.open_record(seq, ""))
            made.copy.connect(self._copy)
            made.delete.connect(self._ask_delete)
            made.derive.connect(self._derive)
            self._list = made
            self._show()
        return self._list

    def _show(self) -> None:
        if self._list is None:
            return
        if self._owner:
            self._list.show_records(*self._listed)
        else:
            self._list.show_nobody(self._why)

    def fetch(self, owner: str) -> Listed:
        """An owner's records; blocks."""
        return Listed(tuple(self.desk.records(owner)), self.desk.linked_at(owner))

    def show_owner(self, owner: str, name: str, listed: Listed) -> None:
        """Show an owner's records."""
        self._owner, self._owner_name, self._listed = owner, name, listed
        self._show()

    def show_nobody(self, why: str = "") -> None:
        """Nobody is open, or somebody who has no records yet."""
        self._owner = self._owner_name = ""
        self._why = why
        self._show()

    def renew(self, *, mark: int = 0, said: str = "") -> None:
        """Read the records again, select one, and tell what was done."""
        owner = self._owner
        self._run(lambda: self.fetch(owner), partial(self._renewed, owner, mark, said))

    def _renewed(self, owner: str, mark: int, said: str, listed: Listed) -> None:
        if owner == self._owner:
            self._listed = listed
            self._show()
            if mark:
                self.list.mark(mark)
            if said:
                self.list.say(said)

    def _run(self, function: Callable[[], object], on_done: Callable[..., None]) -> None:
        self._shell.jobs.run(self._window, function, on_done=on_done, on_failed=self._failed)

    def _failed(self, error: Exception) -> None:
        """What was asked for is not there any more, or could not be read: say so, and show what there is."""
        self._refused(error)
        if self._owner:
            self.renew()

    # The editor

    def leave(self, then: Callable[[], None]) -> None:
        """Close the editor, where one is open, and go on; asks first when something typed would be lost."""
        if self.editor is not None and isValid(self.editor):
            self.editor.leave(then)
        else:
            then()

    def open_record(self, seq: int, item: str) -> None:
        """Open a record at an item, or at the first one; asks first when another's editor holds something typed."""
        self.list.mark(seq)
        if self.editor is not None and isValid(self.editor):
            if self.editor.seq == seq:
                self.editor.form.focus_field(item)
            else:
                self.editor.leave(lambda: self.open_record(seq, item))
            return
        owner = self._owner
        self._run(lambda: self.desk.load(owner, seq), partial(self._edit, item))

    def _add(self, part: str) -> None:
        owner, head = self._owner, self.list.head() if part else None
        self._run(lambda: self.desk.new(owner, part, None if _begins(head, part) else head), partial(self._edit, ""))

    def _copy(self, seq: int) -> None:
        owner = self._owner
        self._run(lambda: self.desk.copy(self.desk.load(owner, seq)), partial(self._edit, ""))

    def _edit(self, item: str, record: Record) -> None:
        if record.owner != self._owner or (self.editor is not None and isValid(self.editor)):
            return
        editor = RecordEditor(self.desk, self._shell, self._owner_name, record, allowed=self._may_my_number,
                              parent=self._window)
        editor.saved.connect(lambda: self.renew(mark=editor.seq))
        editor.finished.connect(lambda _: self._closed())
        editor.open()
        editor.show_record(record, item or editor.form.first_item())
        self.editor = editor

    def _closed(self) -> None:
        self.editor = None
        self.list.view.setFocus()

    def _derive(self, seq: int) -> None:
        owner = self._owner
        self._run(lambda: self.desk.derive(owner, seq), self._derived)

    def _derived(self, count: int) -> None:
        self.renew(said=text("records.derived", count=count) if count else text("records.derived_none"))

    # Deleting

    def _ask_delete(self, seq: int) -> None:
        owner = self._owner
        self._run(lambda: self.desk.removal(owner, seq), self._confirm)

    def _confirm(self, removal: Removal) -> None:
        record, label = removal.record, self.kind.label
        if removal.in_use:
            self._ask_off(removal)
            return
        sentences = [text("records.delete_question", owner=removal.owner, name=record.name, label=label)]
        if removal.below:
            sentences.append(text("records.delete_below", label=label, count=len(removal.below)))
        if record.has_my_number:
            sentences.append(text("records.delete_number", name=record.plain_name))
        if removal.linked_at:
            sentences.append(text("records.delete_linked", stamp=shown(removal.linked_at), label=label))
        sentences.append(text("records.delete_sure"))
        message.question(self._window, text("records.delete_title", label=label), "\n".join(sentences),
                         name=f"{self._prefix}.{self.kind.id}_delete_question", on_yes=lambda: self._delete(removal))

    def _ask_off(self, removal: Removal) -> None:
        """What is in use stays, and is not offered any more."""
        name = removal.record.plain_name
        message.question(self._window, text("records.in_use_title"),
                         text("records.in_use", name=name, count=removal.in_use),
                         name=f"{self._prefix}.{self.kind.id}_in_use", on_yes=lambda: self._switch_off(removal.record),
                         yes=text("records.in_use_off"), no=text("records.in_use_keep"))

    def _switch_off(self, record: Record) -> None:
        self._run(lambda: self.desk.switch_off(record),
                  lambda _: self.renew(mark=record.seq, said=text("records.off", name=record.plain_name)))

    def _delete(self, removal: Removal) -> None:
        self._run(lambda: self.desk.remove(removal.record, removal.below), lambda _: self._deleted(removal.record))

    def _deleted(self, record: Record) -> None:
        self.renew(said=text("records.deleted", name=record.plain_name, label=self.kind.label))


def _begins(head: Record | None, part: str) -> bool:
    """The part is a head itself, so that it begins another document."""
    return head is None or part == head.part
