"""The progress of a file's work at the foot of its window, with 中止."""

from threading import Event

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

_PARTS = 1000


class FileProgress(QWidget):
    """Shown while something is under way; `stopped` is what the work asks for between its pieces."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._words = ""
        self._asked = Event()
        self.label = set_name(QLabel(), f"{key}.step", text(f"{key}.progress"))
        self.bar = set_name(QProgressBar(), f"{key}.progress")
        self.bar.setTextVisible(False)
        self.stop = set_name(QPushButton(text(f"{key}.stop")), f"{key}.stop")
        self.stop.clicked.connect(lambda _: self.ask())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.hide()

    @property
    def busy(self) -> bool:
        """Something is under way."""
        return not self.isHidden()

    def stopped(self) -> bool:
        """The user asked to stop; may be called in any thread."""
        return self._asked.is_set()

    def begin(self, words: str) -> None:
        """Something begins, `words` being the key of its text with the number of rows done."""
        self._asked = Event()
        self._words = words
        self.stop.setEnabled(True)
        self.tell(0, 0.0)
        self.show()

    def tell(self, done: int, share: float) -> None:
        """So many rows are done, and this share of all; 0 where nobody knows."""
        if self.stop.isEnabled():
            self.label.setText(text(self._words, done=done))
        self.bar.setRange(0, _PARTS if share else 0)
        self.bar.setValue(int(share * _PARTS))

    def ask(self) -> None:
        """中止."""
        self.stop.setEnabled(False)
        self.label.setText(text(f"{self._key}.stopping"))
        self._asked.set()

    def end(self) -> None:
        """It has come to its end."""
        self.hide()
