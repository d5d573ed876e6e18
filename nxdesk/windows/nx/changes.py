"""変更履歴: who changed which item of NX's records, when, in which way, from what to what. nxdesk's own, not one of NX."""

from PySide6.QtWidgets import QPushButton, QWidget

from nxdesk.desk.changes_list import BETWEEN, COLUMNS
from nxdesk.desk.program import Session
from nxdesk.records.clock import shown
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.list_window import OpenRecord
from nxdesk.windows.nx.log_filter import LogFilter
from nxdesk.windows.nx.own_list import OwnListWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_WIDTHS = {"at": 20, "by": 18, "source": 6, "action": 6, "code": 12, "person": 14, "kind": 20, "name": 18, "item": 22,
           "old": 19, "new": 19}
_CHOICES = {"operator": "by", "source": "source", "kind": "kind"}
SIZE = (108, 46)
"""In average characters."""


class ChangesWindow(OwnListWindow):
    """The newest change on top, an item a row."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None,
                 open_record: OpenRecord | None = None) -> None:
        columns = [GridColumn(name, text(f"changes.column_{name}"), width, shown if name == "at" else str)
                   for name, width in _WIDTHS.items()]
        super().__init__("changes", shell, parent, columns, COLUMNS[len(columns):], "")
        self._open_record = open_record
        self.filter = LogFilter("changes", COLUMNS, _CHOICES, lambda entry: text(f"changes.{entry}"))
        self.open_button = set_name(QPushButton(text("changes.open_record")), "changes.open_record")
        self.open_button.clicked.connect(lambda _: self._open())
        self.open_button.setVisible(open_record is not None)
        self.view.type_ahead("code", "person", "item")
        self.view.opened.connect(lambda _: self._open())
        self.view.entered_row.connect(lambda _: self._open())
        self.filter.changed.connect(lambda: self.model.keep(self.filter.conditions()))
        self.fill([self.open_button], above=self.filter)
        self.deed("search_key", self.filter.person.setFocus, "F3")
        self.begin(session.changes(), session.desk.clock.stamp(), SIZE)

    def show_person(self, code: str) -> None:
        """Only what concerns this person."""
        self.filter.show_person(code)

    def changed(self) -> None:
        """Offer what stands in the list now."""
        for entry, column in _CHOICES.items():
            self.filter.offer(entry, self.model.table.distinct(column))
        self.open_button.setEnabled(self.model.rowCount() > 0)

    def _open(self) -> None:
        record = self.stored("record")
        if record and self._open_record is not None:
            kind_id, owner, seq = record.split(BETWEEN)
            self._open_record(kind_id, owner, int(seq), self.stored("field"))
