"""The frame of an NX window: named, remembered, deleted when closed, deaf to its jobs from then on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget

from nxdesk.windows import message
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import plain, text


class NxWindow(QMainWindow):
    """Base of the windows opened from the main menu. `key` is the prefix of its object names (`service_settings`).

    Esc closes. A subclass that holds unsaved input answers `may_close` and calls `close_unasked` when agreed.
    """

    def __init__(self, key: str, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.key = key
        self.shell = shell
        self._agreed = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text(f"{key}.title"))
        set_name(self, f"{key}.window", text(f"{key}.title"))
        self.deed("escape", self.close, "Esc")

    def deed(self, entry: str, function: object, shortcut: str = "", label: str = "") -> QAction:
        """An action of this window named `{key}.{entry}`, reachable by its key even without a button.

        Its mnemonic is for menus; a button shows the plain words.
        """
        action = set_name(QAction(label or entry, self), f"{self.key}.{entry}")
        action.setIconText(plain(label))
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        if callable(function):
            action.triggered.connect(lambda _=False: function())
        self.addAction(action)
        return action

    def refused(self, error: Exception) -> None:
        """What every background job of a window tells when it fails: a refusal in words, never the crash window."""
        message.refusal(self, self.windowTitle(), error, name=f"{self.key}.refused")

    def guide(self, words: str) -> None:
        """Show which keys do what, at the foot of the window."""
        label = set_name(QLabel(words), f"{self.key}.guide", words)
        label.setContentsMargins(6, 0, 6, 0)
        self.statusBar().addWidget(label, 1)
        self.statusBar().setSizeGripEnabled(True)

    def remember(self, width: int, height: int, place: str = "") -> None:
        """Open in the given size (in average characters), or where the window last stood.

        `place` names the place to remember, where a window has several shapes with a size each.
        """
        unit = self.fontMetrics().horizontalAdvance("あ")
        room = self.screen().availableGeometry()
        self.resize(min(width * unit, room.width()), min(height * unit, room.height()))
        self.shell.state.remember(self, place or self.key)

    def may_close(self) -> bool:
        """Whether the window can go at once. A subclass may ask, and answer False meanwhile."""
        return True

    def close_unasked(self) -> None:
        """Close; the user has agreed to lose what is not saved."""
        self._agreed = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go, unless `may_close` says to stay."""
        if self._agreed or self.may_close():
            self.shell.jobs.forget(self)
            super().closeEvent(event)
        else:
            event.ignore()
