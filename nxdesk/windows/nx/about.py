"""バージョン情報: NX's version, and whose program this is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk import __version__
from nxdesk.windows import theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Aids
from nxdesk.windows.texts import text


def show_about(parent: QWidget, version: str, aids: Aids) -> QDialog:
    """Open バージョン情報 for this NX version."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(text("about.title"))
    set_name(dialog, "about.window", text("about.title"))
    product = QLabel(text("about.product"))
    font = product.font()
    font.setPointSizeF(font.pointSizeF() * 1.6)
    font.setBold(True)
    product.setFont(font)
    shown = set_name(QLabel(text("about.version", version=version)), "about.version")
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    ok = set_name(QPushButton(text("about.ok")), "about.ok")
    ok.setDefault(True)
    ok.clicked.connect(dialog.accept)
    buttons = QHBoxLayout()
    buttons.addStretch(1)
    buttons.addWidget(ok)
    strip = AidStrip(aids, "about.aid_strip")
    note = aid_label("about.aid", text("about.aid", version=__version__))
    note.setMinimumWidth(theme.width_of(dialog, 30))
    strip.content.addWidget(note, 0, 0)
    layout = QVBoxLayout(dialog)
    layout.setSpacing(10)
    for item in (product, shown, strip):
        layout.addWidget(item)
    layout.addLayout(buttons)
    dialog.open()
    return dialog
