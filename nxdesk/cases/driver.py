"""What a case needs of the program's windows and of the service's pages, so that steps know neither Qt nor a browser.

Things are found by name alone: object names of widgets (`service_settings.url`), ids on pages (`nx-contact`). Every
call waits until what it needs is there, and raises CaseFailed with a sentence when it never comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Row = tuple[str, ...]


class CaseFailed(Exception):
    """A step cannot go on; the sentence says what was waited for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One named widget as it stands on the screen."""

    name: str
    kind: str
    text: str
    enabled: bool
    visible: bool
    error: str


class Windows(Protocol):
    """Works windows as a person does: by mouse and keyboard, on what can be seen and is enabled."""

    def appears(self, *names: str) -> str:
        """Wait until one of these stands on the screen; which one."""

    def ready(self, name: str) -> None:
        """Wait until it can be used: it is enabled, and no dialog stands in front of it."""

    def goes(self, name: str) -> None:
        """Wait until it is no longer there."""

    def shows(self, name: str, words: str) -> None:
        """Wait until these words are part of its text."""

    def lists(self, name: str, words: str) -> None:
        """Wait until a cell of this list, table or tree is `words`."""

    def lists_only(self, name: str, words: str) -> None:
        """Wait until this list has one row, in which a cell is `words`."""

    def click(self, name: str) -> None:
        """Press a button, a menu entry or a tool."""

    def type(self, name: str, words: str) -> None:
        """Replace what stands in an input by typing."""

    def press(self, name: str, keys: str) -> None:
        """Press a key or a combination (`F12`, `Escape`, `Ctrl+L`) in a window or on an input."""

    def choose(self, name: str, words: str) -> None:
        """Click the tab, or the row or branch of a list, table or tree in which a cell is `words`.

        Of a list that drops down, take the entry of this name.
        """

    def open(self, name: str, words: str) -> None:
        """Double-click that row."""

    def tick(self, name: str, words: str = "") -> None:
        """Check a check box, or the check of the row in which a cell is `words`."""

    def text(self, name: str) -> str:
        """The text that it shows."""

    def title(self, name: str) -> str:
        """The title of its window."""

    def words(self, name: str) -> tuple[str, ...]:
        """Every text in sight inside it, in reading order."""

    def lines(self, name: str) -> tuple[Row, ...]:
        """The same, line by line."""

    def columns(self, name: str) -> Row:
        """The column titles of a table."""

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a list or table, the branches of a tree."""

    def numbers(self, name: str) -> Row:
        """The numbers before the rows of a table."""

    def ticked(self, name: str) -> tuple[Row, ...]:
        """The rows whose check is set."""

    def is_ticked(self, name: str) -> bool:
        """A check box is checked."""

    def enabled(self, name: str) -> bool:
        """It can be used."""

    def visible(self, name: str) -> bool:
        """It stands on the screen."""

    def place(self, name: str) -> tuple[float, float]:
        """Where its middle lies in its window: 0 is left and top, 1 is right and bottom."""

    def opened_file(self) -> Path:
        """The file that the program last handed to the system, as soon as it did; no other program is started."""

    def structure(self) -> tuple[Seen, ...]:
        """All named widgets of the windows on the screen."""

    def complaints(self) -> tuple[str, ...]:
        """Warnings and errors of the windows since the last call."""

    def picture(self, path: Path) -> None:
        """Take a picture of what stands in front."""


class Pages(Protocol):
    """Works the service's pages in a browser."""

    def open(self, address: str) -> None:
        """Go to an address."""

    def appears(self, ident: str) -> None:
        """Wait until a control with this id is in sight."""

    def click(self, ident: str) -> None:
        """Press the control with this id."""

    def follow(self, words: str) -> None:
        """Press the link or button that is called so."""

    def type(self, ident: str, words: str) -> None:
        """Replace what stands in an input by typing."""

    def choose(self, ident: str, words: str) -> None:
        """Take the entry of this name of a list that drops down."""

    def tick(self, ident: str) -> None:
        """Check a check box."""

    def attach(self, ident: str, file: Path) -> None:
        """Give a file to an input for files."""

    def text(self, ident: str) -> str:
        """The text or the value of the element with this id."""

    def words(self) -> str:
        """All text in sight on the page."""

    def details(self) -> tuple[tuple[str, str], ...]:
        """The labelled values on the page: label and value of each."""

    def unfold(self) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
        """Open what is folded: of each part the words of its line, and the rows of its table."""

    def show(self, words: str) -> None:
        """Bring the part of the page in whose heading, label or line these words stand to the top of the view."""

    def columns(self, ident: str) -> Row:
        """The column titles of a table."""

    def rows(self, ident: str) -> tuple[Row, ...]:
        """The rows of a table."""

    def place(self, ident: str) -> tuple[float, float]:
        """Where its middle lies in the view: 0 is left and top, 1 is right and bottom."""

    def picture(self, path: Path) -> None:
        """Take a picture of the page."""


def one_row(rows: Sequence[Row], words: str) -> Row:
    """The row in which a cell is `words`; raises CaseFailed."""
    for row in rows:
        if words in row:
            return row
    raise CaseFailed(f"「{words}」の行がありません。")
