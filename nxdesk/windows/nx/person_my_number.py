"""個人番号 of a person or a family member: masked, shown for half a minute and for a reason only, never copied."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from nxdesk.desk.refusal import Refusal
from nxdesk.records.masks import COVERED
from nxdesk.records.messages import Issue
from nxdesk.windows import message, theme
from nxdesk.windows.names import Thing, set_error, set_name, set_secret
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import TEXTS, plain, text

SHOWN_SECONDS = 30
_MASK = COVERED * 3
_LAST_ROW = 7


def _text(item: str) -> str:
    return text(f"personnel.my_number{item}")


class NumberAccess(NamedTuple):
    """The way to the number of one person or member. Both block and raise Refusal without the authority.

    `reveal` gives the number for a purpose; `store` keeps one, or destroys the one there is when given an empty text,
    and returns what is wrong with it.
    """

    reveal: Callable[[str], str]
    store: Callable[[str], list[Issue]]


class MyNumberPanel(QWidget):
    """Works only with マイナンバー権限; without it says so. Saves at once, apart from the record's draft.

    Its inputs are named `{prefix}.my_number…`; `stored` tells that a number was kept or destroyed.
    """

    stored = Signal(bool)

    def __init__(self, shell: Shell, *, allowed: bool, prefix: str = "personnel", new_words: str = "") -> None:
        super().__init__()
        self._shell = shell
        self._allowed = allowed
        self._prefix = prefix
        self._new_words = new_words or _text("_new")
        self._access: NumberAccess | None = None
        self._seconds = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        set_name(self, f"{prefix}.my_number_panel", _text(""))
        self._make_inputs()
        self._lay_out()
        self.show_number(None, stored=False)

    def _named(self, thing: Thing, item: str) -> Thing:
        words = TEXTS.get(f"personnel.my_number{item or '_input'}", "")
        return set_name(thing, f"{self._prefix}.my_number{item}", plain(words))

    def _make_inputs(self) -> None:
        self.state = self._named(QLabel(), "_state")
        self.number = set_secret(self._named(QLabel(_MASK), "_shown"))
        self.reason = self._named(QLineEdit(), "_reason")
        self.reveal = self._named(QPushButton(_text("_reveal")), "_reveal")
        self.reveal.clicked.connect(self._reveal_or_hide)
        self.reason.returnPressed.connect(self._reveal_or_hide)
        self.entry = set_secret(self._named(QLineEdit(), ""))
        self.entry.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.entry.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.save = self._named(QPushButton(_text("_save")), "_save")
        self.save.clicked.connect(self._save)
        self.entry.returnPressed.connect(self._save)
        self.delete = self._named(QPushButton(_text("_delete")), "_delete")
        self.delete.clicked.connect(self._ask_delete)
        self.note = self._named(QLabel(), "_note")
        self.note.setWordWrap(True)
        self.error = self._named(QLabel(), "_error")
        self.error.setWordWrap(True)
        theme.ink(self.error, theme.ERROR)
        self.setFocusProxy(self.entry)

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self)
        for row, (words, item, button) in enumerate((
                (_text("_state"), self.state, None), (_text("_shown"), self.number, None),
                (_text("_reason"), self.reason, self.reveal), (_text("_input"), self.entry, self.save))):
            label = QLabel(words)
            label.setBuddy(item)
            grid.addWidget(label, row, 0)
            grid.addWidget(item, row, 1)
            if button is not None:
                grid.addWidget(button, row, 2)
        grid.addWidget(self.delete, 4, 2)
        grid.addWidget(self.error, 5, 0, 1, 4)
        grid.addWidget(self.note, 6, 0, 1, 4)
        grid.setColumnStretch(3, 1)
        grid.setRowStretch(_LAST_ROW + 1, 1)
        self.reason.setMinimumWidth(theme.width_of(self, 14))
        for one, following in ((self.reason, self.reveal), (self.reveal, self.entry), (self.entry, self.save),
                               (self.save, self.delete)):
            QWidget.setTabOrder(one, following)

    def add_below(self, aid: QWidget) -> None:
        """Put nxdesk's own strip under it all."""
        self._grid.addWidget(aid, _LAST_ROW, 0, 1, 4)

    def show_number(self, access: NumberAccess | None, *, stored: bool) -> None:
        """Show that a number is kept or not; a number that stands on the screen goes. None for somebody not saved."""
        self._access = access
        self._hide()
        self.reason.clear()
        self.entry.clear()
        self._wrong("")
        there = self._allowed and access is not None
        self.state.setText(_text("_stored" if stored else "_none") if there else "－")
        missing = "" if access is not None else self._new_words
        self.note.setText(missing if self._allowed else _text("_refused"))
        for item in (self.entry, self.save):
            item.setEnabled(there)
        for item in (self.reason, self.reveal, self.delete):
            item.setEnabled(there and stored)

    def _wrong(self, sentence: str) -> None:
        set_error(self.entry, self.error, sentence)

    def _reveal_or_hide(self) -> None:
        access, purpose = self._access, self.reason.text()
        if self._clock.isActive() or access is None:
            self._hide()
        elif not purpose.strip():
            self._wrong(_text("_reason_needed"))
            self.reason.setFocus()
        else:
            self._shell.jobs.run(self, lambda: access.reveal(purpose),
                                 on_done=lambda number: self._show(access, number), on_failed=self._refused)

    def _show(self, access: NumberAccess, number: str) -> None:
        if access is not self._access:
            return
        self._wrong("")
        self.number.setText(" ".join((number[:4], number[4:8], number[8:])))
        self.reveal.setText(_text("_hide"))
        self._seconds = SHOWN_SECONDS
        self._clock.start()
        self._count()

    def _tick(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._count()
        else:
            self._hide()

    def _count(self) -> None:
        self.note.setText(text("personnel.my_number_countdown", seconds=self._seconds))

    def _hide(self) -> None:
        self._clock.stop()
        self.number.setText(_MASK)
        self.reveal.setText(_text("_reveal"))
        self.note.setText("")

    def _save(self) -> None:
        if self.entry.text().strip():
            self._store(self.entry.text(), _text("_saved"))

    def _ask_delete(self) -> None:
        message.question(self, _text(""), _text("_delete_question"),
                         name=f"{self._prefix}.my_number_delete_question",
                         on_yes=lambda: self._store("", _text("_deleted")))

    def _store(self, number: str, done: str) -> None:
        if (access := self._access) is not None:
            self._shell.jobs.run(self, lambda: access.store(number),
                                 on_done=lambda issues: self._kept(access, bool(number), done, issues),
                                 on_failed=self._refused)

    def _kept(self, access: NumberAccess, there: bool, done: str, issues: list[Issue]) -> None:
        if access is not self._access:
            return
        if issues:
            self._wrong(issues[0].sentence)
            self.entry.setFocus()
        else:
            self.show_number(access, stored=there)
            self.note.setText(done)
            self.stored.emit(there)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, Refusal):
            raise error
        self._wrong(f"{error.sentence}({error.code})")
