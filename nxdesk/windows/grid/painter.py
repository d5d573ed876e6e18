"""Paints the records of a grid: one call a record, no call a cell, so that a frame costs what C++ items cost."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionFocusRect, QStyleOptionViewItem, QWidget

from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.theme import ERROR

MARGIN = 5
CUT_TEXTS_KEPT = 4096
WAITING = "…"


@dataclass(frozen=True, slots=True)
class Span:
    """A visible column: its number in the model and where it lies in the viewport."""

    column: int
    left: int
    width: int


class RecordPainter:
    """Draws records the way the style would: ground, selection, focus, grid, checks and texts."""

    def __init__(self, widget: QWidget, model: GridModel) -> None:
        self._widget = widget
        self._model = model
        self._cut: dict[tuple[str, int], str] = {}
        self._checks: dict[tuple[bool, bool], QPixmap] = {}
        self.restyle()

    def restyle(self) -> None:
        """Read fonts, colours and style anew, after one of them was changed."""
        widget = self._widget
        self._metrics = QFontMetrics(widget.font())
        self._widest = max(self._metrics.maxWidth() // 2, self._metrics.horizontalAdvance("漢"))
        self._indent = widget.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, None, widget)
        self._cut.clear()
        self._checks.clear()

    def row_height(self) -> int:
        """Pixels of a row: a line of text with air, or a check if that is higher."""
        return max(self._metrics.height(), self._check_size().height()) + MARGIN

    def text_width(self, text: str) -> int:
        """Pixels that a cell with this text needs."""
        return self._metrics.horizontalAdvance(text) + 2 * MARGIN + 1

    def is_cut(self, text: str, width: int) -> bool:
        """A column of this width cannot show the whole text."""
        return self.text_width(text) > width

    def fitting(self, text: str, width: int) -> str:
        """The text, cut with an ellipsis where a column of this width cannot show it."""
        room = width - 2 * MARGIN - 1
        if len(text) * self._widest <= room:
            return text
        known = self._cut.get((text, width))
        if known is None:
            if len(self._cut) >= CUT_TEXTS_KEPT:
                self._cut.clear()
            fits = self._metrics.horizontalAdvance(text) <= room
            known = text if fits else self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            self._cut[text, width] = known
        return known

    def paint(self, painter: QPainter, rows: Iterable[tuple[int, int]], spans: list[Span], selected: list[range],
              current: int) -> None:
        """Draw rows, given with their upper edge in the viewport; `current` has the focus, -1 for none."""
        if not spans:
            return
        widget, height = self._widget, self.row_height()
        palette = widget.palette()
        group = QPalette.ColorGroup.Active if widget.isActiveWindow() else QPalette.ColorGroup.Inactive
        if not widget.isEnabled():
            group = QPalette.ColorGroup.Disabled
        inks = (QPen(palette.color(group, QPalette.ColorRole.Text)),
                QPen(palette.color(group, QPalette.ColorRole.HighlightedText)), QPen(QColor(ERROR)))
        roles = (QPalette.ColorRole.Base, QPalette.ColorRole.AlternateBase, QPalette.ColorRole.Highlight)
        grounds = [palette.brush(group, role) for role in roles]
        left, right = spans[0].left, max(span.left + span.width for span in spans)
        edges: list[int] = []
        for row, top in rows:
            chosen = any(row in part for part in selected)
            self._ground(painter, QRect(left, top, right - left, height), grounds[2 if chosen else row % 2])
            painter.setPen(inks[2 if not chosen and self._model.alarms(row) else chosen])
            self._record(painter, row, top, height, spans)
            edges.append(top + height - 1)
            if row == current:
                self._focus(painter, QRect(left, top, right - left, height - 1), chosen)
        self._grid(painter, spans, edges, height)

    @staticmethod
    def _ground(painter: QPainter, place: QRect, brush: QBrush) -> None:
        painter.fillRect(place, brush)

    def _record(self, painter: QPainter, row: int, top: int, height: int, spans: list[Span]) -> None:
        model, table = self._model, self._model.table
        cells, first = table.cells(row), model.first
        baseline = top + (height - self._metrics.height()) // 2 + self._metrics.ascent()
        for span in spans:
            if span.column < first:
                if cells is not None:
                    self._check(painter, span, top, height, table.key(row) in model.checked)
                continue
            text = WAITING if cells is None else cells[span.column - first]
            if text:
                painter.drawText(span.left + self._indent, baseline, self.fitting(text, span.width))

    def _grid(self, painter: QPainter, spans: list[Span], edges: list[int], height: int) -> None:
        if not edges:
            return
        painter.setPen(QPen(_grid_colour(self._widget)))
        left, right = spans[0].left, max(span.left + span.width for span in spans) - 1
        for edge in edges:
            painter.drawLine(left, edge, right, edge)
        for span in spans:
            end = span.left + span.width - 1
            painter.drawLine(end, edges[0] - height + 1, end, edges[-1])

    def _check(self, painter: QPainter, span: Span, top: int, height: int, state: bool) -> None:
        size = self._check_size()
        at = QPoint(span.left + (span.width - size.width()) // 2, top + (height - size.height()) // 2)
        painter.drawPixmap(at, self._check_picture(state, size))

    def _check_size(self) -> QSize:
        style = self._widget.style()
        return QSize(style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, self._widget),
                     style.pixelMetric(QStyle.PixelMetric.PM_IndicatorHeight, None, self._widget))

    def _check_picture(self, state: bool, size: QSize) -> QPixmap:
        widget = self._widget
        key = (state, widget.isEnabled())
        if key not in self._checks:
            ratio = widget.devicePixelRatioF()
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            option = QStyleOptionViewItem()
            option.initFrom(widget)
            option.rect = QRect(QPoint(0, 0), size)
            option.state = QStyle.StateFlag.State_On if state else QStyle.StateFlag.State_Off
            if widget.isEnabled():
                option.state |= QStyle.StateFlag.State_Enabled
            with QPainter(picture) as painter:
                widget.style().drawPrimitive(
                    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, option, painter, widget)
            self._checks[key] = picture
        return self._checks[key]

    def _focus(self, painter: QPainter, place: QRect, chosen: bool) -> None:
        option = QStyleOptionFocusRect()
        option.initFrom(self._widget)
        option.rect = place
        option.state |= QStyle.StateFlag.State_KeyboardFocusChange | QStyle.StateFlag.State_HasFocus
        role = QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.Base
        option.backgroundColor = self._widget.palette().color(role)
        self._widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, self._widget)


def _grid_colour(widget: QWidget) -> QColor:
    return widget.palette().color(QPalette.ColorRole.Window).darker(115)
