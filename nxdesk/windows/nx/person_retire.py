"""退職 in 人事マスター保守: asks for the day."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from nxdesk.records.kinds import kind
from nxdesk.windows import theme
from nxdesk.windows.forms.editors import editor_for
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import text


class RetireDialog(QDialog):
    """Hands the day to `answer`; stays open until the caller accepts it or the user gives up."""

    def __init__(self, parent: QWidget, name: str, day: str, answer: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._answer = answer
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("personnel.retire_title"))
        set_name(self, "personnel.retire_window", text("personnel.retire_title"))
        self.day = editor_for(kind("employee").by_id["retire_date"], "personnel.retire")
        self.day.set_value(day)
        self.error = set_name(QLabel(), "personnel.retire_error")
        self.error.setWordWrap(True)
        self.error.setMinimumWidth(theme.width_of(self, 26))
        theme.ink(self.error, theme.ERROR)
        self.error.hide()
        label = QLabel(text("personnel.retire_date"))
        label.setBuddy(self.day.input)
        grid = QGridLayout(self)
        grid.addWidget(QLabel(text("personnel.retire_sentence", name=name)), 0, 0, 1, 2)
        grid.addWidget(label, 1, 0)
        grid.addWidget(self.day, 1, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.error, 2, 0, 1, 2)
        grid.addLayout(self._buttons(), 3, 0, 1, 2)

    def _buttons(self) -> QHBoxLayout:
        ok = set_name(QPushButton(text("personnel.retire_ok")), "personnel.retire_ok")
        ok.setDefault(True)
        ok.clicked.connect(self._submit)
        cancel = set_name(QPushButton(text("app.cancel")), "personnel.retire_cancel", text("app.cancel"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(ok)
        row.addWidget(cancel)
        return row

    def _submit(self) -> None:
        day = self.day.value()
        if day is None:
            self.refuse(text("personnel.retire_date_wrong"))
        else:
            self._answer(str(day))

    def refuse(self, sentence: str) -> None:
        """Say beside the day why it cannot be."""
        set_error(self.day.input, self.error, sentence)
        self.day.input.setFocus()
