"""Message boxes. They are opened, never executed: the answer comes as a call, in the one event loop."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from nxdesk.desk.refusal import Refusal
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

Answer = Callable[[], None] | None
_Icon = QMessageBox.Icon
_Role = QMessageBox.ButtonRole


def information(parent: QWidget, title: str, sentence: str, *, name: str, on_closed: Answer = None) -> QMessageBox:
    """Say something with the single button OK (`{name}.ok`)."""
    return _tell(_box(parent, _Icon.Information, title, sentence, name), on_closed)


def warning(parent: QWidget, title: str, sentence: str, *, name: str, on_closed: Answer = None) -> QMessageBox:
    """Say that something could not be done."""
    return _tell(_box(parent, _Icon.Warning, title, sentence, name), on_closed)


def refusal(parent: QWidget, title: str, error: Exception, *, name: str) -> None:
    """Say why something was not done, once at a time; an error that is no refusal is a fault of the program."""
    if not isinstance(error, Refusal):
        raise error
    if not any(box.isVisible() for box in parent.findChildren(QMessageBox, name)):
        words = "\n".join(part for part in (f"{error.sentence}({error.code})", error.check) if part)
        warning(parent, title, words, name=name)


def question(parent: QWidget, title: str, sentence: str, *, name: str, on_yes: Answer,
             on_no: Answer = None, yes: str = "", no: str = "", default_yes: bool = False,
             warn: bool = False, told: bool = False) -> QMessageBox:
    """Ask with two buttons (`{name}.yes`, `{name}.no`); Esc and the close box mean no.

    `warn` shows a warning sign; `told`: it rather tells something, and offers a way on.
    """
    box = _box(parent, _Icon.Warning if warn else _Icon.Information if told else _Icon.Question, title, sentence, name)
    agree = _button(box, yes or text("app.yes"), _Role.AcceptRole, f"{name}.yes")
    refuse = _button(box, no or text("app.no"), _Role.RejectRole, f"{name}.no")
    box.setDefaultButton(agree if default_yes else refuse)
    box.setEscapeButton(refuse)
    box.finished.connect(lambda _: _call(on_yes if box.clickedButton() is agree else on_no))
    box.open()
    return box


def _tell(box: QMessageBox, on_closed: Answer) -> QMessageBox:
    button = _button(box, text("app.ok"), _Role.AcceptRole, f"{box.objectName()}.ok")
    box.setDefaultButton(button)
    box.setEscapeButton(button)
    box.finished.connect(lambda _: _call(on_closed))
    box.open()
    return box


def _box(parent: QWidget, icon: _Icon, title: str, sentence: str, name: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle(title)
    # Sentences may hold what a service or a person said, which Qt would otherwise take for HTML.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return set_name(box, name, title)


def _button(box: QMessageBox, words: str, role: _Role, name: str) -> QPushButton:
    return set_name(box.addButton(words, role), name, words)


def _call(answer: Answer) -> None:
    if answer is not None:
        answer()
