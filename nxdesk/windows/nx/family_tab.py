"""What happens in the tab 家族 of 人事マスター保守: members are opened in the editor, added and deleted."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from nxdesk.desk.families import FamilyDesk, Member, Removal
from nxdesk.records.clock import shown
from nxdesk.windows import message
from nxdesk.windows.nx.family_editor import FamilyEditor
from nxdesk.windows.nx.family_list import FamilyList
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_FIRST_ITEM = "last_name"


class Family(NamedTuple):
    """A person's members and the last linkage of the family, empty for never."""

    members: tuple[Member, ...] = ()
    linked_at: str = ""


NO_FAMILY = Family()


class FamilyTab(QObject):
    """The family of one person at a time. `list` is what stands in the tab; `refused` tells what was not done."""

    def __init__(self, desk: FamilyDesk, shell: Shell, window: QWidget, refused: Callable[[Exception], None], *,
                 may_my_number: bool) -> None:
        super().__init__(window)
        self._desk = desk
        self._shell = shell
        self._window = window
        self._refused = refused
        self._may_my_number = may_my_number
        self._code = ""
        self._person = ""
        self.editor: FamilyEditor | None = None
        self.list = FamilyList(numbers_shown=may_my_number)
        self.list.add.connect(self._add)
        self.list.change.connect(lambda seq: self.open_member(seq, ""))
        self.list.delete.connect(self._ask_delete)

    def fetch(self, code: str) -> Family:
        """A person's family; blocks."""
        return Family(tuple(self._desk.members(code)), self._desk.linked_at(code))

    def show_person(self, code: str, person: str, family: Family) -> None:
        """Show a person's family."""
        self._code = code
        self._person = person
        self.list.show_members(family.members, family.linked_at)

    def show_nobody(self, why: str = "") -> None:
        """Nobody is open, or somebody who has no family yet."""
        self._code = self._person = ""
        self.list.show_nobody(why)

    def _renew(self, *, mark: int = 0, said: str = "") -> None:
        code = self._code
        self._run(lambda: self.fetch(code), partial(self._renewed, code, mark, said))

    def _renewed(self, code: str, mark: int, said: str, family: Family) -> None:
        if code == self._code:
            self.list.show_members(family.members, family.linked_at)
            if mark:
                self.list.mark(mark)
            if said:
                self.list.say(said)

    def _run(self, function: Callable[[], object], on_done: Callable[..., None]) -> None:
        self._shell.jobs.run(self._window, function, on_done=on_done, on_failed=self._failed)

    def _failed(self, error: Exception) -> None:
        """What was asked for is not there any more, or could not be read: say so, and show what there is."""
        self._refused(error)
        if self._code:
            self._renew()

    # The editor

    def leave(self, then: Callable[[], None]) -> None:
        """Close the editor, where one is open, and go on; asks first when something typed would be lost."""
        if self.editor is not None and isValid(self.editor):
            self.editor.leave(then)
        else:
            then()

    def open_member(self, seq: int, item: str) -> None:
        """Open a member at an item, or at the first one; asks first when another's editor holds something typed."""
        self.list.mark(seq)
        if self.editor is not None and isValid(self.editor):
            if self.editor.seq == seq:
                self.editor.form.focus_field(item)
            else:
                self.editor.leave(lambda: self.open_member(seq, item))
            return
        code = self._code
        self._run(lambda: self._desk.load(code, seq), partial(self._edit, item))

    def _add(self) -> None:
        code = self._code
        self._run(lambda: self._desk.new(code), partial(self._edit, _FIRST_ITEM))

    def _edit(self, item: str, member: Member) -> None:
        if member.code != self._code or (self.editor is not None and isValid(self.editor)):
            return
        editor = FamilyEditor(self._desk, self._shell, self._person, allowed=self._may_my_number, parent=self._window)
        editor.saved.connect(lambda: self._renew(mark=editor.seq))
        editor.finished.connect(lambda _: self._closed())
        editor.open()
        editor.show_member(member, item or _FIRST_ITEM)
        self.editor = editor

    def _closed(self) -> None:
        self.editor = None
        self.list.view.setFocus()

    # Deleting

    def _ask_delete(self, seq: int) -> None:
        code = self._code
        self._run(lambda: self._desk.removal(code, seq), self._confirm)

    def _confirm(self, removal: Removal) -> None:
        member = removal.member
        relation = f"（{member.relationship}）" if member.relationship else ""
        sentences = [text("personnel.family_delete_question", person=removal.person, name=member.name,
                          relation=relation)]
        if member.has_my_number:
            sentences.append(text("personnel.family_delete_number", name=member.name))
        if removal.linked_at:
            sentences.append(text("personnel.family_delete_linked", stamp=shown(removal.linked_at)))
        sentences.append(text("personnel.family_delete_sure"))
        message.question(self._window, text("personnel.family_delete_title"), "\n".join(sentences),
                         name="personnel.family_delete_question", on_yes=lambda: self._delete(member))

    def _delete(self, member: Member) -> None:
        self._run(lambda: self._desk.remove(member), lambda _: self._deleted(member))

    def _deleted(self, member: Member) -> None:
        self._renew(said=text("personnel.family_deleted", name=member.name))
