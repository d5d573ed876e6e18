"""Which certificates the connection trusts: nxdesk's own choice, in the strip below 社会保険届出サービス設定."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from nxdesk.windows import theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import text

_Focus = Qt.FocusPolicy


def _key(item: str) -> str:
    return f"service_settings.{item}"


_TYPING = 300
"""Milliseconds after the last key before a file is worth a look."""


class CaChoice(QWidget):
    """This PC's store, or the company's file besides it.

    `edited` tells every change of choice or path, `settled` that nothing has changed for a moment.
    """

    edited = Signal()
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.system = set_name(QRadioButton(text(_key("ca_system"))), _key("ca_system"))
        self.own = set_name(QRadioButton(text(_key("ca_own"))), _key("ca_own"))
        self.path = set_name(QLineEdit(), _key("ca_file"))
        self.path.setPlaceholderText(text(_key("ca_hint")))
        self.browse = set_name(QPushButton(text(_key("ca_browse"))), _key("ca_browse"))
        self.found = set_name(aid_label(_key("ca_found")), _key("ca_found"), text(_key("aid_ca")))
        self.error = set_name(QLabel(), _key("ca_file_error"))
        self._lay_out()
        self.system.setChecked(True)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)
        self._typing.timeout.connect(self.settled)
        self.edited.connect(self._typing.start)
        self.own.toggled.connect(lambda _: self._switched())
        self.path.textChanged.connect(lambda _: self.edited.emit())
        self.browse.clicked.connect(lambda _: self._browse())
        self._enable()

    def _lay_out(self) -> None:
        self.choice = QButtonGroup(self)
        choices = QHBoxLayout()
        for button in (self.system, self.own):
            self.choice.addButton(button)
            choices.addWidget(button)
            choices.addSpacing(16)
        choices.addStretch(1)
        file = QHBoxLayout()
        file.addWidget(self.path, 1)
        file.addWidget(self.browse)
        # The strip's own style would write it in the strip's colour.
        self.error.setStyleSheet(f"QLabel {{ color: {theme.ERROR}; }}")
        self.error.setWordWrap(True)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(3)
        for row, item in enumerate((choices, file)):
            layout.addLayout(item, row, 0)
        layout.addWidget(self.error, 2, 0)
        layout.addWidget(self.found, 3, 0)
        for label in (self.error, self.found):
            label.hide()

    @property
    def use(self) -> bool:
        """The company's file is trusted too."""
        return self.own.isChecked()

    def set_values(self, *, use: bool, path: str) -> None:
        """Show these; a path that is there already keeps its cursor."""
        (self.own if use else self.system).setChecked(True)
        if self.path.text() != path:
            self.path.setText(path)

    def show_error(self, sentence: str) -> None:
        """Beside the path; blank clears it."""
        set_error(self.path, self.error, sentence)

    def show_found(self, words: str) -> None:
        """What is known of the file; blank hides the line."""
        self.found.setText(words)
        self.found.setVisible(bool(words))

    def _switched(self) -> None:
        self._enable()
        self.edited.emit()

    def _enable(self) -> None:
        """The path is there only where it means something."""
        for widget in (self.path, self.browse):
            widget.setVisible(self.use)
        for button in (self.system, self.own):
            button.setFocusPolicy(_Focus.StrongFocus if button.isChecked() else _Focus.ClickFocus)

    def _browse(self) -> None:
        begin = Path(self.path.text()).parent if self.path.text() else Path.home()
        self._ask(begin, self.path.setText)

    def _ask(self, begin: Path, chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, text(_key("ca_title")), str(begin), text(_key("ca_filter")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        set_name(dialog, _key("ca_dialog"), text(_key("ca_title")))
        dialog.fileSelected.connect(lambda path: chosen(str(Path(path))))
        dialog.open()
