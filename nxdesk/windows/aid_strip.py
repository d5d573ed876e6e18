"""The strip in which nxdesk's own aids stand below a faithful screen: marked, in another colour, and hideable."""

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Aids
from nxdesk.windows.texts import text
from nxdesk.windows.theme import aid_style


class AidStrip(QFrame):
    """A marked frame; `content` is the layout for what it says. It follows 「nxdeskの補助を表示」."""

    def __init__(self, aids: Aids, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_name(self, key, text("aid.tag"))
        self.setStyleSheet(aid_style(key))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._aids = aids
        outer = QHBoxLayout(self)
        outer.setContentsMargins(8, 4, 8, 4)
        outer.setSpacing(10)
        outer.addLayout(self._tag())
        self.content = QGridLayout()
        self.content.setHorizontalSpacing(10)
        self.content.setVerticalSpacing(3)
        outer.addLayout(self.content, 1)
        aids.changed.connect(self.setVisible)
        if not aids.shown:
            self.hide()

    def follow_aids(self) -> None:
        """Show it, unless the aids are hidden; for strips that are added to a window later."""
        self.setVisible(self._aids.shown)

    def _tag(self) -> QVBoxLayout:
        tag = QLabel(text("aid.tag"))
        tag.setToolTip(text("aid.tag_hint"))
        column = QVBoxLayout()
        column.addWidget(tag)
        column.addStretch(1)
        return column


def aid_label(key: str, words: str = "") -> QLabel:
    """A label for a strip: wraps, can be selected and copied."""
    label = set_name(QLabel(words), key)
    label.setWordWrap(True)
    return label
