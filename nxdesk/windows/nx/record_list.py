"""The list of an owner's records of one kind in 人事マスター保守 and 人事コード保守, with 追加, 変更, コピー and 削除."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from nxdesk.desk.record_editing import Record
from nxdesk.records.clock import shown
from nxdesk.records.documents import parts_of
from nxdesk.records.fields import Kind
from nxdesk.records.showing import shown_value
from nxdesk.windows import theme
from nxdesk.windows.grid.conditions import equals
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.record_columns import columns_of
from nxdesk.windows.texts import plain, text

_DOCUMENT, _KEPT, _MARK = "document", "kept", "1"
_SEQ_DIGITS = 4
_LAST = 10 ** 6
"""Where codes without a 表示順 stand."""


class RecordList(QWidget):
    """Shows records and says what is asked for: a new one (of a part), or to change, copy or delete the chosen one.

    Of kinds with documents of parts one document is shown at a time, the newest first. `derive` asks for the rows that
    follow from the head with this number.
    """

    add = Signal(str)
    change = Signal(int)
    copy = Signal(int)
    delete = Signal(int)
    derive = Signal(int)

    def __init__(self, kind: Kind, prefix: str = "personnel", *, read_only: bool = False, numbers_shown: bool = False,
                 ) -> None:
        super().__init__()
        self.kind = kind
        self._name = f"{prefix}.{kind.id}"
        self._read_only = read_only
        self._records: Sequence[Record] = ()
        self._wanted: Callable[[Record], bool] | None = None
        set_name(self, self._name, kind.label)
        self._columns = columns_of(kind, numbers_shown=numbers_shown)
        self.model = GridModel(Table([one.column for one in self._columns], (_DOCUMENT, _KEPT)), parent=self)
        self.view = set_name(GridView(self.model), f"{self._name}_list", text("records.list", label=kind.label))
        self.view.setSelectionMode(GridView.SelectionMode.SingleSelection)
        self.view.type_ahead(*[one.column.id for one in self._columns][:3])
        self.linked, self.note, self.count = (self._label(item) for item in ("linked", "note", "count"))
        theme.ground(self.linked, "#fff6d6")
        self.document = set_name(QComboBox(), f"{self._name}_document", self._document_label())
        self.document.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.buttons = {entry: self._button(entry) for entry in self._entries()}
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.view)
        self.show_nobody("")

    def _entries(self) -> tuple[str, ...]:
        if self._read_only:
            return ("view",)
        return ("add", "change", "copy", "delete", *(("derive",) if self.kind.derive else ()))

    def _button(self, entry: str) -> QPushButton:
        words = text("records.derive", label=_DERIVED) if entry == "derive" else text(f"records.{entry}")
        return set_name(QPushButton(words), f"{self._name}_{entry}", plain(words))

    def _document_label(self) -> str:
        return "・".join(self.kind.by_id[name].label for name in self.kind.document)

    def _label(self, item: str) -> QLabel:
        label = set_name(QLabel(), f"{self._name}_{item}", self.kind.label)
        label.setContentsMargins(4, 3, 4, 3)
        label.setWordWrap(item != "count")
        return label

    def _lay_out(self) -> None:
        keys = QLabel(text("records.keys_view" if self._read_only else "records.keys"))
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
        if self.kind.part_item:
            layout.addLayout(self._document_row())
        layout.addWidget(self.view, 1)
        layout.addWidget(self.note)
        layout.addLayout(foot)
        layout.addWidget(keys)

    def _document_row(self) -> QHBoxLayout:
        label = QLabel(text("records.document", label=self._document_label()))
        label.setBuddy(self.document)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.document)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.view.opened.connect(lambda _: self._ask(self.change))
        self.view.entered_row.connect(lambda _: self._ask(self.change))
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)
        self.document.currentIndexChanged.connect(lambda _: self._filter())
        asked = {"change": self.change, "view": self.change, "copy": self.copy, "delete": self.delete}
        for entry, button in self.buttons.items():
            if entry in asked:
                button.clicked.connect(partial(self._ask, asked[entry]))
        if self._read_only:
            return
        self.buttons["add"].clicked.connect(lambda _: self._add())
        if "derive" in self.buttons:
            self.buttons["derive"].clicked.connect(lambda _: self._derive())
        for keys, entry in (("Ins", "add"), ("Del", "delete"), ("Ctrl+D", "copy")):
            shortcut = QShortcut(QKeySequence(keys), self.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.buttons[entry].click)

    def _ask(self, what: SignalInstance, _pressed: bool = False) -> None:
        if (seq := self.current()) is not None:
            what.emit(seq)

    def current(self) -> int | None:
        """The number of the selected record."""
        rows = self.view.selected_keys()
        return int(rows[0]) if rows else None

    # 追加

    def _add(self) -> None:
        """Of a document that is there, the menu asks for the part; otherwise a record, or a document, begins."""
        if self.kind.part_item and self.head() is not None:
            menu = self.parts_menu()
            menu.popup(self.buttons["add"].mapToGlobal(QPoint(0, self.buttons["add"].height())))
        else:
            self.add.emit("")

    def parts_menu(self) -> QMenu:
        """What can be added to the document that is shown; the head begins another one."""
        menu = set_name(QMenu(self), f"{self._name}_parts", self.kind.label)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, (part, words) in enumerate(parts_of(self.kind), start=1):
            action = set_name(menu.addAction(text("records.add_part", part=words, number=number)),
                              f"{self._name}_add_{part}")
            action.triggered.connect(lambda _=False, part=part: self.add.emit(part))
        return menu

    def head(self) -> Record | None:
        """The head of the document that is shown: of the selected record's, else of the chosen one."""
        row = next((one for one in self._records if one.seq == self.current()), None)
        wanted = row.document if row is not None else None
        chosen = self.document.currentData()
        return next((one for one in self._records if one.is_head and (
            one.document == wanted if wanted is not None else _key(one) == chosen)), None)

    def _derive(self) -> None:
        head = self.head()
        if head is not None:
            self.derive.emit(head.seq)

    def _enable(self) -> None:
        chosen = self.current() is not None
        for entry in ("change", "copy", "delete", "view"):
            if entry in self.buttons:
                self.buttons[entry].setEnabled(chosen)
        if "derive" in self.buttons:
            self.buttons["derive"].setEnabled(self.head() is not None)

    # What is shown

    def show_nobody(self, why: str) -> None:
        """There is nobody whose records could be shown."""
        self._show((), "")
        self.note.setText(why)
        self.note.setVisible(bool(why))
        self.count.setText("")
        if "add" in self.buttons:
            self.buttons["add"].setEnabled(False)

    def show_records(self, records: Sequence[Record], linked_at: str) -> None:
        """Show an owner's records; `linked_at` is their last linkage, empty for never."""
        self._show(records, linked_at)
        none = text("records.none_acquired" if self._read_only else "records.none", label=self.kind.label)
        acquired = text("records.acquired") if self._read_only else ""
        self.note.setText(acquired if records else none)
        self.note.setVisible(bool(self.note.text()))
        unit = text("records.unit_person" if self.kind.id == "family" else "records.unit_record")
        self.count.setText(text("records.count", count=len(records), unit=unit))
        if "add" in self.buttons:
            self.buttons["add"].setEnabled(True)

    def _show(self, records: Sequence[Record], linked_at: str) -> None:
        self._records = sorted(records, key=_order) if self.kind.part_item or not self.kind.by_person else records
        self._linked_at = linked_at
        entry = "linked_acquired" if self._read_only else "linked_upsert" if self.kind.upsert else "linked"
        words = text(f"records.{entry}", stamp=shown(linked_at), label=self.kind.label) if linked_at else ""
        self.linked.setText(words)
        self.linked.setVisible(bool(linked_at))
        wanted = self._wanted or (lambda _: True)
        rows = [(*(one.cell(record) for one in self._columns), _key(record), _MARK if wanted(record) else "")
                for record in self._records]
        self.model.replace(list(zip(*rows, strict=True)) or [()] * (len(self._columns) + 2))
        self._offer_documents()
        self._filter()
        if records and self.view.current_row() < 0 and self.model.rowCount():
            self.view.go_to(0)

    def _offer_documents(self) -> None:
        if not self.kind.part_item:
            return
        chosen = self.document.currentData()
        words = {_key(record): self._document_words(record) for record in self._records}
        keys = sorted(words, reverse=True)
        self.document.blockSignals(True)
        self.document.clear()
        for key in keys:
            self.document.addItem(words[key], key)
        self.document.addItem(text("records.every_document"), "")
        self.document.setCurrentIndex(max(0, self.document.findData(chosen) if chosen in keys else 0))
        self.document.blockSignals(False)
        self.document.setEnabled(bool(keys))

    def _document_words(self, record: Record) -> str:
        return "　".join(shown_value(self.kind.by_id[name], record.values.get(name)) for name in self.kind.document)

    def _filter(self) -> None:
        chosen = self.document.currentData()
        table = self.model.table
        self.model.keep([equals(table.place(name), value) for name, value in (
            (_DOCUMENT, chosen), (_KEPT, _MARK if self._wanted else "")) if value])
        for name in self.kind.document:
            # It stands above the list.
            self.view.setColumnHidden(self.model.table.place(name), bool(chosen))

    def narrow(self, wanted: Callable[[Record], bool]) -> None:
        """Show only the records that are wanted."""
        self._wanted = wanted
        self._show(self._records, self._linked_at)

    def say(self, sentence: str) -> None:
        """Tell what was done."""
        self.note.setText(sentence)
        self.note.show()

    def mark(self, seq: int) -> None:
        """Select the record with this number, and show its document."""
        record = next((one for one in self._records if one.seq == seq), None)
        if record is not None and self.kind.part_item and self.document.currentData():
            self.document.setCurrentIndex(self.document.findData(_key(record)))
        row = self.model.table.row_of(str(seq).zfill(_SEQ_DIGITS))
        if row is not None:
            self.view.go_to(row)


_DERIVED = "期間"


def _key(record: Record) -> str:
    """What tells the documents of an owner apart, newest last."""
    return "\x1f".join(str(value or "") for value in record.document) if record.kind.part_item else ""


def _order(record: Record) -> tuple[object, ...]:
    """Documents in the order of their keys, in each the parts as declared and their lines; codes by their 表示順."""
    if not record.kind.by_person:
        return int(record.values.get("sort_order") or _LAST), str(record.values.get("code") or "")
    parts = [part for part, _ in parts_of(record.kind)]
    place = parts.index(record.part) if record.part in parts else len(parts)
    return _key(record), place, record.seq
