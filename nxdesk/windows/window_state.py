"""Where windows stood and how they were arranged, remembered in the data folder from one start to the next."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView, QSplitter

FILE = "windows.ini"


class WindowState(QObject):
    """Remembers size and place, splitters, columns and small choices; without a folder it forgets all at the end."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        self._settings = QSettings(str(folder / FILE), QSettings.Format.IniFormat) if folder else None
        self._kept: dict[str, object] = {}

    def value(self, key: str, default: str = "") -> str:
        """A small choice, as text."""
        stored = self._load(f"choice/{key}")
        return default if stored is None else str(stored)

    def set_value(self, key: str, value: str) -> None:
        """Remember a small choice."""
        self._store(f"choice/{key}", value)

    def remember(self, window: QWidget, key: str) -> None:
        """Put the window where it last stood, and note its place whenever it is closed."""
        stored = self._load(f"place/{key}")
        if isinstance(stored, QByteArray):
            window.restoreGeometry(stored)
        window.setProperty("place_key", key)
        window.installEventFilter(self)

    def remember_columns(self, header: "QHeaderView", key: str) -> None:
        """Arrange the columns as they last were, and note every change."""
        stored = self._load(f"columns/{key}")
        if isinstance(stored, QByteArray):
            header.restoreState(stored)
        for changed in (header.sectionResized, header.sectionMoved):
            changed.connect(lambda *_: self._store(f"columns/{key}", header.saveState()))

    def remember_splitter(self, splitter: "QSplitter", key: str) -> None:
        """Divide the splitter as it last was, and note every change."""
        stored = self._load(f"splitter/{key}")
        if isinstance(stored, QByteArray):
            splitter.restoreState(stored)
        splitter.splitterMoved.connect(lambda *_: self._store(f"splitter/{key}", splitter.saveState()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a remembered window's place when it goes."""
        if event.type() in (QEvent.Type.Close, QEvent.Type.Hide) and isinstance(watched, QWidget):
            self._store(f"place/{watched.property('place_key')}", watched.saveGeometry())
        return super().eventFilter(watched, event)

    def save(self) -> None:
        """Write to the disk now."""
        if self._settings is not None:
            self._settings.sync()

    def _load(self, key: str) -> object:
        if self._settings is None:
            return self._kept.get(key)
        return self._settings.value(key) if self._settings.contains(key) else None

    def _store(self, key: str, value: object) -> None:
        if self._settings is None:
            self._kept[key] = value
        else:
            self._settings.setValue(key, value)
