"""The two directions of a run, and how their windows are told apart: titles, a band of colour, words of buttons."""

from typing import Literal, NamedTuple

from PySide6.QtWidgets import QLabel

from nxdesk.records.fields import Kind
from nxdesk.windows import theme
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text


class Direction(NamedTuple):
    """`key` is part of the names of texts and widgets; `ground` and `ink` are the colours of its band."""

    key: Literal["register", "acquire"]
    ground: str = ""
    ink: str = ""

    def label(self, kind: Kind) -> str:
        """What a run of a kind is called, such as 社員登録 and 社員取得."""
        return kind.acquire_label if self is ACQUIRE else kind.register_label

    def band(self, window: str) -> QLabel | None:
        """The band on top of a window, so that nobody takes one direction for the other; NX's own screens have none."""
        if not self.ground:
            return None
        label = set_name(QLabel(text(f"direction.{self.key}")), f"{window}.direction", text(f"direction.{self.key}"))
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        label.setContentsMargins(10, 5, 10, 5)
        label.setWordWrap(True)
        theme.ground(label, self.ground)
        theme.ink(label, self.ink)
        return label


REGISTER = Direction("register")
ACQUIRE = Direction("acquire", "#1f4e8c", "#ffffff")
