"""The view of a grid: paints records through `RecordPainter`, keeps selection and focus by key, and answers keys.

Space toggles the checks of the selected rows, Ctrl+A checks (or selects) all rows shown, Ctrl+C copies the selected
ones. Row heights are fixed, so that no record is asked for its size.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QElapsedTimer, QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QToolTip, QWidget

from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.painter import MARGIN, RecordPainter, Span

FITTED_ROWS = 500
WIDEST_FIT = 120
"""Half-width characters beyond which a fitted column does not grow; longer texts show in full when pointed at."""
_Select = QItemSelectionModel.SelectionFlag
_CHANGES = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.EnabledChange)


class GridView(QTableView):
    """Shows a GridModel. `opened` carries the row of a double click, `entered_row` the one where Enter was pressed."""

    opened = Signal(int)
    entered_row = Signal(int)

    def __init__(self, model: GridModel, *, numbered: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.painter = RecordPainter(self, model)
        self._typed_columns: tuple[int, ...] = (0,)
        self._typed = ""
        self._typing = QElapsedTimer()
        self._kept: tuple[set[str], str, int] = (set(), "", 0)
        self._set_up_view()
        model.modelAboutToBeReset.connect(self._note_selection)
        self.setModel(model)
        model.modelReset.connect(self._restore_selection)
        self._set_up_headers(numbered)

    def _set_up_view(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.doubleClicked.connect(self._double_clicked)

    def _set_up_headers(self, numbered: bool) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setVisible(numbered)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        columns.setSectionsMovable(True)
        columns.setSortIndicatorClearable(True)
        columns.setSortIndicatorShown(True)
        columns.setSectionsClickable(True)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.sortIndicatorChanged.connect(self._sort)
        columns.sectionHandleDoubleClicked.connect(self.fit_column)
        self._size_rows()
        self._size_columns()

    def type_ahead(self, *column_ids: str) -> None:
        """Typing letters jumps to the next row that begins so in one of these columns."""
        self._typed_columns = tuple(self.grid.table.place(column_id) for column_id in column_ids)

    def _size_rows(self) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self.painter.row_height())

    def _size_columns(self) -> None:
        self._digit = self.fontMetrics().horizontalAdvance("0")
        widths = [column.width * self._digit for column in self.grid.table.columns]
        if self.grid.first:
            widths.insert(0, 0)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, max(width, self._title_width(column)))
        for place, declared in enumerate(self.grid.table.columns):
            self.setColumnHidden(place + self.grid.first, declared.hidden)

    def _scale_columns(self) -> None:
        """Columns grow with the text, whatever widths they were given."""
        before, self._digit = self._digit, self.fontMetrics().horizontalAdvance("0")
        for column in range(self.grid.columnCount()):
            if not self.isColumnHidden(column) and before:
                self.setColumnWidth(column, self.columnWidth(column) * self._digit // before)

    def _title_width(self, column: int) -> int:
        return self.horizontalHeader().sectionSizeFromContents(column).width()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the records that the event touches."""
        touched = event.rect()
        with QPainter(self.viewport()) as painter:
            self.painter.paint(painter, self._rows_in(touched.top(), touched.bottom()),
                               self._spans_in(touched.left(), touched.right()), self.selected_ranges(),
                               self.currentIndex().row() if self.hasFocus() else -1)

    def _rows_in(self, top: int, bottom: int) -> Iterator[tuple[int, int]]:
        height, offset = self.verticalHeader().defaultSectionSize(), self.verticalHeader().offset()
        first = max(0, (top + offset) // height)
        last = min(self.grid.rowCount() - 1, (bottom + offset) // height)
        return ((row, row * height - offset) for row in range(first, last + 1))

    def _spans_in(self, left: int, right: int) -> list[Span]:
        header, spans = self.horizontalHeader(), []
        for place in range(header.count()):
            column = header.logicalIndex(place)
            start, width = header.sectionViewportPosition(column), header.sectionSize(column)
            if width and start <= right and start + width >= left:
                spans.append(Span(column, start, width))
        return spans

    def selected_ranges(self) -> list[range]:
        """The selected rows, as ranges."""
        selection = self.selectionModel().selection()
        return [range(part.top(), part.bottom() + 1) for part in (selection.at(at) for at in range(selection.count()))]

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of font, style or colours."""
        super().changeEvent(event)
        if event.type() in _CHANGES and hasattr(self, "painter"):
            self.painter.restyle()
            if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
                self._size_rows()
                self._scale_columns()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the whole text of a cell that is cut, and nothing for the others."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.cut_text_at(event.pos())
            QToolTip.showText(event.globalPos(), text, self.viewport()) if text else QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def cut_text_at(self, place: QPoint) -> str:
        """The whole text of the cell at this place of the viewport if it is cut, else nothing."""
        index = self.indexAt(place)
        if not index.isValid() or index.column() < self.grid.first:
            return ""
        text = self.grid.table.cell(index.row(), index.column() - self.grid.first)
        return text if self.painter.is_cut(text, self.columnWidth(index.column())) else ""

    # Columns and order

    def fit_column(self, column: int) -> None:
        """Make a column as wide as its texts and title need."""
        table, place = self.grid.table, column - self.grid.first
        width = self._title_width(column)
        if place >= 0:
            texts = table.texts(place, FITTED_ROWS)
            widest = WIDEST_FIT * self.fontMetrics().horizontalAdvance("0")
            width = max(width, min(widest, max(map(self.painter.text_width, texts), default=0) + MARGIN))
        self.setColumnWidth(column, width)

    def fit_columns(self) -> None:
        """Make all columns as wide as their texts need."""
        for column in range(self.grid.columnCount()):
            if not self.isColumnHidden(column):
                self.fit_column(column)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.grid.order_by(column, order is Qt.SortOrder.DescendingOrder)

    # Selection, kept by key

    def selected_keys(self) -> list[str]:
        """The keys of the selected rows."""
        return [self.grid.table.key(row) for part in self.selected_ranges() for row in part]

    def current_row(self) -> int:
        """The row with the focus, -1 for none."""
        return self.currentIndex().row()

    def _note_selection(self) -> None:
        row = self.current_row()
        current = self.grid.table.key(row) if row >= 0 else ""
        self._kept = (set(self.selected_keys()), current, max(0, self.currentIndex().column()))

    def _restore_selection(self) -> None:
        keys, current, column = self._kept
        table, parts, last = self.grid.table, QItemSelection(), self.grid.columnCount() - 1
        for part in _runs(table.rows_of(keys) if keys else []):
            parts.select(self.grid.index(part.start, 0), self.grid.index(part.stop - 1, last))
        self.selectionModel().select(parts, _Select.ClearAndSelect)
        row = table.row_of(current) if current else None
        if row is not None:
            index = self.grid.index(row, column)
            self.selectionModel().setCurrentIndex(index, _Select.NoUpdate)
            self.scrollTo(index)

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer the keys named above; the others move the focus as in any table."""
        act = self._act_of(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
            event.accept()

    def _act_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        key, plain = event.key(), event.modifiers() in (Qt.KeyboardModifier.NoModifier,
                                                        Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy
        if event.matches(QKeySequence.StandardKey.SelectAll):
            return self.check_all if self.grid.first else self.selectAll
        if key == Qt.Key.Key_Space and self.grid.first:
            return self.toggle_selected
        if not plain or not self.grid.rowCount():
            return None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() >= 0:
            return lambda: self.entered_row.emit(self.current_row())
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.grid.rowCount() - 1}
        return (lambda: self.go_to(ends[Qt.Key(key)])) if key in ends else None

    def go_to(self, row: int) -> None:
        """Give a row the focus and select it alone."""
        column = max(0, self.currentIndex().column())
        self.setCurrentIndex(self.grid.index(row, column))

    def keyboardSearch(self, search: str) -> None:
        """Jump to the next row that begins with what is typed; keys in quick succession belong together."""
        pause = not self._typing.isValid() or self._typing.elapsed() > QApplication.keyboardInputInterval()
        self._typing.start()
        self._typed = search if pause else self._typed + search
        found = self.grid.table.find(self._typed, self._typed_columns, self.current_row() + pause)
        if found is not None:
            self.go_to(found)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click in the check column toggles the row's check."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        modified = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if (index.isValid() and index.column() < self.grid.first and event.button() == Qt.MouseButton.LeftButton
                and not modified):
            key = self.grid.table.key(index.row())
            self.grid.check([key], key not in self.grid.checked)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a fast pair in the check column is a toggle as well."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() < self.grid.first:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def _double_clicked(self) -> None:
        self.opened.emit(self.current_row())

    def toggle_selected(self) -> None:
        """Check the selected rows, or uncheck them when all are checked; without a selection, the current row."""
        keys = self.selected_keys() or [self.grid.table.key(self.current_row())] if self.current_row() >= 0 else []
        self.grid.check(keys, not self.grid.checked.issuperset(keys))

    def check_all(self) -> None:
        """Check all rows shown."""
        self.grid.check(self.grid.table.shown_keys(), True)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, with tabs between the visible cells."""
        spans = self._spans_in(-(1 << 24), 1 << 24)
        lines = []
        for part in sorted(self.selected_ranges(), key=lambda part: part.start):
            lines += ["\t".join(self.grid.table.cell(row, span.column - self.grid.first)
                                for span in spans if span.column >= self.grid.first) for row in part]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))


def _runs(rows: list[int]) -> list[range]:
    """Ascending numbers as ranges of neighbours."""
    runs: list[range] = []
    for row in rows:
        if runs and runs[-1].stop == row:
            runs[-1] = range(runs[-1].start, row + 1)
        else:
            runs.append(range(row, row + 1))
    return runs
