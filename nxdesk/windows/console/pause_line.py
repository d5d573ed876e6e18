"""Between two attempts: when the next one follows, why the last one failed, and 今すぐ."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from nxdesk.desk.pauses import Pause, pause_line, pause_reason
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import plain, text

_TICK = 100
"""Milliseconds: the seconds are to change when they do."""


class PauseLine(QWidget):
    """Seen while the link pauses. `hurried` is 今すぐ; pressing it, the next attempt and `show_pause(None)` hide it."""

    hurried = Signal()

    def __init__(self, window: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_name(self, f"{window}.pause", text("run.pause"))
        self._pause: Pause | None = None
        self.line = set_name(QLabel(), f"{window}.pause_line")
        self.reason = set_name(QLabel(), f"{window}.pause_reason")
        self.reason.setWordWrap(True)
        self.hurry = set_name(QPushButton(text("run.hurry")), f"{window}.hurry", plain(text("run.hurry")))
        self.hurry.setToolTip(text("run.hurry_hint"))
        self.hurry.clicked.connect(self._hurry)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 0, 0)
        layout.addWidget(self.hurry, 0, 1)
        layout.addWidget(self.reason, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._tick)
        self.hide()

    def show_pause(self, pause: Pause | None) -> None:
        """A pause begins, or none is left."""
        self._pause = pause
        if pause is None:
            self._clock.stop()
            self.hide()
            return
        reason = pause_reason(pause)
        self.reason.setText(reason)
        self.hurry.setAccessibleDescription(reason)
        self._tick()
        self._clock.start()
        self.show()

    def _tick(self) -> None:
        if self._pause is not None:
            self.line.setText(pause_line(self._pause))

    def _hurry(self) -> None:
        self.show_pause(None)
        self.hurried.emit()
