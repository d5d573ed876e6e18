"""列と項目: which column of a file is which item; every row a column with some of its values and a choice of items."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from nxdesk.desk.exchange_items import importable
from nxdesk.desk.exchange_mapping import Column, shown_samples
from nxdesk.records.fields import Kind
from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

_TITLES = ("heading", "samples", "item", "because")
_HEADING, _SAMPLES, _ITEM, _BECAUSE = range(4)
_WIDTHS = (16, 22, 18, 12)


class ColumnTable(QTableWidget):
    """`changed` when the user chose another item for a column."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(0, len(_TITLES))
        set_name(self, "data_import.columns")
        self.setHorizontalHeaderLabels([text(f"data_import.column_{name}") for name in _TITLES])
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(_SAMPLES, QHeaderView.ResizeMode.Stretch)
        self._choices: list[QComboBox] = []
        self.fit()

    def fit(self) -> None:
        """Columns and rows as wide and tall as the text asks for."""
        for place, width in enumerate(_WIDTHS):
            self.setColumnWidth(place, theme.width_of(self, width))
        self.verticalHeader().setDefaultSectionSize(QComboBox().sizeHint().height() + 4)

    def show_columns(self, kind: Kind, columns: Sequence[Column]) -> None:
        """Show the columns of a file with the items proposed for them."""
        items = importable(kind)
        self._choices = []
        self.setRowCount(0)
        self.setRowCount(len(columns))
        for row, column in enumerate(columns):
            for place, words in ((_HEADING, column.shown(row)), (_SAMPLES, shown_samples(kind, column)),
                                 (_BECAUSE, column.because)):
                cell = QTableWidgetItem(words)
                cell.setToolTip(words)
                self.setItem(row, place, cell)
            choice = set_name(QComboBox(), f"data_import.item_{row}", column.shown(row))
            choice.addItem(text("data_import.unused"), "")
            for name, item in items.items():
                choice.addItem(item.label, name)
            choice.setCurrentIndex(max(0, choice.findData(column.item)))
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            # Rolling the wheel over the list is meant for the list.
            choice.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
            choice.currentIndexChanged.connect(lambda _, row=row: self._chosen(row))
            self.setCellWidget(row, _ITEM, choice)
            self._choices.append(choice)

    def chosen_items(self) -> list[str]:
        """The item of every column, empty where it is not used."""
        return [str(choice.currentData() or "") for choice in self._choices]

    def focus_item(self, item: str) -> None:
        """Go to the column that has this item."""
        for choice in self._choices:
            if choice.currentData() == item:
                choice.setFocus()

    def _chosen(self, row: int) -> None:
        if because := self.item(row, _BECAUSE):
            because.setText("")
        self.changed.emit()
