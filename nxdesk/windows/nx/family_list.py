"""The list in the tab 家族 of 人事マスター保守: the members of the open person, with 追加, 変更 and 削除."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.families import Member
from nxdesk.records.clock import shown
from nxdesk.records.kinds import kind
from nxdesk.records.showing import shown_value
from nxdesk.windows import theme
from nxdesk.windows.grid.columns import GridColumn, as_it_is
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

_WIDTHS = {"seq": 9, "name": 13, "kana": 16, "relationship": 16, "birth_date": 12, "living": 11, "dependent": 17,
           "number": 9}
_ITEMS = ("relationship_code", "birth_date", "living_together", "hi_dependent")
_SEQ_DIGITS = 2


def _number(digits: str) -> str:
    """家族番号 are kept with leading zeros, so that they can be sorted."""
    return digits.lstrip("0")


_SHOWN = {"seq": _number}


class FamilyList(QWidget):
    """Shows members and says what is asked for: a new one, to change or to delete the member with this 家族番号."""

    add = Signal()
    change = Signal(int)
    delete = Signal(int)

    def __init__(self, *, numbers_shown: bool) -> None:
        super().__init__()
        self._numbers_shown = numbers_shown
        set_name(self, "personnel.family", text("personnel.family"))
        columns = [GridColumn(name, text(f"personnel.column_family_{name}"), width, _SHOWN.get(name, as_it_is))
                   for name, width in _WIDTHS.items()]
        self.model = GridModel(Table(columns), parent=self)
        self.view = set_name(GridView(self.model), "personnel.family_list")
        self.view.setSelectionMode(GridView.SelectionMode.SingleSelection)
        self.view.type_ahead("seq", "name", "kana")
        self.linked, self.note, self.count = (self._label(item) for item in ("linked", "note", "count"))
        theme.ground(self.linked, "#fff6d6")
        self.buttons = {entry: set_name(QPushButton(text(f"personnel.family_{entry}")), f"personnel.family_{entry}")
                        for entry in ("add", "change", "delete")}
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)
        self.show_nobody("")

    @staticmethod
    def _label(item: str) -> QLabel:
        label = set_name(QLabel(), f"personnel.family_{item}", text("personnel.family"))
        label.setContentsMargins(4, 3, 4, 3)
        label.setWordWrap(item != "count")
        return label

    def _lay_out(self) -> None:
        keys = QLabel(text("personnel.family_keys"))
        keys.setContentsMargins(4, 0, 4, 0)
        keys.setWordWrap(True)
        theme.ink(keys, theme.HINT)
        foot = QHBoxLayout()
        for button in self.buttons.values():
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.linked)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.note)
        layout.addLayout(foot)
        layout.addWidget(keys)

    def _connect(self) -> None:
        self.view.opened.connect(lambda _: self._ask(self.change))
        self.view.entered_row.connect(lambda _: self._ask(self.change))
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)
        self.buttons["add"].clicked.connect(lambda _: self.add.emit())
        self.buttons["change"].clicked.connect(lambda _: self._ask(self.change))
        self.buttons["delete"].clicked.connect(lambda _: self._ask(self.delete))
        for keys, entry in (("Ins", "add"), ("Del", "delete")):
            shortcut = QShortcut(QKeySequence(keys), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.buttons[entry].click)

    def _ask(self, what: SignalInstance) -> None:
        if (seq := self.current()) is not None:
            what.emit(seq)

    def current(self) -> int | None:
        """The 家族番号 of the selected member."""
        rows = self.view.selected_keys()
        return int(rows[0]) if rows else None

    def _enable(self) -> None:
        chosen = self.current() is not None
        self.buttons["change"].setEnabled(chosen)
        self.buttons["delete"].setEnabled(chosen)

    def show_nobody(self, why: str) -> None:
        """There is nobody whose family could be shown."""
        self._show((), "")
        self.note.setText(why)
        self.note.setVisible(bool(why))
        self.count.setText("")
        self.buttons["add"].setEnabled(False)

    def show_members(self, members: Sequence[Member], linked_at: str) -> None:
        """Show a person's family; `linked_at` is its last linkage, empty for never."""
        self._show(members, linked_at)
        self.note.setText("" if members else text("personnel.family_none"))
        self.note.setVisible(not members)
        self.count.setText(text("personnel.family_count", count=len(members)))
        self.buttons["add"].setEnabled(True)

    def _show(self, members: Sequence[Member], linked_at: str) -> None:
        self.linked.setText(text("personnel.family_linked", stamp=shown(linked_at)) if linked_at else "")
        self.linked.setVisible(bool(linked_at))
        cells = [self._cells(member) for member in members]
        self.model.replace(list(zip(*cells, strict=True)) or [()] * len(_WIDTHS))
        if members and self.view.current_row() < 0:
            self.view.go_to(0)

    def _cells(self, member: Member) -> tuple[str, ...]:
        stored = text("personnel.my_number_stored" if member.has_my_number else "personnel.my_number_none")
        values, items = member.values, kind("family").by_id
        kana = " ".join(str(part) for part in (values["last_name_kana"], values["first_name_kana"]) if part)
        return (str(member.seq).zfill(_SEQ_DIGITS), member.name, kana,
                *(shown_value(items[item], values[item]) for item in _ITEMS), stored if self._numbers_shown else "－")

    def say(self, sentence: str) -> None:
        """Tell what was done."""
        self.note.setText(sentence)
        self.note.show()

    def mark(self, seq: int) -> None:
        """Select the member with this 家族番号."""
        row = self.model.table.row_of(str(seq).zfill(_SEQ_DIGITS))
        if row is not None:
            self.view.go_to(row)
