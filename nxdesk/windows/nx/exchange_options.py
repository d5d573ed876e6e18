"""Which file is read and how, and how its rows are taken."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from nxdesk.desk.exchange_doors import DELIMITERS, ENCODINGS
from nxdesk.desk.exchange_import import Opened
from nxdesk.desk.exchange_judging import Wish
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.records.kinds import kind as kind_of
from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text


def kind_choice(key: str) -> QComboBox:
    """A choice of all kinds of data, named `{key}.kind`."""
    choice = set_name(QComboBox(), f"{key}.kind")
    for kind in KINDS:
        choice.addItem(kind.label, kind.id)
    return choice


def labelled(layout: QGridLayout, row: int, column: int, words: str, item: QWidget, width: int = 1) -> QLabel:
    """Put an input with its label into a grid."""
    label = QLabel(text(words))
    label.setBuddy(item)
    layout.addWidget(label, row, column)
    layout.addWidget(item, row, column + 1, 1, width)
    return label


class SourceBar(QWidget):
    """The kind, the file, and how it is read; `changed` when it has to be read again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self.kinds = kind_choice("data_import")
        self.file = set_name(QLineEdit(), "data_import.file")
        self.file.setReadOnly(True)
        self.file.setPlaceholderText(text("data_import.file_hint"))
        self.choose = set_name(QPushButton(text("data_import.choose")), "data_import.choose")
        self.encoding = set_name(QComboBox(), "data_import.encoding")
        self.delimiter = set_name(QComboBox(), "data_import.delimiter")
        for choice, known in ((self.encoding, ENCODINGS), (self.delimiter, DELIMITERS)):
            choice.addItem(text("data_import.automatic"), "")
            for value, words in known:
                choice.addItem(words, value)
        self.sheet = set_name(QComboBox(), "data_import.sheet")
        self.form_label = set_name(QLabel(text("data_import.none")), "data_import.form")
        theme.ink(self.form_label, theme.HINT)
        self._lay_out()
        for choice in (self.kinds, self.encoding, self.delimiter, self.sheet):
            choice.activated.connect(lambda _: self.changed.emit())
        self._enable(workbook=None)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        labelled(layout, 0, 0, "data_import.kind", self.kinds)
        labelled(layout, 0, 2, "data_import.file", self.file, 3)
        layout.addWidget(self.choose, 0, 6)
        labelled(layout, 1, 0, "data_import.encoding", self.encoding)
        labelled(layout, 1, 2, "data_import.delimiter", self.delimiter)
        labelled(layout, 1, 4, "data_import.sheet", self.sheet)
        layout.addWidget(self.form_label, 2, 0, 1, 7)
        layout.setColumnStretch(5, 1)

    @property
    def kind(self) -> Kind:
        """The chosen kind."""
        return kind_of(str(self.kinds.currentData()))

    @property
    def folder(self) -> Path:
        """Where files are looked for."""
        return self.path.parent if self.path is not None else Path.home()

    def show_kind(self, kind_id: str) -> None:
        """Choose a kind."""
        place = self.kinds.findData(kind_id)
        if place >= 0 and place != self.kinds.currentIndex():
            self.kinds.setCurrentIndex(place)
            self.changed.emit()

    def show_file(self, file: Path) -> None:
        """Another file, of which nothing is known yet."""
        self.path = file
        self.file.setText(str(file))
        for choice in (self.encoding, self.delimiter):
            choice.setCurrentIndex(0)
        self.sheet.clear()

    def form(self) -> dict[str, str]:
        """What was chosen about how the file is read."""
        return {"encoding": str(self.encoding.currentData()), "delimiter": str(self.delimiter.currentData()),
                "sheet": self.sheet.currentText()}

    def show_form(self, opened: Opened) -> None:
        """Show how the file was read."""
        self.form_label.setText(opened.form.words)
        self.sheet.clear()
        self.sheet.addItems(list(opened.sheets))
        self.sheet.setCurrentText(opened.form.sheet)
        self._enable(workbook=opened.form.workbook)

    def _enable(self, *, workbook: bool | None) -> None:
        self.encoding.setEnabled(workbook is False)
        self.delimiter.setEnabled(workbook is False)
        self.sheet.setEnabled(workbook is True)


class ImportOptions(QGroupBox):
    """取り込み方; `changed` when what was seen does not hold any more."""

    changed = Signal()

    def __init__(self, *, may_real: bool) -> None:
        super().__init__(text("data_import.options"))
        set_name(self, "data_import.options")
        self.update_all = set_name(QRadioButton(text("data_import.update")), "data_import.update")
        self.new_only = set_name(QRadioButton(text("data_import.new_only")), "data_import.new_only")
        group = QButtonGroup(self)
        group.addButton(self.update_all)
        group.addButton(self.new_only)
        self.update_all.setChecked(True)
        self.clear = set_name(QCheckBox(text("data_import.clear")), "data_import.clear")
        self.pad = set_name(QCheckBox(text("data_import.pad")), "data_import.pad")
        self.pad.setChecked(True)
        self.real = set_name(QCheckBox(text("data_import.real")), "data_import.real")
        if not may_real:
            self.real.setEnabled(False)
            self.real.setToolTip(text("data_import.real_refused"))
            self.real.setAccessibleDescription(text("data_import.real_refused"))
        layout = QGridLayout(self)
        for row, item in enumerate((self.update_all, self.new_only)):
            layout.addWidget(item, row, 0)
        layout.addWidget(self.clear, 2, 0)
        layout.addWidget(self.pad, 0, 1)
        layout.addWidget(self.real, 1, 1)
        if not may_real:
            reason = set_name(QLabel(text("data_import.real_refused")), "data_import.real_reason")
            theme.ink(reason, theme.HINT)
            layout.addWidget(reason, 2, 1)
        for box in (self.new_only, self.clear, self.pad, self.real):
            box.toggled.connect(lambda _: self.changed.emit())

    def wish(self) -> Wish:
        """What was chosen."""
        return Wish(not self.new_only.isChecked(), self.clear.isChecked(), self.pad.isChecked(), self.real.isChecked())
