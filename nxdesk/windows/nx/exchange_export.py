"""データ出力: the records of a kind as a workbook or CSV, with the items one wants. nxdesk's own."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk import exchange_texts as words
from nxdesk.desk.exchange_doors import DELIMITERS, ENCODINGS, exports_of
from nxdesk.desk.exchange_export import Order
from nxdesk.desk.exchange_items import needed_columns, number_item, travelling
from nxdesk.desk.program import Session
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import kind as kind_of
from nxdesk.windows import message, theme
from nxdesk.windows.console.own_mark import own_mark
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.exchange_options import kind_choice, labelled
from nxdesk.windows.nx.exchange_window import FileWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

SIZE = (54, 40)
"""In average characters."""

_FORMS = ("xlsx", "csv")
_ITEM = Qt.ItemDataRole.UserRole


class ExportWindow(FileWindow):
    """One kind at a time; the items that tell records apart always go along."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("data_export", shell, parent)
        self._desk = exports_of(session)
        self.kinds = kind_choice("data_export")
        self.count = set_name(QLabel(), "data_export.count", text("data_export.title"))
        self.form = set_name(QComboBox(), "data_export.form")
        self.encoding = set_name(QComboBox(), "data_export.encoding")
        self.delimiter = set_name(QComboBox(), "data_export.delimiter")
        self.labels = set_name(QCheckBox(text("data_export.labels")), "data_export.labels")
        self.numbers = set_name(QCheckBox(text("data_export.numbers")), "data_export.numbers")
        self.reason = set_name(QLabel(), "data_export.reason", text("data_export.numbers"))
        self.items = set_name(QListWidget(), "data_export.items")
        self.buttons = {entry: set_name(QPushButton(text(f"data_export.{entry}")), f"data_export.{entry}")
                        for entry in ("all", "none", "run", "close")}
        self._fill_centre()
        self._connect()
        self.guide(text("data_export.guide"))
        self.remember(*SIZE)
        self._show_kind()

    def _fill_centre(self) -> None:
        for name in _FORMS:
            self.form.addItem(text(f"data_export.form_{name}"), name)
        for choice, known in ((self.encoding, ENCODINGS), (self.delimiter, DELIMITERS)):
            for value, said in known:
                choice.addItem(said, value)
        self.labels.setChecked(True)
        theme.ink(self.reason, theme.HINT)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(own_mark("data_export"))
        column.addLayout(self._choices())
        column.addWidget(self.labels)
        column.addWidget(self.numbers)
        column.addWidget(self.reason)
        column.addLayout(self._items_head())
        column.addWidget(self.items, 1)
        column.addWidget(self.progress)
        row = QHBoxLayout()
        row.addStretch(1)
        for entry in ("run", "close"):
            self.buttons[entry].setAutoDefault(True)
            row.addWidget(self.buttons[entry])
        column.addLayout(row)
        self.setCentralWidget(centre)

    def _choices(self) -> QGridLayout:
        layout = QGridLayout()
        labelled(layout, 0, 0, "data_export.kind", self.kinds)
        layout.addWidget(self.count, 0, 2, 1, 2)
        labelled(layout, 1, 0, "data_export.form", self.form)
        labelled(layout, 2, 0, "data_export.encoding", self.encoding)
        labelled(layout, 2, 2, "data_export.delimiter", self.delimiter)
        layout.setColumnStretch(4, 1)
        return layout

    def _items_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        label = QLabel(text("data_export.items"))
        label.setBuddy(self.items)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.buttons["all"])
        row.addWidget(self.buttons["none"])
        return row

    def _connect(self) -> None:
        self.kinds.currentIndexChanged.connect(lambda _: self._show_kind())
        self.form.currentIndexChanged.connect(lambda _: self._judge())
        self.buttons["all"].clicked.connect(lambda _: self._check_all(Qt.CheckState.Checked))
        self.buttons["none"].clicked.connect(lambda _: self._check_all(Qt.CheckState.Unchecked))
        self.buttons["run"].clicked.connect(lambda _: self._ask())
        self.buttons["close"].clicked.connect(lambda _: self.close())
        self.deed("run_key", self.buttons["run"].click, "F12")
        self.bar = MenuBar(self, self.shell, MenuPlan("data_export"), menus=("file", "view", "help"))

    @property
    def kind(self) -> Kind:
        """The chosen kind."""
        return kind_of(str(self.kinds.currentData()))

    def show_kind(self, kind_id: str) -> None:
        """Choose a kind."""
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind_id)))

    def _show_kind(self) -> None:
        kind = self.kind
        always = needed_columns(kind)
        self.items.clear()
        for item in travelling(kind):
            row = QListWidgetItem(item.label)
            row.setData(_ITEM, item.id)
            row.setCheckState(Qt.CheckState.Checked)
            if item.id in always:
                row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.items.addItem(row)
        self.items.setCurrentRow(0)
        self.numbers.setChecked(False)
        self.shell.jobs.run(self, lambda: self._desk.count(kind), on_done=self._counted, on_failed=self.refused)
        self._judge()

    def _counted(self, count: int) -> None:
        self.count.setText(text("data_export.count", count=count))

    def _judge(self) -> None:
        free, csv = not self.progress.busy, self.form.currentData() == "csv"
        has = number_item(self.kind) is not None
        for item in (self.kinds, self.form, self.labels, self.items, *self.buttons.values()):
            item.setEnabled(free)
        self.buttons["close"].setEnabled(True)
        self.encoding.setEnabled(free and csv)
        self.delimiter.setEnabled(free and csv)
        self.numbers.setEnabled(free and has and self._desk.may_numbers)
        why = "" if self.numbers.isEnabled() or not free else f"data_export.numbers_{'refused' if has else 'none'}"
        self.reason.setText(text(why) if why else "")
        self.reason.setVisible(bool(why))
        self.numbers.setAccessibleDescription(self.reason.text())

    def _check_all(self, state: Qt.CheckState) -> None:
        for place in range(self.items.count()):
            row = self.items.item(place)
            if row.flags() & Qt.ItemFlag.ItemIsEnabled:
                row.setCheckState(state)

    def order(self) -> Order:
        """What was chosen."""
        rows = [self.items.item(place) for place in range(self.items.count())]
        chosen = tuple(str(row.data(_ITEM)) for row in rows if row.checkState() is Qt.CheckState.Checked)
        return Order(items=chosen if len(chosen) < len(rows) else (), labels=self.labels.isChecked(),
                     numbers=self.numbers.isChecked(), encoding=str(self.encoding.currentData()),
                     delimiter=str(self.delimiter.currentData()))

    def _ask(self) -> None:
        if self.numbers.isChecked():
            message.question(self, self.windowTitle(), text("data_export.numbers_question"),
                             name="data_export.sure", on_yes=self._ask_file, warn=True)
        else:
            self._ask_file()

    def _ask_file(self) -> None:
        suffix = str(self.form.currentData())
        dialog = QFileDialog(self, text("data_export.save_title"), str(Path.home()),
                             text(f"data_export.filter_{suffix}"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("data_export.save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{self.kind.label}.{suffix}")
        dialog.fileSelected.connect(lambda file: self.export(Path(file)))
        dialog.open()

    def export(self, file: Path) -> None:
        """Write this file."""
        kind, order, suffix = self.kind, self.order(), f".{self.form.currentData()}"
        target = file if file.suffix.lower() == suffix else file.with_name(f"{file.name}{suffix}")
        self._work("data_export.running",
                   lambda report: (self._desk.export(target, kind, order, report, self.progress.stopped), target),
                   self._exported)

    def _exported(self, what: tuple[int, Path]) -> None:
        self._end()
        message.information(self, self.windowTitle(), words.exported(self.kind.label, what[0], str(what[1])),
                            name="data_export.done")
