"""取得前に戻す: what going back before an acquisition would change, item by item, before anything is changed."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.acquisitions import GOES, AcquisitionRow, AcquisitionsDesk, UndoPreview
from nxdesk.windows import message, theme
from nxdesk.windows.console.own_mark import own_mark
from nxdesk.windows.grid.columns import GridColumn
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import plain, text

_WIDTHS = {"code": 12, "name": 20, "what": 14, "item": 26, "now": 22, "after": 22}
_WIDTH, _HEIGHT = 74, 40
"""In average characters."""
_NAMED = 5
_WHAT = list(_WIDTHS).index("what")


class Undoing(QObject):
    """Leads through one undo; `finished` when all is answered, `undone` when something was."""

    finished = Signal()
    undone = Signal()

    def __init__(self, desk: AcquisitionsDesk, shell: Shell, over: QWidget) -> None:
        super().__init__(over)
        self._desk = desk
        self._shell = shell
        self._over = over
        self.dialog: UndoDialog | None = None

    def begin(self, number: str) -> None:
        """Look at what going back would change, and ask."""
        self._shell.jobs.run(self, lambda: self._desk.preview(number), on_done=self._ask, on_failed=self._failed)

    def _ask(self, preview: UndoPreview) -> None:
        dialog = UndoDialog(preview, self._over)
        dialog.agreed.connect(lambda: self._undo(dialog, preview.row.number))
        dialog.rejected.connect(self.finished.emit)
        self.dialog = dialog
        dialog.open()

    def _undo(self, dialog: "UndoDialog", number: str) -> None:
        dialog.busy()
        self._shell.jobs.run(self, lambda: self._desk.undo(number), on_done=lambda row: self._done(dialog, row),
                             on_failed=lambda error: self._not_done(dialog, error))

    def _done(self, dialog: "UndoDialog", row: AcquisitionRow) -> None:
        dialog.done(QDialog.DialogCode.Accepted)
        self.undone.emit()
        message.information(self._over, text("undo.title"), text("undo.done", words=row.words), name="undo.done",
                            on_closed=self.finished.emit)

    def _not_done(self, dialog: "UndoDialog", error: Exception) -> None:
        dialog.done(QDialog.DialogCode.Accepted)
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        message.refusal(self._over, text("undo.title"), error, name="undo.refused")
        self.finished.emit()


class UndoDialog(QDialog):
    """The preview. `agreed` is 取得前に戻す; everything else leaves all as it is."""

    agreed = Signal()

    def __init__(self, preview: UndoPreview, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("undo.title"))
        set_name(self, "undo.window", self.windowTitle())
        layout = QVBoxLayout(self)
        layout.addWidget(own_mark("undo"))
        words = text("undo.sentence", words=preview.row.words)
        sentence = set_name(QLabel(words), "undo.sentence", words)
        sentence.setWordWrap(True)
        layout.addWidget(sentence)
        layout.addWidget(self._list(preview), 1)
        layout.addWidget(self._against(preview))
        layout.addLayout(self._buttons(possible=not preview.against))
        room = self.screen().availableGeometry()
        self.resize(min(theme.width_of(self, _WIDTH), room.width()), min(theme.width_of(self, _HEIGHT), room.height()))

    def _list(self, preview: UndoPreview) -> GridView:
        columns = [GridColumn(name, text(f"undo.column_{name}"), width) for name, width in _WIDTHS.items()]
        rows = [(record.code, record.name, record.what, *item) for record in preview.records
                for item in record.items or (("", "", ""),)]
        model = GridModel(Table(columns, ("id", "alarm"), key="id"), parent=self, alarm="alarm")
        going = [GOES if row[_WHAT] == GOES else "" for row in rows]
        model.replace([*zip(*rows, strict=True), [str(at) for at in range(len(rows))], going] if rows
                      else [()] * (len(columns) + 2))
        self.view = set_name(GridView(model, numbered=True), "undo.list", text("undo.list"))
        self.view.type_ahead("code", "name")
        if rows:
            self.view.go_to(0)
        return self.view

    def _against(self, preview: UndoPreview) -> QLabel:
        """Who was changed since, for which nothing goes back at all."""
        people = preview.against
        more = text("impact.more", count=len(people) - _NAMED) if len(people) > _NAMED else ""
        words = text("undo.against", people="、".join(people[:_NAMED]) + more) if people else ""
        self.against = set_name(QLabel(words), "undo.against", words)
        self.against.setWordWrap(True)
        theme.ink(self.against, theme.ERROR)
        self.against.setVisible(bool(people))
        return self.against

    def _buttons(self, *, possible: bool) -> QHBoxLayout:
        self.ok = set_name(QPushButton(text("undo.ok")), "undo.ok", plain(text("undo.ok")))
        self.ok.setEnabled(possible)
        self.ok.setToolTip(self.against.text())
        self.ok.setAccessibleDescription(self.against.text())
        self.ok.setAutoDefault(False)
        self.ok.clicked.connect(lambda _: self.agreed.emit())
        self.cancel = set_name(QPushButton(text("app.cancel")), "undo.cancel", text("app.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.cancel.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.ok)
        row.addWidget(self.cancel)
        return row

    def busy(self) -> None:
        """It is being done."""
        self.ok.setEnabled(False)
        self.cancel.setEnabled(False)
