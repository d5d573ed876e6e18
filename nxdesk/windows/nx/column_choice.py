"""列の選択: which columns of a grid are shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from nxdesk.windows import theme
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.texts import text


def choose_columns(parent: QWidget, view: GridView) -> QDialog:
    """Open the dialog; OK shows and hides the columns. The first column of the records always stays."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(text("columns.title"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    set_name(dialog, "columns.window", text("columns.title"))
    listed = set_name(QListWidget(), "columns.list")
    for place, column in enumerate(view.grid.table.columns):
        item = QListWidgetItem(column.title)
        item.setCheckState(Qt.CheckState.Unchecked if view.isColumnHidden(place + view.grid.first)
                           else Qt.CheckState.Checked)
        if place == 0:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        listed.addItem(item)
    lines = listed.count() * listed.sizeHintForRow(0) + 2 * listed.frameWidth() + 2
    listed.setMinimumSize(theme.width_of(dialog, 16), min(lines, theme.width_of(dialog, 30)))
    listed.setCurrentRow(1)
    dialog.accepted.connect(lambda: _apply(listed, view))
    layout = QVBoxLayout(dialog)
    layout.addWidget(listed)
    layout.addLayout(_buttons(dialog))
    dialog.open()
    return dialog


def _apply(listed: QListWidget, view: GridView) -> None:
    for place in range(listed.count()):
        view.setColumnHidden(place + view.grid.first, listed.item(place).checkState() is Qt.CheckState.Unchecked)


def _buttons(dialog: QDialog) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    for entry, deed in (("ok", dialog.accept), ("cancel", dialog.reject)):
        button = set_name(QPushButton(text(f"columns.{entry}")), f"columns.{entry}")
        button.clicked.connect(deed)
        button.setDefault(entry == "ok")
        row.addWidget(button)
    return row
