"""What a run is told beside the people: 参照日, documents, 個人番号 (NX→e-AMANO), unfinished and new ones (e-AMANO→NX)."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QGridLayout, QHBoxLayout, QLabel, QWidget

from nxdesk.desk.documents import EVERY_DOCUMENT, DocumentChoice, documents_label
from nxdesk.desk.run_state import Selection
from nxdesk.records.fields import Kind
from nxdesk.windows import theme
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.nx.direction import ACQUIRE, Direction
from nxdesk.windows.texts import text

_DAY = "yyyy-MM-dd"
_LETTERS = 14
"""Of a document that are in sight before the documents are known."""


class SelectionOptions(QWidget):
    """Shows what has a meaning for the kind and the direction; `changed` tells when it is another."""

    changed = Signal()

    def __init__(self, kind: Kind, direction: Direction, today: QDate, *, may_my_number: bool) -> None:
        super().__init__()
        self._acquires = direction is ACQUIRE
        self.as_of = set_name(QDateEdit(today), "person_selection.as_of")
        self.as_of.setDisplayFormat("yyyy/MM/dd")
        self.as_of.setCalendarPopup(True)
        self.as_of.dateChanged.connect(lambda _: self.show_problem(""))
        self.my_number = self._check("my_number")
        self.documents = set_name(QComboBox(), "person_selection.documents", documents_label(kind))
        self.documents.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.unfinished, self.newcomers = self._check("unfinished"), self._check("newcomers")
        self.newcomers.toggled.connect(lambda _: self.changed.emit())
        self.problem = set_name(QLabel(), "person_selection.problem")
        theme.ink(self.problem, theme.ERROR)
        self.problem.hide()
        self.reason = set_name(QLabel(), "person_selection.my_number_reason")
        self.reason.setWordWrap(True)
        theme.ink(self.reason, theme.HINT)
        self._judge_numbers(kind, may_my_number=may_my_number)
        self._lay_out(kind)
        self.offer(())

    @staticmethod
    def _check(entry: str) -> QCheckBox:
        return set_name(QCheckBox(text(f"person_selection.{entry}")), f"person_selection.{entry}")

    def _judge_numbers(self, kind: Kind, *, may_my_number: bool) -> None:
        """個人番号の連携 only with the authority; an acquisition never brings any."""
        self._numbered = "my_number" in kind.by_id
        self.my_number.setEnabled(may_my_number)
        reason = "" if may_my_number else text("person_selection.my_number_refused")
        self.my_number.setAccessibleDescription(reason)
        self.my_number.setToolTip(reason)
        self.reason.setText(text("person_selection.numbers_stay") if self._acquires else reason)

    def _lay_out(self, kind: Kind) -> None:
        day = QLabel(text("person_selection.as_of"))
        day.setBuddy(self.as_of)
        self._label = QLabel(text("person_selection.documents_of", label=documents_label(kind)))
        self._label.setBuddy(self.documents)
        first = QHBoxLayout()
        about_day: tuple[QWidget, ...] = (day, self.as_of)
        about_documents: tuple[QWidget, ...] = (self._label, self.documents)
        for widget in (*about_day, self.problem):
            first.addWidget(widget)
        first.addSpacing(0 if self._acquires else 20)
        for widget in (*about_documents, self.newcomers, self.unfinished, self.my_number):
            first.addWidget(widget)
        first.addWidget(self.reason, 1)
        if not self._numbered:
            first.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first, 0, 0)
        for widget in about_day:
            widget.setVisible(not self._acquires)
        self.documents.setMinimumContentsLength(_LETTERS)
        for widget in about_documents:
            widget.setVisible(bool(documents_label(kind)))
        self.my_number.setVisible(self._numbered and not self._acquires)
        self.reason.setVisible(self._numbered)
        self.newcomers.setVisible(self._acquires)
        self.unfinished.setVisible(self._acquires and kind.finished is not None)

    def offer(self, choices: Sequence[DocumentChoice]) -> None:
        """Offer these documents, behind each person's newest; what is chosen stays so."""
        chosen = self.documents.currentData()
        self.documents.clear()
        self.documents.addItem(text("person_selection.newest"), ())
        for choice in choices:
            words = text("person_selection.document", label=choice.label, people=f"{choice.people:,}")
            self.documents.addItem(words, (choice.value,))
        self.documents.addItem(text("person_selection.every_document"), EVERY_DOCUMENT)
        self.documents.setCurrentIndex(max(0, self.documents.findData(chosen)))

    @property
    def without_people(self) -> bool:
        """A run has somebody to deal with even where nobody is chosen."""
        return self._acquires and self.newcomers.isChecked()

    def selection(self, codes: tuple[str, ...]) -> Selection:
        """The chosen people with what is told beside them."""
        return Selection(codes, self.as_of.date().toString(_DAY), self.my_number.isChecked() and not self._acquires,
                         tuple(self.documents.currentData() or ()), self._acquires and self.unfinished.isChecked(),
                         self.without_people)

    def show_problem(self, sentence: str) -> None:
        """Say beside 参照日 what is wrong with it."""
        set_error(self.as_of, self.problem, sentence)
