"""データ取込: a user's file, its columns, everything that is wrong with it, and then all of it or nothing. nxdesk's own."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from nxdesk.desk import exchange_texts as words
from nxdesk.desk.exchange_doors import RepairDesk, imports_of
from nxdesk.desk.exchange_import import Imported, Opened, Preview
from nxdesk.desk.exchange_judging import Wish
from nxdesk.desk.exchange_repair import proposed_name
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.windows import message
from nxdesk.windows.console.own_mark import own_mark
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.exchange_columns import ColumnTable
from nxdesk.windows.nx.exchange_options import ImportOptions, SourceBar
from nxdesk.windows.nx.exchange_result import ResultPage
from nxdesk.windows.nx.exchange_window import FileWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

SIZE = (78, 46)
"""In average characters."""

_COLUMNS, _RESULT = range(2)


class ImportWindow(FileWindow):
    """One file at a time: read, columns assigned, looked at, imported."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("data_import", shell, parent)
        self._desk = imports_of(session)
        self._repair_desk = RepairDesk(session)
        self._opened: Opened | None = None
        self._preview: Preview | None = None
        self.source = SourceBar()
        self.columns = ColumnTable()
        self.options = ImportOptions(may_real=self._desk.may_real)
        self.result = ResultPage()
        self.buttons = {entry: set_name(QPushButton(text(f"data_import.{entry}")), f"data_import.{entry}")
                        for entry in ("look", "run", "repair", "close")}
        self._fill_centre()
        self._connect()
        self.guide(text("data_import.guide"))
        self.remember(*SIZE)
        self.source.choose.setFocus()
        self._judge()

    def _fill_centre(self) -> None:
        self.pages = set_name(QTabWidget(), "data_import.pages")
        first = QWidget()
        layout = QVBoxLayout(first)
        layout.addWidget(self.columns, 1)
        layout.addWidget(self.options)
        self.pages.addTab(first, text("data_import.page_columns"))
        self.pages.addTab(self.result, text("data_import.page_result"))
        row = QHBoxLayout()
        row.addStretch(1)
        for button in self.buttons.values():
            button.setAutoDefault(True)
            row.addWidget(button)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(own_mark("data_import"))
        column.addWidget(self.source)
        column.addWidget(self.pages, 1)
        column.addWidget(self.progress)
        column.addLayout(row)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.source.choose.clicked.connect(lambda _: self._ask_file())
        self.source.changed.connect(self.read)
        self.columns.changed.connect(self._changed)
        self.options.changed.connect(self._changed)
        deeds: dict[str, Callable[[], object]] = {
            "look": self.look, "run": self.run, "repair": self._ask_target, "close": self.close}
        for entry, deed in deeds.items():
            self.buttons[entry].clicked.connect(lambda _=False, deed=deed: deed())
        self.deed("choose_key", self.source.choose.click, "F3")
        self.deed("look_key", self.buttons["look"].click, "F5")
        self.deed("run_key", self.buttons["run"].click, "F12")
        self.shell.theme.changed.connect(self._fit)
        self.bar = MenuBar(self, self.shell, MenuPlan(
            "data_import", copy=self.result.view.copy, select_all=self.result.view.selectAll,
            fit_columns=self.result.view.fit_columns))

    def _fit(self, _scale: int) -> None:
        self.columns.fit()

    def show_kind(self, kind_id: str) -> None:
        """Begin with this kind."""
        self.source.show_kind(kind_id)

    # The file

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, text("data_import.choose_title"), str(self.source.folder),
                             text("data_import.filter"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("data_import.choose_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda file: self.choose(Path(file)))
        dialog.open()

    def choose(self, file: Path) -> None:
        """Read this file."""
        self.source.show_file(file)
        self.read()

    def read(self) -> None:
        """Read the file as the choices above say."""
        source = self.source
        file = source.path
        if file is None or self.progress.busy:
            return
        kind, form = source.kind, source.form()
        self._opened = self._preview = None
        self.progress.begin("data_import.reading")
        self._judge()
        self.shell.jobs.run(self, lambda: self._desk.open(file, kind, **form), on_done=self._read,
                            on_failed=self._failed)

    def _read(self, opened: Opened) -> None:
        self._opened = opened
        self.source.show_form(opened)
        self.columns.show_columns(opened.kind, opened.columns)
        self.pages.setCurrentIndex(_COLUMNS)
        self._end()
        self.buttons["look"].setFocus()

    def _changed(self) -> None:
        """What was seen does not hold for other items or another way to take them."""
        self._preview = None
        self.result.clear()
        self._judge()

    # 内容を確認

    def look(self) -> None:
        """Look at the whole file; nothing is written."""
        opened = self._opened
        if opened is None or self.progress.busy:
            return
        wish: Wish = self.options.wish()
        try:
            columns = self._desk.assigned(opened, self.columns.chosen_items())
        except Refusal as refused:
            self.pages.setCurrentIndex(_COLUMNS)
            self.columns.focus_item(refused.field)
            self.refused(refused)
            return
        self._work("data_import.looking",
                   lambda report: self._desk.preview(opened, columns, wish, report, self.progress.stopped),
                   self._looked)

    def _looked(self, preview: Preview) -> None:
        self._preview = preview
        self.result.show_preview(preview)
        self.pages.setCurrentIndex(_RESULT)
        self._end()
        (self.buttons["run"] if preview.can_run else self.result.view).setFocus()

    # 取り込む

    def run(self) -> None:
        """Import what was seen."""
        preview = self._preview
        if preview is not None and preview.can_run and not self.progress.busy:
            self._work("data_import.running",
                       lambda report: self._desk.run(preview, report, self.progress.stopped), self._done)

    def _done(self, done: Imported) -> None:
        label = self._opened.kind.label if self._opened is not None else ""
        self._preview = None
        self.result.clear()
        self._end()
        message.information(self, self.windowTitle(), words.imported(label, done), name="data_import.done")

    # 誤りの一覧

    def _ask_target(self) -> None:
        if self._preview is None:
            return
        dialog = QFileDialog(self, text("data_import.repair_title"), str(self.source.folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("data_import.repair_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(proposed_name(self._preview))
        dialog.fileSelected.connect(lambda file: self.repair(Path(file)))
        dialog.open()

    def repair(self, target: Path) -> None:
        """Write the error file."""
        preview = self._preview
        if preview is None or self.progress.busy:
            return
        if not target.suffix:
            target = target.with_suffix(Path(proposed_name(preview)).suffix)
        self._work("data_import.repairing",
                   lambda report: (self._repair_desk.write(preview, target, report, self.progress.stopped), target),
                   self._repaired)

    def _repaired(self, what: tuple[int, Path]) -> None:
        self._end()
        message.information(self, self.windowTitle(), text("data_import.repaired", count=what[0], file=what[1]),
                            name="data_import.repaired_message")

    def _judge(self) -> None:
        """Which buttons mean something now."""
        free, preview = not self.progress.busy, self._preview
        self.source.setEnabled(free)
        self.pages.setEnabled(free)
        self.buttons["look"].setEnabled(free and self._opened is not None)
        self.buttons["run"].setEnabled(free and preview is not None and preview.can_run)
        self.buttons["repair"].setEnabled(free and preview is not None and bool(preview.faults.cells))
        if self._opened is None:
            self.columns.setRowCount(0)
            self.result.clear()
