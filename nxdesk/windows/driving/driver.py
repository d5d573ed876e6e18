"""The driver of the windows: what cases may ask, answered by finder, hands and readings."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, QUrl, Slot, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication

from nxdesk.cases.driver import CaseFailed, Row, Seen
from nxdesk.windows.driving import reading
from nxdesk.windows.driving.finding import Finder
from nxdesk.windows.driving.hands import Hands
from nxdesk.windows.driving.pictures import picture_of

PATIENCE = 60.0
# What the offscreen platform says because it has no window manager; real platforms do not say so.
_PLATFORM = re.compile(r"This plugin does not support (propagateSizeHints|raise|grabbing|createPlatformOpenGLContext)")
_HARMLESS = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


_hand_over = cast("Callable[[str, QObject, str], None]", QDesktopServices.setUrlHandler)
"""The stubs ask for bytes, the library takes nothing but str."""


class OpenedFiles(QObject):
    """Takes the files that the program hands to the system's programs."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, address: QUrl) -> None:
        """Note a file instead of opening it."""
        self.paths.append(Path(address.toLocalFile()))


class QtDriver:
    """Implements `cases.driver.Windows`. While it stands, files that the program opens are noted and not opened."""

    def __init__(self, app: QApplication, patience: float = PATIENCE) -> None:
        self._finder = Finder(app, patience)
        self._hands = Hands(self._finder)
        self._complaints: list[str] = []
        self._opened = OpenedFiles()
        _hand_over("file", self._opened, "take")
        self._former = qInstallMessageHandler(self._hear)

    def close(self) -> None:
        """Give back what was taken over."""
        QDesktopServices.unsetUrlHandler("file")
        qInstallMessageHandler(self._former)

    def _hear(self, kind: QtMsgType, _: QMessageLogContext, words: str) -> None:
        if kind not in _HARMLESS and not _PLATFORM.search(words):
            self._complaints.append(words)

    def holds(self, ask: Callable[[], bool], sentence: str) -> None:
        """Wait until this is so; raises CaseFailed with the sentence."""
        self._finder.wait(ask, sentence)

    def appears(self, *names: str) -> str:
        """Wait until one of these stands on the screen; which one."""
        name = self._finder.wait(
            lambda: next((name for name in names if self._finder.shown(name) is not None), None),
            f"「{'」「'.join(names)}」が画面に現れません。")
        self._finder.widget(name)
        return name

    def ready(self, name: str) -> None:
        """Wait until it can be used: it is enabled, and no dialog stands in front of it."""
        self._finder.usable(name)

    def goes(self, name: str) -> None:
        """Wait until it is no longer there."""
        self._finder.wait(lambda: self._finder.shown(name) is None, f"「{name}」が消えません。")

    def shows(self, name: str, words: str) -> None:
        """Wait until these words are part of its text."""
        widget = self._finder.widget(name)
        self._finder.wait(lambda: words in reading.text_of(widget), f"「{name}」が「{words}」になりません。")

    def lists(self, name: str, words: str) -> None:
        """Wait until a cell of this list, table or tree is `words`."""
        view = self._finder.view(name)
        self._finder.wait(lambda: reading.find_row(view, words), f"「{name}」に「{words}」の行が現れません。")

    def lists_only(self, name: str, words: str) -> None:
        """Wait until this list has one row, in which a cell is `words`."""
        view = self._finder.view(name)
        self._finder.wait(lambda: view.model().rowCount() == 1 and reading.find_row(view, words),
                          f"「{name}」が「{words}」だけになりません。")

    def click(self, name: str) -> None:
        """Press a button, a menu entry or a tool."""
        self._hands.click(name)

    def choose(self, name: str, words: str) -> None:
        """Click the tab, row or branch that is called so."""
        self._hands.choose(name, words)

    def open(self, name: str, words: str) -> None:
        """Double-click that row."""
        self._hands.choose(name, words, double=True)

    def tick(self, name: str, words: str = "") -> None:
        """Set a check box, or the check of the row in which a cell is `words`."""
        self._hands.tick(name, words)

    def type(self, name: str, words: str) -> None:
        """Replace what stands in an input by typing."""
        self._hands.type(name, words)

    def press(self, name: str, keys: str) -> None:
        """Press a key or a combination in a window or on an input."""
        self._hands.press(name, keys)

    def text(self, name: str) -> str:
        """The text that it shows."""
        return reading.text_of(self._finder.widget(name))

    def title(self, name: str) -> str:
        """The title of its window."""
        return self._finder.widget(name).window().windowTitle()

    def words(self, name: str) -> tuple[str, ...]:
        """Every text in sight inside it, in reading order."""
        return tuple(word for line in self.lines(name) for word in line)

    def lines(self, name: str) -> tuple[Row, ...]:
        """The same, line by line."""
        return reading.lines_in(self._finder.widget(name))

    def columns(self, name: str) -> Row:
        """The column titles of a table."""
        return reading.columns_of(self._finder.view(name))

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a list or table, the branches of a tree."""
        return reading.rows_of(self._finder.view(name))

    def numbers(self, name: str) -> Row:
        """The numbers before the rows of a table."""
        return reading.numbers_of(self._finder.view(name))

    def ticked(self, name: str) -> tuple[Row, ...]:
        """The rows whose check is set."""
        return reading.checked_rows(self._finder.view(name))

    def is_ticked(self, name: str) -> bool:
        """A check box is checked."""
        widget = self._finder.widget(name)
        return isinstance(widget, QAbstractButton) and widget.isChecked()

    def enabled(self, name: str) -> bool:
        """It can be used."""
        widget = self._finder.shown(name)
        return widget is not None and widget.isEnabled()

    def visible(self, name: str) -> bool:
        """It stands on the screen."""
        return self._finder.shown(name) is not None

    def place(self, name: str) -> tuple[float, float]:
        """Where its middle lies in its window: 0 is left and top, 1 is right and bottom."""
        widget = self._finder.widget(name)
        window = widget.window()
        middle = widget.mapTo(window, widget.rect().center())
        return middle.x() / window.width(), middle.y() / window.height()

    def opened_file(self) -> Path:
        """The file that the program last handed to the system, as soon as it did."""
        return self._finder.wait(lambda: self._opened.paths.pop() if self._opened.paths else None,
                                 "ファイルが開かれません。")

    def structure(self) -> tuple[Seen, ...]:
        """All named widgets of the windows on the screen."""
        return reading.structure()

    def complaints(self) -> tuple[str, ...]:
        """Qt's warnings since the last call."""
        told, self._complaints = tuple(self._complaints), []
        return told

    def picture(self, path: Path) -> None:
        """Take a picture of what stands in front, after it has been painted."""
        self._finder.settle()
        self._finder.settle()  # What the first events have moved is laid out by the next.
        image = picture_of(self._finder.latest)
        if image is None or not image.save(str(path)):
            raise CaseFailed("画面の画像を保存できません。")
