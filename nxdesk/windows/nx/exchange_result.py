"""確認の結果: what a file comes to, what to know before it is imported, and every broken cell with its reason."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nxdesk.desk import exchange_texts as words
from nxdesk.desk.exchange_import import Preview
from nxdesk.windows import theme
from nxdesk.windows.aid_strip import aid_label
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text

MOST_SHOWN = 10_000
"""Faults in the list; more of them nobody reads here."""

_WIDTHS = {"row": 8, "column": 24, "item": 24, "reason": 70}


class ResultPage(QWidget):
    """Empty until something was looked at."""

    def __init__(self) -> None:
        super().__init__()
        columns = [GridColumn(name, text(f"data_import.fault_{name}"), width, sort_by="id" if name == "row" else "")
                   for name, width in _WIDTHS.items()]
        self.model = GridModel(Table(columns, ("id",), key="id"), parent=self)
        self.view = set_name(GridView(self.model), "data_import.faults", text("data_import.faults"))
        self.summary = set_name(QLabel(), "data_import.summary", text("data_import.summary"))
        font = self.summary.font()
        font.setBold(True)
        self.summary.setFont(font)
        self.verdict = set_name(QLabel(), "data_import.verdict", text("data_import.summary"))
        self.notes = aid_label("data_import.notes")
        self.more = set_name(QLabel(), "data_import.more", text("data_import.faults"))
        theme.ink(self.more, theme.HINT)
        layout = QVBoxLayout(self)
        for label in (self.summary, self.verdict, self.notes):
            layout.addWidget(label)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.more)
        self.clear()

    def clear(self) -> None:
        """Nothing was looked at yet."""
        for label in (self.summary, self.verdict, self.notes, self.more):
            label.setText("")
            label.setVisible(label is self.summary)
        self.model.restart(0)

    def show_preview(self, preview: Preview) -> None:
        """Show what was found."""
        faults = preview.faults.part(0, MOST_SHOWN)
        wrong = words.faults(preview)
        self.summary.setText(words.counts(preview))
        self.verdict.setText(wrong or (text("data_import.nothing_wrong") if preview.can_run else ""))
        theme.ink(self.verdict, theme.ERROR if wrong else theme.AID_INK)
        self.notes.setText("\n".join(words.notes(preview)))
        more = preview.faults.cells > len(faults)
        self.more.setText(text("data_import.more_faults", shown=MOST_SHOWN) if more else "")
        for label in (self.verdict, self.notes, self.more):
            label.setVisible(bool(label.text()))
        columns = [[str(fault.row) for fault in faults], [fault.column for fault in faults],
                   [fault.item for fault in faults], [fault.sentence for fault in faults],
                   [f"{number:08d}" for number in range(len(faults))]]
        self.model.restart(len(faults))
        self.model.arrive(columns)
        self.model.finish()
