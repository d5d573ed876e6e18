"""The progress of a run's step, with its count and 中止."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.pauses import Pause
from nxdesk.windows import theme
from nxdesk.windows.console.pause_line import PauseLine
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text


class RunProgress(QDialog):
    """Opened while a step works. `stopped` is 中止; the dialog stays until the step has answered.

    `hurried` is 今すぐ, seen while the link waits before its next attempt.
    """

    stopped = Signal()
    hurried = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_name(self, "run.window", title)
        self._done = False
        self.label = set_name(QLabel(), "run.step")
        self.label.setMinimumWidth(theme.width_of(self, 30))
        self.bar = set_name(QProgressBar(), "run.progress")
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.stop = set_name(QPushButton(text("run.stop")), "run.stop")
        self.stop.clicked.connect(self.reject)
        self.pause = PauseLine("run")
        self.pause.hurried.connect(self.hurried)
        layout = QVBoxLayout(self)
        layout.addWidget(self.label)
        layout.addWidget(self.bar)
        layout.addWidget(self.pause)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stop)
        layout.addLayout(row)

    def tell(self, words: str) -> None:
        """Say what is being done, without a known end."""
        self.label.setText(words)
        self.bar.setRange(0, 0)

    def count(self, words: str, done: int, everybody: int) -> None:
        """Say how many are done, in the text with this key; once something was sent, stopping leaves an outcome to be
        asked for.
        """
        self.label.setText(text(words, done=f"{done:,}", all=f"{everybody:,}"))
        self.bar.setRange(0, everybody)
        self.bar.setValue(done)
        if self.stop.isEnabled() and words == "run.sending":
            self.stop.setText(text("run.stop_unsure"))

    def wait(self, pause: Pause | None) -> None:
        """Show the pause before the next attempt, or that there is none any more; who stops waits for nothing."""
        self.pause.show_pause(pause if self.stop.isEnabled() else None)
        # A dialog does not grow by itself for words that take several lines.
        self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))

    def reject(self) -> None:
        """中止, Esc: ask the step to end; its answer closes the dialog. Closing a dialog comes through here, too."""
        if self._done:
            super().reject()
        elif self.stop.isEnabled():
            self.stop.setEnabled(False)
            self.stop.setText(text("run.stopping"))
            self.pause.show_pause(None)
            self.stopped.emit()

    def finish(self) -> None:
        """The step has answered."""
        self._done = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The close box is 中止."""
        if self._done:
            super().closeEvent(event)
        else:
            event.ignore()
            self.reject()
