"""The filters of 個人選択: department, code range, name, 在籍区分, state of the last linkage."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QGroupBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from nxdesk.desk.people_list import COLUMNS, LINKAGE_STATES, search_words
from nxdesk.records.codes import EMPLOYMENT_STATUS
from nxdesk.windows import theme
from nxdesk.windows.grid.conditions import between, contains, equals
from nxdesk.windows.grid.table import Condition
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

CODE_LENGTH = 10
TYPING_PAUSE = 150
"""Milliseconds without a key after which a filter being typed is used."""


class PeopleFilter(QGroupBox):
    """Inputs, and the conditions they stand for; `changed` tells when these are others."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("person_selection.filters"), parent)
        set_name(self, "person_selection.filters")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self.changed)
        self._make_inputs()
        self._lay_out()
        self._connect()

    def _make_inputs(self) -> None:
        self.department = set_name(QComboBox(), "person_selection.department")
        self.department.setMaxVisibleItems(24)
        self.status = set_name(QComboBox(), "person_selection.status")
        self.linkage = set_name(QComboBox(), "person_selection.linkage")
        self.code_from = set_name(QLineEdit(), "person_selection.code_from")
        self.code_to = set_name(QLineEdit(), "person_selection.code_to")
        self.search = set_name(QLineEdit(), "person_selection.search")
        self.search.setPlaceholderText(text("person_selection.search_hint"))
        self.search.setClearButtonEnabled(True)
        self.clear = set_name(QPushButton(text("person_selection.clear")), "person_selection.clear")
        self.clear.clicked.connect(self.reset)
        for box, letters in ((self.department, 16), (self.status, 11), (self.linkage, 14)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(letters)
            box.addItem(text("person_selection.all"), "")
        for _, label in EMPLOYMENT_STATUS.entries:
            self.status.addItem(label, label)
        for state in LINKAGE_STATES:
            self.linkage.addItem(state, state)
        for edit in (self.code_from, self.code_to):
            edit.setMaxLength(CODE_LENGTH)
            edit.setMinimumWidth(theme.width_of(self, CODE_LENGTH + 3, "0"))
            edit.setMaximumWidth(theme.width_of(self, CODE_LENGTH + 8, "0"))

    def _lay_out(self) -> None:
        codes = QHBoxLayout()
        for widget in (self.code_from, QLabel(text("person_selection.until")), self.code_to):
            codes.addWidget(widget)
        codes.addStretch(1)
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(8)
        grid.addWidget(_label("code_from", self.code_from), 0, 0)
        grid.addLayout(codes, 0, 1)
        grid.addWidget(_label("search", self.search), 0, 2)
        grid.addWidget(self.search, 0, 3, 1, 2)
        grid.addWidget(self.clear, 0, 5, Qt.AlignmentFlag.AlignRight)
        for place, entry in enumerate(("department", "status", "linkage")):
            box = getattr(self, entry)
            grid.addWidget(_label(entry, box), 1, 2 * place)
            grid.addWidget(box, 1, 2 * place + 1)
        for column in (1, 3, 5):
            grid.setColumnStretch(column, 1)
        inputs = (self.code_from, self.code_to, self.search, self.department, self.status, self.linkage, self.clear)
        for before, after in pairwise(inputs):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        for box in (self.department, self.status, self.linkage):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        for edit in (self.code_from, self.code_to, self.search):
            edit.textChanged.connect(lambda _: self._pause.start())
            edit.returnPressed.connect(self._at_once)
        for edit in (self.code_from, self.code_to):
            edit.editingFinished.connect(lambda edit=edit: edit.setText(full_code(edit.text())))

    def _at_once(self) -> None:
        self._pause.stop()
        self.changed.emit()

    def set_departments(self, departments: Sequence[str]) -> None:
        """Offer these departments; a chosen one that is still among them stays chosen."""
        chosen = self.department.currentData()
        self.department.blockSignals(True)
        while self.department.count() > 1:
            self.department.removeItem(1)
        for department in departments:
            if department:
                self.department.addItem(department, department)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))
        self.department.blockSignals(False)

    def reset(self) -> None:
        """No filter."""
        for edit in (self.code_from, self.code_to, self.search):
            edit.clear()
        for box in (self.department, self.status, self.linkage):
            box.setCurrentIndex(0)
        self._at_once()

    def conditions(self) -> list[Condition]:
        """What the inputs stand for."""
        found: list[Condition] = []
        first, last = full_code(self.code_from.text()), full_code(self.code_to.text())
        if first or last:
            found.append(between(COLUMNS.index("code"), first, last))
        for box, column in ((self.department, "department"), (self.status, "status"), (self.linkage, "linkage")):
            if box.currentData():
                found.append(equals(COLUMNS.index(column), box.currentData()))
        words = search_words(self.search.text())
        if words:
            found.append(contains(COLUMNS.index("search"), words))
        return found


def full_code(typed: str) -> str:
    """A typed 個人コード with its leading zeros; what is no number stays as it is."""
    code = unicodedata.normalize("NFKC", typed).strip()
    return code.zfill(CODE_LENGTH) if code.isascii() and code.isdigit() else code


def _label(entry: str, buddy: QWidget) -> QLabel:
    label = QLabel(text(f"person_selection.{entry}"))
    label.setBuddy(buddy)
    return label
