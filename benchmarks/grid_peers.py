"""What one would write first for a list of people: the peers of `grid_bench`."""

from typing import TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QTableWidget, QTableWidgetItem
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

from nxdesk.masters.store import Masters
from nxdesk.masters.tables import LIST_COLUMNS, record_table
from nxdesk.records.employee import EMPLOYEE
from nxdesk.windows.grid.model import GridModel

SIZE = QSize(1000, 700)
_NOWHERE = QModelIndex()
View = TypeVar("View", bound=QTableView)


class _Base(DeclarativeBase):
    pass


class Employee(_Base):
    __table__ = record_table(EMPLOYEE)


class TupleModel(QAbstractTableModel):
    """A plain Python model over tuples."""

    def __init__(self, rows: list[tuple[str, ...]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(LIST_COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return None


class OrmPeople:
    """The list of people through ORM objects, or ORM columns."""

    def __init__(self, masters: Masters) -> None:
        self._engine = masters.engine

    def open_table(self, app: QApplication) -> QTableWidget:
        with Session(self._engine) as session:
            people = session.scalars(select(Employee).order_by(Employee.__table__.c.employee_code)).all()
            table = QTableWidget(len(people), len(LIST_COLUMNS) + 1)
            for row, person in enumerate(people):
                check = QTableWidgetItem()
                check.setCheckState(Qt.CheckState.Unchecked)
                table.setItem(row, 0, check)
                for column, name in enumerate(LIST_COLUMNS, 1):
                    table.setItem(row, column, QTableWidgetItem(str(getattr(person, name) or "")))
        return _shown(app, table)

    def open_proxy(self, app: QApplication) -> QTableView:
        columns = [Employee.__table__.c[name] for name in LIST_COLUMNS]
        with Session(self._engine) as session:
            rows = [tuple(row) for row in session.execute(select(*columns).order_by(columns[0]))]
        view = QTableView()
        proxy = QSortFilterProxyModel(view)
        source = TupleModel(rows)
        source.setParent(view)
        proxy.setSourceModel(source)
        view.setModel(proxy)
        return _shown(app, view)


def _shown(app: QApplication, view: View) -> View:
    view.resize(SIZE)
    view.show()
    app.processEvents()
    view.viewport().repaint()
    return view


def proxy_view(model: GridModel, size: QSize) -> tuple[QSortFilterProxyModel, QTableView]:
    """A view through a proxy over the same Python model, filtering its third column."""
    view = QTableView()
    proxy = QSortFilterProxyModel(view)
    proxy.setSourceModel(model)
    proxy.setFilterKeyColumn(3)
    view.setModel(proxy)
    _like_ours(view, size)
    return proxy, view


class TablePeer:
    """QTableWidget with the same rows."""

    def __init__(self, model: GridModel, size: QSize) -> None:
        rows, columns = model.rowCount(), model.columnCount()
        self.view = QTableWidget(rows, columns)
        for row in range(rows):
            for column in range(columns):
                item = QTableWidgetItem(str(model.index(row, column).data() or ""))
                if column == 0:
                    item.setCheckState(Qt.CheckState.Unchecked)
                self.view.setItem(row, column, item)
        _like_ours(self.view, size)

    def sort(self, column: int) -> None:
        self.view.sortItems(column)

    def filter(self, word: str) -> None:
        for row in range(self.view.rowCount()):
            self.view.setRowHidden(row, word not in self.view.item(row, 3).text())


def standard_view(model: GridModel, size: QSize) -> QTableView:
    """QTableView with QStandardItemModel: painting without any Python."""
    rows, columns = model.rowCount(), model.columnCount()
    view = QTableView()
    items = QStandardItemModel(rows, columns, view)
    for row in range(rows):
        for column in range(columns):
            item = QStandardItem(str(model.index(row, column).data() or ""))
            item.setCheckable(column == 0)
            items.setItem(row, column, item)
    view.setModel(items)
    _like_ours(view, size)
    return view


def _like_ours(view: QTableView, size: QSize) -> None:
    """As many rows and columns to paint as the view that is compared."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 5)
    view.verticalHeader().hide()
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.resize(size)
    view.show()
    QApplication.processEvents()
