"""The Qt model of a table, with a check for each record kept by key.

The view paints without asking `data`; it is here for screen readers, copying and tests, and must agree with the paint.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from nxdesk.windows.grid.table import Condition, Table
from nxdesk.windows.theme import ERROR

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_CHECK = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable


def _tip(words: str) -> str:
    """A tip that shows the words as they are, even where Qt would take them for HTML."""
    return f"<span>{escape(words)}</span>" if "<" in words or "&" in words else words


class GridModel(QAbstractTableModel):
    """Shows a table. With a `check_title` its first column holds nothing but a check for each record.

    `alarm` names a column: records that have a text in it are written in red.
    """

    checks_changed = Signal()

    def __init__(self, table: Table, check_title: str = "", parent: QObject | None = None, alarm: str = "") -> None:
        super().__init__(parent)
        self.table = table
        self._alarm = table.place(alarm) if alarm else None
        self.checked: set[str] = set()
        self._check_title = check_title
        self.first = 1 if check_title else 0
        self.titles = ([check_title] if check_title else []) + [column.title for column in table.columns]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The number of rows shown."""
        return 0 if parent.isValid() else len(self.table.shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The number of columns, that of the checks included."""
        return 0 if parent.isValid() else len(self.titles)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A cell can be selected; one of the check column can be checked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _CHECK if index.column() < self.first else _PLAIN

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """The text of a cell, or the state of its check."""
        if not index.isValid():
            return None
        if index.column() < self.first:
            return self._check_data(index.row(), role)
        if role in (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole):
            words = self.table.cell(index.row(), index.column() - self.first)
            return _tip(words) if role == Role.ToolTipRole else words
        if role == Role.ForegroundRole and self.alarms(index.row()):
            return QBrush(QColor(ERROR))
        return None

    def alarms(self, row: int) -> bool:
        """The row at this place of the view is written in red."""
        return self._alarm is not None and bool(self.table.stored(row, self._alarm))

    def _check_data(self, row: int, role: int) -> object:
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if self.table.key(row) in self.checked else Qt.CheckState.Unchecked
        return self._check_title if role == Role.AccessibleTextRole else None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Set the check of a record, as screen readers do."""
        if role != Role.CheckStateRole or index.column() >= self.first:
            return False
        self.check([self.table.key(index.row())], Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Column titles; row numbers from 1."""
        if role != Role.DisplayRole:
            return None
        return self.titles[section] if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def check(self, keys: Iterable[str], state: bool) -> None:
        """Check or uncheck the records with these keys, shown or not."""
        given = {key for key in keys if key}
        wanted = self.checked | given if state else self.checked - given
        if len(wanted) != len(self.checked):
            self.checked = wanted
            self._announce_checks()

    def set_checked(self, keys: Iterable[str]) -> None:
        """Check exactly the records with these keys."""
        self.checked = set(keys)
        self._announce_checks()

    def checked_keys(self) -> list[str]:
        """The keys of the checked records, in the order of arrival; keys of records that are gone are left out."""
        return [key for key in self.table.all_keys() if key in self.checked]

    def _announce_checks(self) -> None:
        rows = self.rowCount()
        if rows and self.first:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, 0), [Role.CheckStateRole])
        self.checks_changed.emit()

    def restart(self, total: int) -> None:
        """Forget all records; `total` others are going to arrive."""
        self._rearrange(lambda: self.table.clear(total))

    def arrive(self, columns: Sequence[Sequence[str]]) -> None:
        """Add records that were announced, given column by column."""
        start, many = self.table.loaded, len(columns[0])
        if start + many > self.table.total:
            self._rearrange(lambda: self.table.extend(columns))
            return
        self.table.extend(columns)
        if many:
            self.dataChanged.emit(self.index(start, 0), self.index(start + many - 1, len(self.titles) - 1))

    def finish(self) -> None:
        """All records have arrived: the list gets its final length, order and filter."""
        if self.table.complete and self.table.natural:
            return
        self._rearrange(self.table.finish)

    def replace(self, columns: Sequence[Sequence[str]]) -> None:
        """Other records take the place of all; order, filter and selection stay, checks of records that are gone go."""
        def change() -> None:
            self.table.clear(len(columns[0]))
            self.table.extend(columns)
            self.table.finish()
        self._rearrange(change)
        if self.checked and not self.checked.issubset(self.table.all_keys()):
            self.set_checked(self.checked.intersection(self.table.all_keys()))

    def order_by(self, column: int, descending: bool = False) -> None:
        """Sort by a column of the model; one without records (the checks, or none) gives back the order of arrival."""
        place = column - self.first
        self._rearrange(lambda: self.table.sort(place if place >= 0 else None, descending))

    def keep(self, conditions: Sequence[Condition]) -> None:
        """Show only the records that fulfil all conditions."""
        self._rearrange(lambda: self.table.keep(conditions))

    def _rearrange(self, change: Callable[[], None]) -> None:
        self.beginResetModel()
        change()
        self.endResetModel()
