"""Pictures of windows: what stands in front, in a plain frame that shows its title as a desktop would."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from nxdesk.records.masks import HIDDEN
from nxdesk.windows.driving.reading import text_of
from nxdesk.windows.names import is_secret

_BAR, _INK, _EDGE, _DESK = QColor("#dfe6ee"), QColor("#1c2430"), QColor("#8793a3"), QColor("#9fb0c3")
_MARGIN = 16
_COVER = HIDDEN * 3


def picture_of(latest: QWidget | None) -> QImage | None:
    """The window that was worked last, and the dialog over it. None when nothing is on the screen."""
    front = _front(latest)
    if front is None:
        return None
    layers = [_framed(window) for window in _chain(front)]
    size = QRect()
    for layer in layers:
        size = size.united(layer.rect())
    canvas = QImage(size.width() + 2 * _MARGIN, size.height() + 2 * _MARGIN, QImage.Format.Format_RGB32)
    canvas.fill(_DESK)
    with QPainter(canvas) as painter:
        for layer in layers:
            place = layer.rect()
            place.moveCenter(canvas.rect().center())
            painter.drawImage(place.topLeft(), layer)
    return canvas


def _front(latest: QWidget | None) -> QWidget | None:
    if modal := QApplication.activeModalWidget():
        return modal
    if latest is not None and isValid(latest) and latest.isVisible():
        return latest
    shown = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return QApplication.activeWindow() or (shown[-1] if shown else None)


def _chain(front: QWidget) -> list[QWidget]:
    """The windows below a dialog, the lowest first."""
    chain = [front]
    while isinstance(chain[0], QDialog) and (parent := chain[0].parentWidget()) is not None:
        chain.insert(0, parent.window())
    return chain


def _cover_secrets(window: QWidget, picture: QImage) -> None:
    """Paint over what nobody but the user may read; how long it is is no one's matter, either."""
    with QPainter(picture) as painter:
        painter.setFont(window.font())
        painter.setPen(_INK)
        for field in window.findChildren(QWidget):
            if field.isVisible() and is_secret(field) and text_of(field):
                seen = field.visibleRegion().boundingRect()
                place = QRect(field.mapTo(window, seen.topLeft()), seen.size()).adjusted(1, 2, -1, -2)
                painter.setClipRect(place)
                painter.fillRect(place, field.palette().color(QPalette.ColorRole.Base))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, _COVER)


def _framed(window: QWidget) -> QImage:
    inside = window.grab().toImage()
    _cover_secrets(window, inside)
    font = QFont(window.font())
    bar = window.fontMetrics().height() + 12
    frame = QImage(inside.width() + 2, inside.height() + bar + 2, QImage.Format.Format_RGB32)
    frame.fill(_EDGE)
    with QPainter(frame) as painter:
        title = QRect(1, 1, inside.width(), bar)
        painter.fillRect(title, _BAR)
        painter.setPen(_INK)
        painter.setFont(font)
        painter.drawText(title.adjusted(8, 0, -28, 0), Qt.AlignmentFlag.AlignVCenter, window.windowTitle())
        painter.drawText(title.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "×")
        painter.drawImage(1, bar + 1, inside)
    return frame
