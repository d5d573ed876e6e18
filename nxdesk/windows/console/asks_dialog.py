"""Before an acquisition: items of the person's own record that a filing tells otherwise, taken over one by one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.acquisition_state import Ask
from nxdesk.windows import theme
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import plain, text

_WIDTHS = {"code": 12, "name": 16, "label": 26, "old": 20, "new": 20}
_WIDTH, _ROWS = 62, 12
"""In average characters, and in rows."""


class AsksDialog(QDialog):
    """`agreed` carries the ids of the items that are ticked; without a tick NX's value stays."""

    agreed = Signal(object)

    def __init__(self, title: str, asks: Sequence[Ask], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("asks.title", run=title))
        set_name(self, "asks.window", self.windowTitle())
        columns = [GridColumn(name, text(f"asks.column_{name}"), width) for name, width in _WIDTHS.items()]
        self.model = GridModel(Table(columns, ("id",), key="id"), text("asks.column_take"), self)
        self.model.replace(list(zip(*((ask.code, ask.name, ask.label, ask.old, ask.new, ask.id) for ask in asks),
                                    strict=True)))
        self.view = set_name(GridView(self.model), "asks.list", text("asks.list"))
        self.view.opened.connect(lambda _: self.view.toggle_selected())
        sentence = set_name(QLabel(text("asks.sentence")), "asks.sentence", text("asks.sentence"))
        sentence.setWordWrap(True)
        self.count = set_name(QLabel(), "asks.count", text("asks.list"))
        self.model.checks_changed.connect(self._count)
        layout = QVBoxLayout(self)
        layout.addWidget(sentence)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._buttons())
        height = theme.width_of(self, 14) + min(len(asks), _ROWS) * self.view.painter.row_height()
        self.resize(theme.width_of(self, _WIDTH), min(height, self.screen().availableGeometry().height()))
        self.view.go_to(0)
        self.view.setFocus()
        self._count()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch(1)
        deeds = {"all": self.view.check_all, "none": lambda: self.model.set_checked(()), "ok": self._agree,
                 "cancel": self.reject}
        self.buttons = {}
        for entry, deed in deeds.items():
            button = set_name(QPushButton(text(f"asks.{entry}")), f"asks.{entry}", plain(text(f"asks.{entry}")))
            button.clicked.connect(lambda _=False, deed=deed: deed())
            button.setAutoDefault(entry == "ok")
            self.buttons[entry] = button
            row.addWidget(button)
        self.buttons["ok"].setDefault(True)
        return row

    def _count(self) -> None:
        self.count.setText(text("asks.count", taken=len(self.model.checked), all=self.model.rowCount()))

    def _agree(self) -> None:
        taken = tuple(self.model.checked_keys())
        self.accept()
        self.agreed.emit(taken)
