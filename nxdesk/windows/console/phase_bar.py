"""A bar of the phases of one request: how long each took, as lengths, with the numbers as a legend and for readers."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

_COLOURS = {"connect": "#5b8dbf", "tunnel": "#8a6fb3", "tls": "#3f9a8f", "send": "#d08a2e", "wait": "#b9b9b9",
            "receive": "#6fa84f"}
_GAP = 4


class PhaseBar(QWidget):
    """Paints the spans of an attempt in milliseconds; `titles` are their words."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        set_name(self, "traffic.phases", text("traffic.phases"))
        self._titles = titles
        self._spans: Mapping[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_spans(self, spans: Mapping[str, float]) -> None:
        """Show these, in their order."""
        self._spans = spans
        self.setAccessibleDescription(self.legend())
        self.updateGeometry()
        self.update()

    def legend(self) -> str:
        """The numbers in words."""
        return "　".join(self._words(name, value) for name, value in self._spans.items())

    def _words(self, name: str, value: float) -> str:
        return text("traffic.milliseconds", title=self._titles[name], value=f"{value:,.0f}")

    def sizeHint(self) -> QSize:
        """A bar of a line's height, and a line for the legend."""
        line = self.fontMetrics().lineSpacing()
        return QSize(20 * line, 2 * line + _GAP)

    def minimumSizeHint(self) -> QSize:
        """As high as its hint."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lengths by time; a span that took no time is a hair."""
        if not self._spans:
            return
        painter = QPainter(self)
        line = self.fontMetrics().lineSpacing()
        total = sum(self._spans.values()) or 1.0
        left, room = 0.0, float(self.width())
        for name, value in self._spans.items():
            length = max(1.0, room * value / total)
            painter.fillRect(QRectF(left, 2, length, line - 4), QColor(_COLOURS[name]))
            left += length
        self._paint_legend(painter, line)
        painter.end()

    def _paint_legend(self, painter: QPainter, line: int) -> None:
        metrics, left, top = self.fontMetrics(), 0, line + _GAP
        for name, value in self._spans.items():
            words = self._words(name, value)
            painter.fillRect(left, top + line // 4, line // 2, line // 2, QColor(_COLOURS[name]))
            painter.drawText(left + line * 3 // 4, top + metrics.ascent(), words)
            left += line * 3 // 4 + metrics.horizontalAdvance(words) + line
