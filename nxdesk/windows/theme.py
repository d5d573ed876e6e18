"""How the windows look: fonts, colours, text size, and the mark that sets nxdesk's own aids apart from NX's screens.

Sizes follow the font, so that nothing is cut when the text is enlarged.
"""

import sys

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget

FAMILIES = {"win32": ["Yu Gothic UI", "Meiryo UI", "Meiryo", "MS UI Gothic"], "darwin": ["Hiragino Sans"]}.get(
    sys.platform, ["Noto Sans CJK JP", "IPAexGothic"])
"""Those of this system: every family that is not there costs a search before the first window."""

BASE_POINTS = 9.0
SCALES = (100, 125, 150)
STYLE_ARGUMENTS = ("-style", "Fusion")
"""Given to QApplication: setting the style from Python would wrap it first, which takes 20 ms of the start."""

ERROR = "#b00020"
HINT = "#4a4a4a"
AID_INK = "#0b4f3c"
AID_GROUND = "#e3f4ec"
AID_EDGE = "#2e8b6a"

_COLOURS = {
    QPalette.ColorRole.Window: "#f0f0f0", QPalette.ColorRole.WindowText: "#000000",
    QPalette.ColorRole.Base: "#ffffff", QPalette.ColorRole.AlternateBase: "#f5f8fc",
    QPalette.ColorRole.Text: "#000000", QPalette.ColorRole.Button: "#f0f0f0",
    QPalette.ColorRole.ButtonText: "#000000", QPalette.ColorRole.Highlight: "#0063b1",
    QPalette.ColorRole.HighlightedText: "#ffffff", QPalette.ColorRole.ToolTipBase: "#ffffe1",
    QPalette.ColorRole.ToolTipText: "#000000", QPalette.ColorRole.PlaceholderText: "#6a6a6a",
    QPalette.ColorRole.Link: "#0063b1", QPalette.ColorRole.BrightText: "#ffffff",
}
_DISABLED = {
    QPalette.ColorRole.WindowText: "#6d6d6d", QPalette.ColorRole.Text: "#6d6d6d",
    QPalette.ColorRole.ButtonText: "#6d6d6d", QPalette.ColorRole.Base: "#f0f0f0",
}


def _palette() -> QPalette:
    palette = QPalette()
    for role, colour in _COLOURS.items():
        palette.setColor(role, QColor(colour))
    for role, colour in _DISABLED.items():
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour))
    return palette


class Theme(QObject):
    """Dresses the application; `scale` is the text size in per cent and `changed` tells when it was chosen anew."""

    changed = Signal(int)

    def __init__(self, app: QApplication, scale: int = 100) -> None:
        super().__init__()
        self._app = app
        self._scale = scale if scale in SCALES else SCALES[0]
        app.setPalette(_palette())
        self._apply_font()

    @property
    def scale(self) -> int:
        """The text size in per cent."""
        return self._scale

    def set_scale(self, scale: int) -> None:
        """Show all windows with this text size. Widgets learn it from posted events, so `changed` comes behind them."""
        if scale != self._scale:
            self._scale = scale
            self._apply_font()
            QTimer.singleShot(0, self, lambda: self.changed.emit(scale))

    def _apply_font(self) -> None:
        font = QFont()
        font.setFamilies(FAMILIES)
        font.setPointSizeF(BASE_POINTS * self._scale / 100)
        self._app.setFont(font)


def aid_style(name: str) -> str:
    """The style sheet of nxdesk's own strip with this object name: green ground, a bar at the left."""
    selector = f'QFrame[objectName="{name}"]'
    return (f"{selector} {{ background: {AID_GROUND}; border: 1px solid {AID_EDGE}; "
            f"border-left: 6px solid {AID_EDGE}; }}"
            f"{selector} QLabel {{ color: {AID_INK}; background: transparent; border: none; }}")


def ink(widget: QWidget, colour: str) -> None:
    """Write the widget's text in this colour."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    palette.setColor(QPalette.ColorRole.Text, QColor(colour))
    widget.setPalette(palette)


def aid_button(widget: QWidget) -> None:
    """Paint a button that leads to something of nxdesk's own."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Button, QColor(AID_GROUND))
    palette.setColor(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText, QColor(AID_INK))
    palette.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.ButtonText, QColor(AID_INK))
    widget.setPalette(palette)


def ground(widget: QWidget, colour: str) -> None:
    """Paint the widget's ground in this colour."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colour))
    palette.setColor(QPalette.ColorRole.Base, QColor(colour))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)


def width_of(widget: QWidget, count: int, sample: str = "あ") -> int:
    """Pixels that `count` characters as wide as the sample take in the widget's font."""
    return QFontMetrics(widget.font()).horizontalAdvance(sample) * count
