"""個人番号 of a person in 人事マスター保守: masked, shown for half a minute and for a reason only, never copied."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from nxdesk.desk.people import PeopleDesk
from nxdesk.desk.refusal import Refusal
from nxdesk.records.messages import Issue
from nxdesk.windows import message, theme
from nxdesk.windows.names import set_error, set_name, set_secret
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

SHOWN_SECONDS = 30
_MASK = "••••••••••••"


def _key(item: str) -> str:
    return f"personnel.my_number{item}"


class MyNumberPanel(QWidget):
    """Works only with マイナンバー権限; without it says so. Saves at once, apart from the record's draft."""

    def __init__(self, people: PeopleDesk, shell: Shell, *, allowed: bool) -> None:
        super().__init__()
        self._people = people
        self._shell = shell
        self._allowed = allowed
        self._code = ""
        self._seconds = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        set_name(self, "personnel.my_number_panel", text("personnel.my_number"))
        self._make_inputs()
        self._lay_out()
        self.show_person("", stored=False)

    def _make_inputs(self) -> None:
        self.state = set_name(QLabel(), _key("_state"))
        self.number = set_secret(set_name(QLabel(_MASK), _key("_shown")))
        self.reason = set_name(QLineEdit(), _key("_reason"))
        self.reveal = set_name(QPushButton(text(_key("_reveal"))), _key("_reveal"))
        self.reveal.clicked.connect(self._reveal_or_hide)
        self.reason.returnPressed.connect(self._reveal_or_hide)
        self.entry = set_secret(set_name(QLineEdit(), _key("")))
        self.entry.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.entry.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.save = set_name(QPushButton(text(_key("_save"))), _key("_save"))
        self.save.clicked.connect(self._save)
        self.entry.returnPressed.connect(self._save)
        self.delete = set_name(QPushButton(text(_key("_delete"))), _key("_delete"))
        self.delete.clicked.connect(self._ask_delete)
        self.note = set_name(QLabel(), _key("_note"))
        self.note.setWordWrap(True)
        self.error = set_name(QLabel(), _key("_error"))
        self.error.setWordWrap(True)
        theme.ink(self.error, theme.ERROR)
        self.setFocusProxy(self.entry)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        for row, (words, item, button) in enumerate((
                (text(_key("_state")), self.state, None), (text(_key("_shown")), self.number, None),
                (text(_key("_reason")), self.reason, self.reveal), (text(_key("_input")), self.entry, self.save))):
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
        grid.setRowStretch(7, 1)
        self.reason.setMinimumWidth(theme.width_of(self, 14))
        for one, following in ((self.reason, self.reveal), (self.reveal, self.entry), (self.entry, self.save),
                               (self.save, self.delete)):
            QWidget.setTabOrder(one, following)

    def show_person(self, code: str, *, stored: bool) -> None:
        """Show that a number is kept or not; a number that stands on the screen goes."""
        self._code = code
        self._hide()
        self.reason.clear()
        self.entry.clear()
        self._wrong("")
        words = text(_key("_stored" if stored else "_none"))
        self.state.setText(words if self._allowed and code else "－")
        refused = text(_key("_refused")) if not self._allowed else ("" if code else text(_key("_new")))
        self.note.setText(refused)
        usable = self._allowed and bool(code)
        for item in (self.entry, self.save):
            item.setEnabled(usable)
        for item in (self.reason, self.reveal, self.delete):
            item.setEnabled(usable and stored)

    def _wrong(self, sentence: str) -> None:
        set_error(self.entry, self.error, sentence)

    def _reveal_or_hide(self) -> None:
        if self._clock.isActive():
            self._hide()
        elif not self.reason.text().strip():
            self._wrong(text(_key("_reason_needed")))
            self.reason.setFocus()
        else:
            code, purpose = self._code, self.reason.text()
            self._shell.jobs.run(self, lambda: self._people.reveal_my_number(code, purpose),
                                 on_done=lambda number: self._show(code, number), on_failed=self._refused)

    def _show(self, code: str, number: str) -> None:
        if code != self._code:
            return
        self._wrong("")
        self.number.setText(" ".join((number[:4], number[4:8], number[8:])))
        self.reveal.setText(text(_key("_hide")))
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
        self.note.setText(text(_key("_countdown"), seconds=self._seconds))

    def _hide(self) -> None:
        self._clock.stop()
        self.number.setText(_MASK)
        self.reveal.setText(text(_key("_reveal")))
        self.note.setText("")

    def _save(self) -> None:
        if self.entry.text().strip():
            self._store(self.entry.text(), text(_key("_saved")))

    def _ask_delete(self) -> None:
        message.question(self, text("personnel.title"), text(_key("_delete_question")),
                         name="personnel.my_number_delete_question",
                         on_yes=lambda: self._store("", text(_key("_deleted"))))

    def _store(self, number: str, done: str) -> None:
        code = self._code
        self._shell.jobs.run(self, lambda: self._people.set_my_number(code, number),
                             on_done=lambda issues: self._stored(code, bool(number), done, issues),
                             on_failed=self._refused)

    def _stored(self, code: str, there: bool, done: str, issues: list[Issue]) -> None:
        if code != self._code:
            return
        if issues:
            self._wrong(issues[0].sentence)
            self.entry.setFocus()
        else:
            self.show_person(code, stored=there)
            self.note.setText(done)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, Refusal):
            raise error
        self._wrong(f"{error.sentence}({error.code})")
