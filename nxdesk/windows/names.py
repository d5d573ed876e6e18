"""Object names and accessible names from the catalogue: tests, cases and screen readers find a widget by them alone."""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget

from nxdesk.windows.texts import TEXTS, plain

Thing = TypeVar("Thing", bound=QObject)
_PLAIN_TEXT = 0
"""`Qt.TextFormat.PlainText` as a number: the namespace `Qt` would take a tenth of the time to the first window."""


def set_name(thing: Thing, key: str, spoken: str = "") -> Thing:
    """Name a widget or action `window.item`; `spoken` replaces the catalogue's text as accessible name."""
    thing.setObjectName(key)
    if isinstance(thing, QLabel):
        # Labels may show what a service or a person said, which Qt would otherwise take for HTML.
        thing.setProperty("textFormat", _PLAIN_TEXT)
    if isinstance(thing, QWidget):
        words = spoken or plain(TEXTS.get(key, ""))
        if words:
            thing.setAccessibleName(words)
    return thing


def set_secret(thing: Thing) -> Thing:
    """Mark what only the user may read: it is covered in pictures."""
    thing.setProperty("secret", True)
    return thing


def is_secret(thing: QObject) -> bool:
    """Whether it was marked by `set_secret`."""
    return bool(thing.property("secret"))


def set_error(item: QWidget, label: QLabel, sentence: str) -> None:
    """Show a sentence beside an input and tell it to screen readers with the input; an empty one clears both."""
    item.setAccessibleDescription(sentence)
    item.setProperty("wrong", bool(sentence))
    label.setText(sentence)
    label.setVisible(bool(sentence))
    item.style().unpolish(item)
    item.style().polish(item)
