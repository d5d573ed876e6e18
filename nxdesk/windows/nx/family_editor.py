"""One family member in 人事マスター保守: a form of the declared items. It holds a draft; 登録 judges all and saves once."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from nxdesk.desk.families import FamilyDesk, Member
from nxdesk.desk.refusal import Refusal
from nxdesk.records.clock import shown
from nxdesk.records.kinds import kind
from nxdesk.records.messages import Issue
from nxdesk.windows import message, theme
from nxdesk.windows.forms.record_form import RecordForm
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.person_my_number import MyNumberPanel, NumberAccess
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_STALE = "NXD_N_04"
"""Somebody else has changed the member meanwhile."""

_GIVEN = kind("family").key
"""The person is the one who is open in the window, and the 家族番号 is given when a member is registered."""


class FamilyEditor(QDialog):
    """`saved` tells that something about the member was written; the dialog stays open for the 個人番号."""

    saved = Signal()

    def __init__(self, desk: FamilyDesk, shell: Shell, person: str, *, allowed: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shell = shell
        self._dirty = False
        self._draft = desk.blank
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("family.title", person=person))
        set_name(self, "family.window", self.windowTitle())
        self.my_number = MyNumberPanel(shell, allowed=allowed, prefix="family")
        self.my_number.stored.connect(lambda _: self.saved.emit())
        self.form = RecordForm(kind("family"), "family", {"my_number": self.my_number}, _GIVEN)
        self.form.changed.connect(self._edited)
        self._lay_out()
        room = self.screen().availableGeometry()
        self.resize(min(theme.width_of(self, 50), room.width()), min(theme.width_of(self, 54), room.height()))
        shell.state.remember(self, "family")
        shell.theme.changed.connect(self._fit)

    def _fit(self, _scale: int) -> None:
        self.form.fit()

    def _lay_out(self) -> None:
        self.member = set_name(QLabel(), "family.member", text("personnel.family"))
        font = self.member.font()
        font.setBold(True)
        self.member.setFont(font)
        self.updated = set_name(QLabel(), "family.updated", text("family.updated", stamp=""))
        self.notice = set_name(QLabel(), "family.notice")
        self.notice.setWordWrap(True)
        self.notice.setContentsMargins(4, 3, 4, 3)
        grid = QGridLayout(self)
        grid.addWidget(self.member, 0, 0)
        grid.addWidget(self.updated, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.notice, 1, 0, 1, 2)
        grid.addWidget(self.form, 2, 0, 1, 2)
        grid.addLayout(self._foot(), 3, 0, 1, 2)
        grid.setRowStretch(2, 1)

    def _foot(self) -> QHBoxLayout:
        self.register = set_name(QPushButton(text("family.register")), "family.register")
        self.register.clicked.connect(lambda _: self.save())
        close = set_name(QPushButton(text("family.close")), "family.close")
        close.clicked.connect(lambda _: self.close())
        self.form.built.connect(lambda: self._lead_to(self.register, close))
        QShortcut(QKeySequence("F12"), self).activated.connect(self.register.click)
        guide = QLabel(text("family.guide"))
        theme.ink(guide, theme.HINT)
        row = QHBoxLayout()
        row.addWidget(guide)
        row.addStretch(1)
        for button in (self.register, close):
            # Enter belongs to the inputs: in those of the 個人番号 it stores the number.
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _lead_to(self, *buttons: QPushButton) -> None:
        """Tab leads from the last input to the buttons."""
        for before, after in pairwise((self.form.inputs()[-1], *buttons)):
            QWidget.setTabOrder(before, after)

    # What stands in the form

    def show_member(self, member: Member, goal: str = "") -> None:
        """Show a member, or a draft of a new one, with the focus on an item when one is named."""
        self._draft = member
        self.form.set_values(member.values)
        self.my_number.show_number(self._access(member) if member.version else None, stored=member.has_my_number)
        self.member.setText(text("family.member", seq=member.seq, name=member.name) if member.version
                            else text("family.new_member"))
        self.updated.setText(text("family.updated", stamp=shown(member.updated_at)) if member.updated_at else "")
        self._dirty = False
        self._say("")
        if goal:
            self.form.focus_field(goal)

    def _access(self, member: Member) -> NumberAccess:
        code, seq = member.code, member.seq
        return NumberAccess(lambda purpose: self._desk.reveal_my_number(code, seq, purpose),
                            lambda number: self._desk.set_my_number(code, seq, number))

    @property
    def seq(self) -> int:
        """The 家族番号 of the member shown, 0 for a new one."""
        return self._draft.seq if self._draft.version else 0

    def _edited(self) -> None:
        self._dirty = True

    def _say(self, sentence: str, colour: str = theme.ERROR) -> None:
        theme.ink(self.notice, colour)
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    # Saving

    def save(self) -> None:
        """登録: the whole draft is judged; what is wrong stands beside its item, and nothing is saved by halves."""
        draft = replace(self._draft, values=self._draft.values | self.form.values())
        self._busy(True)
        self._shell.jobs.run(self, lambda: self._desk.save(draft), on_done=self._judged, on_failed=self._not_saved)

    def _busy(self, busy: bool) -> None:
        self.register.setEnabled(not busy)
        self.form.setEnabled(not busy)

    def _judged(self, answer: tuple[Member, list[Issue]]) -> None:
        member, issues = answer
        self._busy(False)
        if issues:
            self.form.show_issues(issues)
            elsewhere = [issue.sentence for issue in issues if issue.field in _GIVEN]
            self._say("\n".join(elsewhere) or text("family.fix", count=len({issue.field for issue in issues})))
            return
        tab = self.form.currentIndex()
        self.show_member(member)
        self.form.setCurrentIndex(tab)
        self._say(text("family.saved"), theme.AID_INK)
        self.saved.emit()

    def _not_saved(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refusal) and error.code == _STALE and self._draft.version:
            message.question(self, self.windowTitle(), f"{text('family.stale')}({error.code})", name="family.stale",
                             on_yes=self._reload)
        else:
            message.refusal(self, self.windowTitle(), error, name="family.refused")

    def _reload(self) -> None:
        code, seq = self._draft.code, self._draft.seq
        self._busy(True)
        self._shell.jobs.run(self, lambda: self._desk.load(code, seq), on_done=self._reloaded,
                             on_failed=self._not_saved)

    def _reloaded(self, member: Member) -> None:
        self._busy(False)
        self.show_member(member)
        self.saved.emit()

    # Leaving

    def leave(self, then: Callable[[], None]) -> None:
        """Close and go on with `then`; asks first when something typed would be lost."""
        if self._dirty:
            message.question(self, self.windowTitle(), text("family.unsaved"), name="family.unsaved",
                             on_yes=partial(self._leave, then))
        else:
            self._leave(then)

    def _leave(self, then: Callable[[], None]) -> None:
        self._shell.jobs.forget(self)
        super().reject()
        then()

    def reject(self) -> None:
        """Esc and the close box."""
        self.leave(lambda: None)
