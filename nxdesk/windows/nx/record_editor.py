"""One record of a person's (a family member, a bonus, …) or of 人事コード: a form of the declared items.

It holds a draft; 登録 judges all and saves once.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from nxdesk.desk.record_editing import Record, RecordDesk
from nxdesk.desk.refusal import Refusal
from nxdesk.records.clock import shown
from nxdesk.records.documents import line_item, parts_of
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.windows import message, theme
from nxdesk.windows.forms.record_form import RecordForm
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.person_my_number import MyNumberPanel, NumberAccess
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_STALE = "NXD_N_04"
"""Somebody else has changed the record meanwhile."""
_NUMBER = "my_number"
_WIDTH = 52
_HEIGHTS = (22, 54)
_ROW, _FRAME = 3, 15
"""In average characters: the least and most height, that of an item, and of what stands around them."""


class RecordEditor(QDialog):
    """`saved` tells that something about the record was written; the dialog stays open for the 個人番号."""

    saved = Signal()

    def __init__(self, desk: RecordDesk, shell: Shell, owner: str, record: Record, *, allowed: bool,
                 parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kind = desk.kind
        self._shell = shell
        self._dirty = False
        self._draft = record
        self._given = _given(self._kind, record)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("record.title", label=self._label, owner=owner))
        set_name(self, f"{self._kind.id}.window", self.windowTitle())
        self.my_number = self._number_panel(allowed=allowed)
        panels = {_NUMBER: self.my_number} if self.my_number is not None else {}
        self.form = RecordForm(self._kind, self._kind.id, panels, self._given, part=record.part)
        self.form.changed.connect(self._edited)
        self.form.left.connect(self._left)
        self._lay_out()
        self._size()
        shell.theme.changed.connect(self._fit)

    @property
    def _label(self) -> str:
        """What is edited: the kind, and of a document the part."""
        part = dict(parts_of(self._kind)).get(self._draft.part, "")
        return f"{self._kind.label}（{part}）" if part else self._kind.label

    def _number_panel(self, *, allowed: bool) -> MyNumberPanel | None:
        if not self._desk.numbered:
            return None
        panel = MyNumberPanel(self._shell, allowed=allowed, prefix=self._kind.id,
                              new_words=text("record.my_number_new", label=self._kind.label))
        panel.stored.connect(lambda _: self.saved.emit())
        return panel

    def _size(self) -> None:
        """As high as the items of the fullest page need."""
        room = self.screen().availableGeometry()
        height = min(max(self.form.most_rows() * _ROW + _FRAME, _HEIGHTS[0]), _HEIGHTS[1])
        self.resize(min(theme.width_of(self, _WIDTH), room.width()), min(theme.width_of(self, height), room.height()))
        self._shell.state.remember(self, f"{self._kind.id}_{self._draft.part}".rstrip("_"))

    def _fit(self, _scale: int) -> None:
        self.form.fit()

    def _lay_out(self) -> None:
        self.member = set_name(QLabel(), f"{self._kind.id}.member", self._kind.label)
        font = self.member.font()
        font.setBold(True)
        self.member.setFont(font)
        self.updated = set_name(QLabel(), f"{self._kind.id}.updated", text("record.updated", stamp=""))
        self.notice = set_name(QLabel(), f"{self._kind.id}.notice", text("record.notice"))
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
        names = [*(["compute"] if self._kind.fill and not self._desk.read_only else []),
                 *([] if self._desk.read_only else ["register"]), "close"]
        deeds: dict[str, Callable[[], object]] = {"compute": self.compute, "register": self.save, "close": self.close}
        self.buttons = {}
        for entry in names:
            button = set_name(QPushButton(text(f"record.{entry}")), f"{self._kind.id}.{entry}",
                              text(f"record.{entry}").split("(&")[0])
            button.clicked.connect(lambda _=False, deed=deeds[entry]: deed())
            # Enter belongs to the inputs: in those of the 個人番号 it stores the number.
            button.setAutoDefault(False)
            self.buttons[entry] = button
        for keys, entry in (("F9", "compute"), ("F12", "register")):
            if entry in self.buttons:
                QShortcut(QKeySequence(keys), self).activated.connect(self.buttons[entry].click)
        if "compute" in self.buttons:
            self.buttons["compute"].setToolTip(text("record.compute_hint"))
        self.form.built.connect(lambda: self._lead_to(*self.buttons.values()))
        guide = QLabel(text("record.guide_view" if self._desk.read_only else
                            "record.guide_compute" if "compute" in self.buttons else "record.guide"))
        theme.ink(guide, theme.HINT)
        row = QHBoxLayout()
        row.addWidget(guide)
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        return row

    @property
    def register(self) -> QPushButton:
        """登録."""
        return self.buttons["register"]

    def _lead_to(self, *buttons: QPushButton) -> None:
        """Tab leads from the last input to the buttons."""
        for before, after in pairwise((*self.form.inputs()[-1:], *buttons)):
            QWidget.setTabOrder(before, after)

    # What stands in the form

    def show_record(self, record: Record, goal: str = "") -> None:
        """Show a record, or a draft of a new one, with the focus on an item when one is named."""
        self._draft = record
        self.form.set_values(record.values)
        if self._desk.read_only:
            self.form.lock_all()
        for item in self._desk.summed:
            self.form.lock(item, locked=True)
        if self.my_number is not None:
            self.my_number.show_number(self._access(record) if record.version else None, stored=record.has_my_number)
        number = self._kind.by_id[self._kind.key[1]].label
        self.member.setText(text("record.one", number=number, seq=record.seq, name=record.plain_name) if record.version
                            else text("record.new", label=self._label, number=number))
        self.updated.setText(text("record.updated", stamp=shown(record.updated_at)) if record.updated_at else "")
        self._dirty = False
        self._say(text("records.acquired") if self._desk.read_only else "", theme.HINT)
        if goal:
            self.form.focus_field(goal)

    def _access(self, record: Record) -> NumberAccess:
        owner, seq = record.owner, record.seq
        return NumberAccess(lambda purpose: self._desk.reveal_my_number(owner, seq, purpose),
                            lambda number: self._desk.set_my_number(owner, seq, number))

    @property
    def seq(self) -> int:
        """The number of the record shown, 0 for a new one."""
        return self._draft.seq if self._draft.version else 0

    def _edited(self) -> None:
        self._dirty = True

    def _say(self, sentence: str, colour: str = theme.ERROR) -> None:
        theme.ink(self.notice, colour)
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    # What follows from other items

    def _left(self, item: str) -> None:
        """An item was left: what follows from it is computed, without touching what the user has just written."""
        if self._dirty and self._kind.fill is not None:
            self._fill(left=item)

    def compute(self) -> None:
        """計算: everything that follows from what stands there."""
        changed = self._fill()
        self._say(text("record.computed" if changed else "record.computed_same"), theme.AID_INK)

    def _fill(self, left: str = "") -> bool:
        draft = self._present()
        computed = {item: value for item, value in self._desk.filled(draft).items()
                    if item != left and value is not None and value != self._stored(draft, item)}
        self.form.put(computed)
        return bool(computed)

    def _stored(self, draft: Record, item: str) -> Value:
        return self._desk.typed(draft).get(item)

    def _present(self) -> Record:
        return replace(self._draft, values=self._draft.values | self.form.values())

    # Saving

    def save(self, *, agreed: bool = False) -> None:
        """登録: the whole draft is judged; what is wrong stands beside its item, and nothing is saved by halves.

        `agreed`: what is doubtful about it was read.
        """
        draft = self._present()
        self._busy(True)
        self._shell.jobs.run(self, lambda: self._save(draft, agreed=agreed), on_done=self._judged,
                             on_failed=self._not_saved)

    def _save(self, draft: Record, *, agreed: bool) -> tuple[Record, list[Issue], list[Issue]] | list[Issue]:
        if not agreed and (doubts := self._desk.doubts(draft)):
            return doubts
        saved, issues = self._desk.save(draft)
        return saved, issues, [] if issues else self._desk.warnings(saved)

    def _busy(self, busy: bool) -> None:
        self.register.setEnabled(not busy)
        self.form.setEnabled(not busy)

    def _judged(self, answer: tuple[Record, list[Issue], list[Issue]] | list[Issue]) -> None:
        self._busy(False)
        if isinstance(answer, list):
            message.question(self, self.windowTitle(), text("record.doubt", sentences=_together(answer)),
                             name=f"{self._kind.id}.doubt", on_yes=lambda: self.save(agreed=True), warn=True)
            return
        record, issues, warnings = answer
        if issues:
            self.form.show_issues(issues)
            elsewhere = [issue.sentence for issue in issues if issue.field in self._given]
            self._say("\n".join(elsewhere) or text("record.fix", count=len({issue.field for issue in issues})))
            return
        tab = self.form.currentIndex()
        self.show_record(record)
        self.form.setCurrentIndex(tab)
        self._say(_saved_words(warnings), theme.AID_INK)
        self.saved.emit()

    def _not_saved(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refusal) and error.code == _STALE and self._draft.version:
            message.question(self, self.windowTitle(), f"{text('record.stale')}({error.code})",
                             name=f"{self._kind.id}.stale", on_yes=self._reload)
        else:
            message.refusal(self, self.windowTitle(), error, name=f"{self._kind.id}.refused")

    def _reload(self) -> None:
        owner, seq = self._draft.owner, self._draft.seq
        self._busy(True)
        self._shell.jobs.run(self, lambda: self._desk.load(owner, seq), on_done=self._reloaded,
                             on_failed=self._not_saved)

    def _reloaded(self, record: Record) -> None:
        self._busy(False)
        self.show_record(record)
        self.saved.emit()

    # Leaving

    def leave(self, then: Callable[[], None]) -> None:
        """Close and go on with `then`; asks first when something typed would be lost."""
        if self._dirty:
            message.question(self, self.windowTitle(), text("record.unsaved"), name=f"{self._kind.id}.unsaved",
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


def _given(kind: Kind, record: Record) -> frozenset[str]:
    """What has no input: whose the record is, its running number, and its place in a document.

    What names the document is given with its head, and stays as long as there are rows below it.
    """
    if not kind.part_item:
        return frozenset(kind.key)
    naming = () if record.is_head and not record.version else kind.document
    line = line_item(kind)
    return frozenset((*kind.key, kind.part_item, *naming, *([line.id] if line is not None else [])))


def _saved_words(warnings: Sequence[Issue]) -> str:
    if not warnings:
        return text("record.saved")
    return text("record.saved_with", sentences=_together(warnings))


def _together(issues: Sequence[Issue]) -> str:
    return "\n".join(dict.fromkeys(issue.sentence for issue in issues))
