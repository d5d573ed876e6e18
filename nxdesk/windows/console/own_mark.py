"""The mark on nxdesk's own windows and questions, so that nobody takes them for NX's."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from nxdesk.windows import theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text


def own_mark(key: str) -> QFrame:
    """Says whose window this is; unlike the strips in NX's windows it cannot be hidden."""
    frame = set_name(QFrame(), f"{key}.mark", text("aid.tag"))
    frame.setStyleSheet(theme.aid_style(f"{key}.mark"))
    row = QHBoxLayout(frame)
    row.setContentsMargins(8, 4, 8, 4)
    row.addWidget(QLabel(text("aid.tag")))
    row.addWidget(aid_label(f"{key}.aid", text(f"{key}.aid")), 1)
    return frame
