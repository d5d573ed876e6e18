"""A run stopped by an earlier registration of the same people with an unknown outcome: a reason lets it go on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from nxdesk.windows import theme
from nxdesk.windows.console.own_mark import own_mark
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import text

_WIDTH = 46
_LONGEST = 200


class DespiteDialog(QDialog):
    """`agreed` carries the reason as typed; whether it will do the run says (`refuse`). キャンセル is the default."""

    agreed = Signal(str)

    def __init__(self, run: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("despite.title", run=run))
        set_name(self, "despite.window", self.windowTitle())
        said = set_name(QLabel(words), "despite.words")
        said.setWordWrap(True)
        said.setMinimumWidth(theme.width_of(self, _WIDTH))
        self.reason = set_name(QLineEdit(), "despite.reason")
        self.reason.setMaxLength(_LONGEST)
        self.reason.setPlaceholderText(text("despite.hint"))
        label = QLabel(text("despite.reason"))
        label.setBuddy(self.reason)
        self.problem = set_name(QLabel(), "despite.problem")
        theme.ink(self.problem, theme.ERROR)
        self.problem.hide()
        layout = QVBoxLayout(self)
        for widget in (said, own_mark("despite"), label, self.reason, self.problem):
            layout.addWidget(widget)
        layout.addLayout(self._buttons())
        self.cancel.setFocus()

    def _buttons(self) -> QHBoxLayout:
        self.go_on = set_name(QPushButton(text("despite.go_on")), "despite.go_on")
        self.cancel = set_name(QPushButton(text("despite.cancel")), "despite.cancel")
        self.go_on.setAutoDefault(False)
        self.cancel.setDefault(True)
        self.go_on.clicked.connect(lambda _: self.agreed.emit(self.reason.text()))
        self.cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go_on)
        row.addWidget(self.cancel)
        return row

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the reason."""
        set_error(self.reason, self.problem, sentence)
        self.problem.setText(sentence)
        self.problem.show()
        self.reason.setFocus()
