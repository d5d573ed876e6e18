"""The filters of lists of what was done: person, operator and other choices, period."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QGroupBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from nxdesk.desk.people_list import search_words
from nxdesk.records import shapes
from nxdesk.records.fields import Field
from nxdesk.windows import theme
from nxdesk.windows.forms.editors import DateEditor
from nxdesk.windows.grid.conditions import between, contains, equals
from nxdesk.windows.grid.table import Condition
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import plain

TYPING_PAUSE = 150
"""Milliseconds without a key after which a filter being typed is used."""

_LETTERS = 10
"""Of an operator's name, or another choice, that are in sight."""

_DAY = shapes.date()
_DAY_ENDS = "T24"
"""Behind every stamp of a day."""


class LogFilter(QGroupBox):
    """Inputs, and the conditions they stand for; `changed` tells when these are others.

    `key` is the prefix of names, `words` gives the texts, `columns` are those of the list: `at`, `search`, and one for
    each of `choices` (the name of the choice → the column).
    """

    changed = Signal()

    def __init__(self, key: str, columns: Sequence[str], choices: Mapping[str, str], words: Callable[[str], str],
                 parent: QWidget | None = None) -> None:
        super().__init__(words("filters"), parent)
        self._key = key
        self._words = words
        self._columns = columns
        self._column_of = choices
        set_name(self, f"{key}.filters")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self.changed)
        self.person = set_name(QLineEdit(), f"{key}.person")
        self.person.setPlaceholderText(words("person_hint"))
        self.person.setClearButtonEnabled(True)
        self.choices = {entry: self._choice(entry) for entry in choices}
        self.days = [DateEditor(Field(item, plain(words(item)), _DAY, ""), key)
                     for item in ("first_day", "last_day")]
        self.problem = set_name(QLabel(), f"{key}.problem")
        theme.ink(self.problem, theme.ERROR)
        self.problem.hide()
        self.clear = set_name(QPushButton(words("clear")), f"{key}.clear")
        self._lay_out()
        self._connect()

    def _choice(self, entry: str) -> QComboBox:
        choice = set_name(QComboBox(), f"{self._key}.{entry}")
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        choice.setMinimumContentsLength(_LETTERS)
        choice.addItem(self._words("everybody"), "")
        return choice

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(8)
        first, last = self.days
        period = QHBoxLayout()
        for widget in (first, QLabel(self._words("until")), last):
            period.addWidget(widget)
        period.addStretch(1)
        (entry, choice), *others = self.choices.items()
        grid.addWidget(self._label("person", self.person), 0, 0)
        grid.addWidget(self.person, 0, 1)
        grid.addWidget(self._label(entry, choice), 0, 2)
        grid.addWidget(choice, 0, 3)
        grid.addWidget(self.clear, 0, 4)
        grid.addWidget(self._label("first_day", first.input), 1, 0)
        grid.addLayout(period, 1, 1, 1, 1 if others else 2)
        below = QHBoxLayout()
        for entry, choice in others:
            below.addWidget(self._label(entry, choice))
            below.addWidget(choice)
            below.addSpacing(8)
        below.addWidget(self.problem, 1)
        grid.addLayout(below, 1, 3 if not others else 2, 1, 3 if others else 2)
        grid.setColumnStretch(1, 1)
        inputs = (self.person, *self.choices.values(), first.input, last.input, self.clear)
        for before, after in pairwise(inputs):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        for choice in self.choices.values():
            choice.currentIndexChanged.connect(lambda _: self.changed.emit())
        for entry in (self.person, *(day.text for day in self.days)):
            entry.textChanged.connect(lambda _: self._pause.start())
            entry.returnPressed.connect(self._at_once)
        self.clear.clicked.connect(lambda _: self.reset())

    def _at_once(self) -> None:
        self._pause.stop()
        self.changed.emit()

    def offer(self, entry: str, words: Sequence[str]) -> None:
        """Offer these in a choice; the chosen one that is still among them stays chosen."""
        choice = self.choices[entry]
        chosen = choice.currentData()
        choice.blockSignals(True)
        while choice.count() > 1:
            choice.removeItem(1)
        for word in words:
            choice.addItem(word, word)
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
        choice.blockSignals(False)

    def show_person(self, code: str) -> None:
        """Only what concerns this person."""
        self.reset()
        self.person.setText(code)
        self._at_once()

    def reset(self) -> None:
        """No filter."""
        for entry in (self.person, *(day.text for day in self.days)):
            entry.clear()
        for choice in self.choices.values():
            choice.setCurrentIndex(0)
        self._at_once()

    def conditions(self) -> list[Condition]:
        """What the inputs stand for; a day that cannot be is told and left out."""
        found: list[Condition] = []
        if words := search_words(self.person.text()):
            found.append(contains(self._columns.index("search"), words))
        for entry, choice in self.choices.items():
            if choice.currentData():
                found.append(equals(self._columns.index(self._column_of[entry]), choice.currentData()))
        first, last = (self._day(day) for day in self.days)
        self._judge([day for day, known in zip(self.days, (first, last), strict=True) if known is None])
        if first or last:
            found.append(between(self._columns.index("at"), first or "", f"{last}{_DAY_ENDS}" if last else ""))
        return found

    @staticmethod
    def _day(day: DateEditor) -> str | None:
        """An ISO day, empty for none; None for what is no day."""
        iso = str(day.value() or "").replace("/", "-")
        return iso if not iso or re.fullmatch(_DAY.pattern, iso) else None

    def _judge(self, wrong: Sequence[DateEditor]) -> None:
        for day in self.days:
            set_error(day.input, self.problem, self._words("day_wrong") if day in wrong else "")
        self.problem.setText(self._words("day_wrong") if wrong else "")
        self.problem.setVisible(bool(wrong))

    def _label(self, entry: str, buddy: QWidget) -> QLabel:
        label = QLabel(self._words(entry))
        label.setBuddy(buddy)
        return label
