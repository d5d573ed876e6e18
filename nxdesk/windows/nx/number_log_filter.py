"""The filters of マイナンバー操作記録: person, operator, period."""

import re
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QGroupBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from nxdesk.desk.number_log import COLUMNS
from nxdesk.desk.people_list import search_words
from nxdesk.records import shapes
from nxdesk.records.fields import Field
from nxdesk.windows import theme
from nxdesk.windows.forms.editors import DateEditor
from nxdesk.windows.grid.conditions import between, contains, equals
from nxdesk.windows.grid.table import Condition
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import plain, text

TYPING_PAUSE = 150
"""Milliseconds without a key after which a filter being typed is used."""

_LETTERS = 10
"""Of an operator's name that are in sight."""

_DAY = shapes.date()
_DAY_ENDS = "T24"
"""Behind every stamp of a day."""


class NumberLogFilter(QGroupBox):
    """Inputs, and the conditions they stand for; `changed` tells when these are others."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("number_log.filters"), parent)
        set_name(self, "number_log.filters")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self.changed)
        self.person = set_name(QLineEdit(), "number_log.person")
        self.person.setPlaceholderText(text("number_log.person_hint"))
        self.person.setClearButtonEnabled(True)
        self.operator = set_name(QComboBox(), "number_log.operator")
        self.operator.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.operator.setMinimumContentsLength(_LETTERS)
        self.operator.addItem(text("number_log.everybody"), "")
        self.days = [DateEditor(Field(item, plain(text(f"number_log.{item}")), _DAY, ""), "number_log")
                     for item in ("first_day", "last_day")]
        self.problem = set_name(QLabel(), "number_log.problem")
        theme.ink(self.problem, theme.ERROR)
        self.problem.hide()
        self.clear = set_name(QPushButton(text("number_log.clear")), "number_log.clear")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(8)
        first, last = self.days
        period = QHBoxLayout()
        for widget in (first, QLabel(text("number_log.until")), last):
            period.addWidget(widget)
        period.addStretch(1)
        grid.addWidget(_label("person", self.person), 0, 0)
        grid.addWidget(self.person, 0, 1)
        grid.addWidget(_label("operator", self.operator), 0, 2)
        grid.addWidget(self.operator, 0, 3)
        grid.addWidget(self.clear, 0, 4)
        grid.addWidget(_label("first_day", first.input), 1, 0)
        grid.addLayout(period, 1, 1, 1, 2)
        grid.addWidget(self.problem, 1, 3, 1, 2)
        grid.setColumnStretch(1, 1)
        for before, after in pairwise((self.person, self.operator, first.input, last.input, self.clear)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.operator.currentIndexChanged.connect(lambda _: self.changed.emit())
        for entry in (self.person, *(day.text for day in self.days)):
            entry.textChanged.connect(lambda _: self._pause.start())
            entry.returnPressed.connect(self._at_once)
        self.clear.clicked.connect(lambda _: self.reset())

    def _at_once(self) -> None:
        self._pause.stop()
        self.changed.emit()

    def set_operators(self, operators: Sequence[str]) -> None:
        """Offer these; the chosen one that is still among them stays chosen."""
        chosen = self.operator.currentData()
        self.operator.blockSignals(True)
        while self.operator.count() > 1:
            self.operator.removeItem(1)
        for operator in operators:
            self.operator.addItem(operator, operator)
        self.operator.setCurrentIndex(max(0, self.operator.findData(chosen)))
        self.operator.blockSignals(False)

    def show_person(self, code: str) -> None:
        """Only what concerns this person."""
        self.reset()
        self.person.setText(code)
        self._at_once()

    def reset(self) -> None:
        """No filter."""
        for entry in (self.person, *(day.text for day in self.days)):
            entry.clear()
        self.operator.setCurrentIndex(0)
        self._at_once()

    def conditions(self) -> list[Condition]:
        """What the inputs stand for; a day that cannot be is told and left out."""
        found: list[Condition] = []
        if words := search_words(self.person.text()):
            found.append(contains(COLUMNS.index("search"), words))
        if self.operator.currentData():
            found.append(equals(COLUMNS.index("by"), self.operator.currentData()))
        first, last = (self._day(day) for day in self.days)
        self._judge([day for day, known in zip(self.days, (first, last), strict=True) if known is None])
        if first or last:
            found.append(between(COLUMNS.index("at"), first or "", f"{last}{_DAY_ENDS}" if last else ""))
        return found

    @staticmethod
    def _day(day: DateEditor) -> str | None:
        """An ISO day, empty for none; None for what is no day."""
        iso = str(day.value() or "").replace("/", "-")
        return iso if not iso or re.fullmatch(_DAY.pattern, iso) else None

    def _judge(self, wrong: Sequence[DateEditor]) -> None:
        for day in self.days:
            set_error(day.input, self.problem, text("number_log.day_wrong") if day in wrong else "")
        self.problem.setText(text("number_log.day_wrong") if wrong else "")
        self.problem.setVisible(bool(wrong))


def _label(entry: str, buddy: QWidget) -> QLabel:
    label = QLabel(text(f"number_log.{entry}"))
    label.setBuddy(buddy)
    return label
