"""Object names and accessible names from the catalogue: tests, cases and screen readers find a widget by them alone."""

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from nxdesk.windows.texts import TEXTS, plain

Thing = TypeVar("Thing", bound=QObject)


def set_name(thing: Thing, key: str, spoken: str = "") -> Thing:
    """Name a widget or action `window.item`; `spoken` replaces the catalogue's text as accessible name."""
    thing.setObjectName(key)
    if isinstance(thing, QLabel):
        # Labels may show what a service or a person said, which Qt would otherwise take for HTML.
        thing.setTextFormat(Qt.TextFormat.PlainText)
    if isinstance(thing, QWidget):
        words = spoken or plain(TEXTS.get(key, ""))
        if words:
            thing.setAccessibleName(words)
    return thing


def set_error(item: QWidget, label: QLabel, sentence: str) -> None:
    """Show a sentence beside an input and tell it to screen readers with the input; an empty one clears both."""
    item.setAccessibleDescription(sentence)
    item.setProperty("wrong", bool(sentence))
    label.setText(sentence)
    label.setVisible(bool(sentence))
    item.style().unpolish(item)
    item.style().polish(item)
