"""What stands on the screen, read from widgets: texts as people see them, rows of views, structure of windows."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QTableView,
    QTabWidget,
    QTextEdit,
    QTreeView,
    QWidget,
)

from nxdesk.cases.driver import Row, Seen
from nxdesk.records.masks import COVERED

_Role = Qt.ItemDataRole


def shown_text(words: str) -> str:
    """A label without the mark of its mnemonic: `ファイル(&F)` stands on the screen as `ファイル(F)`."""
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


def text_of(thing: QWidget | QAction) -> str:
    """The text that a widget or action shows; passwords stay hidden."""
    for kinds, read in _TEXTS:
        if isinstance(thing, kinds):
            return read(thing)
    return thing.windowTitle() if isinstance(thing, QWidget) and thing.isWindow() else ""


def _text_of_line(line: QLineEdit) -> str:
    return line.text() if line.echoMode() == QLineEdit.EchoMode.Normal else COVERED * bool(line.text())


def _text_of_label(label: QLabel) -> str:
    return label.text() if label.buddy() is None else shown_text(label.text())


_TEXTS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (QLineEdit, _text_of_line),
    (QLabel, _text_of_label),
    ((QAbstractButton, QAction), lambda pressed: shown_text(pressed.text())),
    (QGroupBox, lambda group: shown_text(group.title())),
    ((QPlainTextEdit, QTextEdit), lambda edit: str(edit.toPlainText())),
    (QComboBox, lambda choice: str(choice.currentText())),
    ((QMessageBox, QAbstractSpinBox, QProgressBar), lambda other: str(other.text())),
)


def lines_in(widget: QWidget) -> tuple[Row, ...]:
    """The texts in sight inside a widget, line by line as they are read: what overlaps in height stands in one line."""
    found: list[tuple[int, int, int, str]] = []
    for part in widget.findChildren(QWidget):
        if part.isVisibleTo(widget) and part.window() is widget.window():
            at = part.mapTo(widget, part.rect().topLeft())
            height = part.fontMetrics().height() if isinstance(part, _HEADED) else part.height()
            found.extend((at.y() + height // 2, height, at.x() + place, words)
                         for place, words in enumerate(_own_words(part)) if words)
    lines: list[tuple[int, list[tuple[int, str]]]] = []
    for middle, height, left, words in sorted(found):
        if not lines or middle - lines[-1][0] > height // 2:
            lines.append((middle, []))
        lines[-1][1].append((left, words))
    return tuple(tuple(words for _, words in sorted(line)) for _, line in lines)


_HEADED = (QGroupBox, QTabWidget, QAbstractItemView)
"""Their words stand at the top of what they hold."""


def _own_words(part: QWidget) -> Iterator[str]:
    if isinstance(part, QMenuBar):
        yield from (shown_text(action.text()) for action in part.actions() if action.isVisible())
    elif isinstance(part, QTabWidget):
        yield from (shown_text(part.tabText(place)) for place in range(part.count()))
    elif isinstance(part, QAbstractItemView):
        yield from (cell for row in rows_of(part) for cell in row)
    elif isinstance(part, QHeaderView):
        model = part.model()
        yield from (str(model.headerData(place, part.orientation()) or "") for place in range(part.count())
                    if not part.isSectionHidden(place))
    else:
        yield text_of(part)


def columns_of(view: QAbstractItemView) -> Row:
    """The column titles in sight, in the order in which they stand."""
    model = view.model()
    titles = (str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in _columns(view))
    return tuple(title for column, title in zip(_columns(view), titles, strict=True)
                 if not _is_check_column(model, column) or title.strip())


def _columns(view: QAbstractItemView) -> list[int]:
    """The columns in sight, from left to right; a list has one."""
    if not isinstance(view, QTableView | QTreeView):
        return [0]
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    return [column for place in range(header.count())
            if not header.isSectionHidden(column := header.logicalIndex(place))]


def _is_check_column(model: QAbstractItemModel, column: int) -> bool:
    """A column of checks without words."""
    if not model.rowCount():
        return False
    index = model.index(0, column)
    return index.data(_Role.CheckStateRole) is not None and not index.data(_Role.DisplayRole)


def rows_of(view: QAbstractItemView) -> tuple[Row, ...]:
    """The rows of a list or table without its checks; the branches of a tree as paths from the root."""
    return tuple(row for row, _ in _rows_with_index(view))


def _rows_with_index(view: QAbstractItemView) -> Iterator[tuple[Row, QModelIndex]]:
    model = view.model()
    if isinstance(view, QTreeView) and view.isVisible() and not view.header().isVisible():
        yield from _branches(model, QModelIndex(), ())
        return
    columns = [column for column in _columns(view) if not _is_check_column(model, column)]
    for number in range(model.rowCount()):
        if not (isinstance(view, QTableView) and view.isRowHidden(number)):
            yield (tuple(str(model.index(number, column).data() or "") for column in columns),
                   model.index(number, columns[0] if columns else 0))


def _branches(model: QAbstractItemModel, parent: QModelIndex, above: Row) -> Iterator[tuple[Row, QModelIndex]]:
    for number in range(model.rowCount(parent)):
        index = model.index(number, 0, parent)
        path = (*above, str(index.data() or ""))
        yield path, index
        yield from _branches(model, index, path)


def numbers_of(view: QAbstractItemView) -> Row:
    """The numbers in front of the rows, where they are in sight."""
    if not isinstance(view, QTableView) or not view.verticalHeader().isVisible():
        return ()
    model = view.model()
    return tuple(str(model.headerData(row, Qt.Orientation.Vertical)) for row in range(model.rowCount()))


def find_row(view: QAbstractItemView, words: str) -> QModelIndex | None:
    """The cell that is `words` (in a tree the branch that ends so)."""
    model = view.model()
    tree = isinstance(view, QTreeView)
    for row, index in _rows_with_index(view):
        if (row[-1] == words) if tree else (words in row):
            cells = [index] if tree else [model.index(index.row(), column) for column in _columns(view)]
            return next(cell for cell in cells if str(cell.data() or "") == words)
    return None


def check_of(view: QAbstractItemView, index: QModelIndex) -> QModelIndex | None:
    """The cell that holds the check of a row."""
    model = view.model()
    for column in _columns(view) or [0]:
        cell = model.index(index.row(), column, index.parent())
        if cell.data(_Role.CheckStateRole) is not None:
            return cell
    return None


def is_checked(index: QModelIndex) -> bool:
    """The check of this cell is set."""
    return Qt.CheckState(index.data(_Role.CheckStateRole)) is Qt.CheckState.Checked


def checked_rows(view: QAbstractItemView) -> tuple[Row, ...]:
    """The rows whose check is set."""
    return tuple(row for row, index in _rows_with_index(view)
                 if (cell := check_of(view, index)) is not None and is_checked(cell))


def structure() -> tuple[Seen, ...]:
    """All named widgets of the windows on the screen."""
    seen = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            for widget in (window, *window.findChildren(QWidget)):
                if "." in widget.objectName() and widget.window() is window:
                    seen.append(Seen(widget.objectName(), type(widget).__name__, _contents(widget), widget.isEnabled(),
                                     widget.isVisible(), widget.accessibleDescription()))
    return tuple(sorted(seen, key=lambda one: one.name))


def _contents(widget: QWidget) -> str:
    if isinstance(widget, QAbstractItemView):
        return "\n".join("\t".join(row) for row in rows_of(widget))
    return text_of(widget)
