"""取得の履歴: every acquisition from e-AMANO, what it changed, and 取得前に戻す. nxdesk's own, not one of NX."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from nxdesk.desk.acquisitions import AcquisitionRow, AcquisitionsDesk
from nxdesk.desk.people_list import Columns, Opening
from nxdesk.desk.program import Session
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.own_list import OwnListWindow
from nxdesk.windows.nx.undoing import Undoing
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_WIDTHS = {"at": 21, "kind": 26, "people": 8, "added": 8, "changed": 8, "who": 24, "state": 34, "number": 11}
_DIGITS = 9
SIZE = (86, 36)
"""In average characters."""


class _Pieces:
    """The acquisitions as a list of pieces; all of them are the first."""

    def __init__(self, desk: AcquisitionsDesk) -> None:
        self._desk = desk

    def open(self) -> Opening:
        """All of them, newest first."""
        rows = [_cells(row) for row in self._desk.rows()]
        return Opening(len(rows), list(zip(*rows, strict=True)) or self.more())

    def more(self) -> Columns:
        """Nothing: `open` has it all."""
        return [()] * (len(_WIDTHS) + 2)


class AcquisitionsWindow(OwnListWindow):
    """The newest acquisition on top. `undone` tells that NX's records are as they were before one."""

    undone = Signal()

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        columns = [GridColumn(name, text(f"acquisitions.column_{name}"), width,
                              _counted if name in ("people", "added", "changed") else str)
                   for name, width in _WIDTHS.items()]
        super().__init__("acquisitions", shell, parent, columns, ("undoable", "id"), "")
        self._session = session
        self.undoing: Undoing | None = None
        self.view.type_ahead("at", "kind", "number")
        self.undo = set_name(QPushButton(text("acquisitions.undo")), "acquisitions.undo")
        self.undo.clicked.connect(lambda _: self._undo())
        self.fill([self.undo])
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._judge())
        self.view.opened.connect(lambda _: self._undo())
        self.view.entered_row.connect(lambda _: self._undo())
        self.deed("undo_key", self.undo.click, "F6")
        self.begin(_Pieces(session.acquisitions()), session.desk.clock.stamp(), SIZE)
        self._judge()

    def changed(self) -> None:
        """Bring the button up to date."""
        self._judge()

    def _judge(self) -> None:
        self.undo.setEnabled(bool(self.stored("undoable")))

    def _undo(self) -> None:
        """Show what going back would change, and ask."""
        if not self.stored("undoable"):
            return
        self.undoing = Undoing(self._session.acquisitions(), self.shell, self)
        self.undoing.undone.connect(self.undone)
        self.undoing.finished.connect(self.reload)
        self.undoing.begin(self.stored("id"))


def _cells(row: AcquisitionRow) -> Sequence[str]:
    state = text("acquisitions.undone", at=row.undone_at) if row.undone_at else text(
        "acquisitions.stands" if row.undoable else "acquisitions.old")
    return (row.at, row.kind, *(str(count).zfill(_DIGITS) for count in (row.people, row.added, row.changed)), row.who,
            state, row.number, "1" if row.undoable else "", row.number)


def _counted(stored: str) -> str:
    return f"{int(stored):,}"
