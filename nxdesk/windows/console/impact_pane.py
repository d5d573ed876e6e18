"""The impact pane below the comparison list: what a registration does to e-AMANO, before OK. nxdesk's own."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.impact import Impact, ImpactItem, ImpactRecord
from nxdesk.windows import theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.console.impact_rows import (
    BESIDE,
    MARK,
    OF_MEMBERS,
    Columns,
    ImpactRows,
    alarming,
    item_columns,
    shown_columns,
)
from nxdesk.windows.console.impact_words import dangers, record_title, said, summary
from nxdesk.windows.grid.conditions import equals
from nxdesk.windows.grid.model import GridModel
from nxdesk.windows.grid.table import Table
from nxdesk.windows.grid.view import GridView
from nxdesk.windows.names import set_name
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

Details = Callable[[ImpactRecord], Sequence[ImpactItem]]
"""Everything about one record, what stays included; asks e-AMANO, so it belongs in a job."""

READING_PAUSE = 120
"""Milliseconds on a record after which its details are asked for."""
_FOLDED, _DETAILED = "impact_folded", "impact_detailed"


class ImpactPane(AidStrip):
    """Records at the left, the items of the current one at the right. `left` tells that Enter was pressed on an item.

    `rows` are the impact's, made ready by `impact_rows`.
    """

    left = Signal()

    def __init__(self, shell: Shell, impact: Impact, rows: ImpactRows, details: Details | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(shell.aids, "impact.pane", parent)
        self.setAccessibleName(said(impact, "pane"))
        self._shell = shell
        self._impact = impact
        self._details = details
        self._first = rows.first
        self._known: dict[int, Sequence[ImpactItem]] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(READING_PAUSE)
        self._pause.timeout.connect(self._read_details)
        self._make_grids(rows.columns)
        self.content.addWidget(self._head(rows.deleted), 0, 0)
        self.content.addLayout(self._switches(), 1, 0)
        self.content.addWidget(self._body(), 2, 0)
        self.content.setRowStretch(2, 1)
        self._connect()
        self._fold(folded=shell.state.value(_FOLDED) == "folded")
        if impact.records:
            self.records.go_to(0)
        self._show_record()

    def _make_grids(self, columns: Columns) -> None:
        of_records, of_items = shown_columns(self._impact)
        people = Table(of_records, BESIDE, key="place")
        self.records = set_name(GridView(GridModel(people, parent=self, alarm="alarm")), "impact.records")
        self.records.grid.replace(columns)
        self.records.type_ahead("code", "person", "member")
        of_members = any(columns[people.place("member")])
        items = Table(of_items, BESIDE, key="place")
        self.items = set_name(GridView(GridModel(items, parent=self, alarm="alarm")), "impact.items")
        self.items.type_ahead("item")
        side = "_nx" if self._impact.toward_nx else ""
        # What is remembered includes which columns are hidden, so that lists with other columns are others.
        hidden = "".join(f"_{column.id}" for column in of_records if column.hidden)
        for view, key in ((self.records, f"impact{side}_records{hidden}"), (self.items, f"impact{side}_items")):
            self._shell.state.remember_columns(view.horizontalHeader(), key)
        for column in OF_MEMBERS:
            told = any(columns[people.place(column)])
            self.records.setColumnHidden(people.place(column), not told and (not of_members or column == "relation"))
        self.records.fit_columns()

    def _head(self, deleted: Sequence[str]) -> QWidget:
        title = set_name(QLabel(said(self._impact, "pane")), "impact.title", said(self._impact, "pane"))
        self.summary = aid_label("impact.summary", summary(self._impact))
        self.fold = set_name(QPushButton(), "impact.fold")
        self.dangers = aid_label("impact.dangers", dangers(self._impact, deleted))
        if self._impact.dangerous:
            self.dangers.setStyleSheet(f"color: {theme.ERROR};")
        head = QWidget()
        lines = QVBoxLayout(head)
        lines.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addSpacing(10)
        row.addWidget(self.summary, 1)
        row.addWidget(self.fold)
        lines.addLayout(row)
        lines.addWidget(self.dangers)
        return head

    def _switches(self) -> QHBoxLayout:
        self.losses_only = set_name(QCheckBox(text("impact.losses_only")), "impact.losses_only")
        self.simple = set_name(QRadioButton(text("impact.simple")), "impact.simple")
        self.detailed = set_name(QRadioButton(text("impact.detailed")), "impact.detailed")
        self.views = QButtonGroup(self)
        self.record = aid_label("impact.record")
        self.record.setWordWrap(False)
        row = QHBoxLayout()
        row.addWidget(self.losses_only)
        row.addSpacing(16)
        for button in (self.simple, self.detailed):
            self.views.addButton(button)
            row.addWidget(button)
        detailed = self._details is not None and self._shell.state.value(_DETAILED) == "detailed"
        (self.detailed if detailed else self.simple).setChecked(True)
        self.detailed.setEnabled(self._details is not None)
        row.addSpacing(16)
        row.addWidget(self.record, 1)
        return row

    def _body(self) -> QSplitter:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for view in (self.records, self.items):
            view.setMinimumHeight(theme.width_of(self, 8))
            self.splitter.addWidget(view)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([theme.width_of(self, 56), theme.width_of(self, 44)])
        self._shell.state.remember_splitter(self.splitter, "impact")
        return self.splitter

    def _connect(self) -> None:
        self.fold.clicked.connect(lambda: self._fold(folded=self.splitter.isVisibleTo(self)))
        self.losses_only.toggled.connect(lambda _: self._filter())
        self.views.buttonToggled.connect(lambda button, on: self._choose_view() if on else None)
        self.records.selectionModel().currentRowChanged.connect(lambda *_: self._show_record())
        self.records.grid.modelReset.connect(self._show_record)
        self.records.entered_row.connect(lambda _: self.items.setFocus())
        self.records.opened.connect(lambda _: self.items.setFocus())
        self.items.entered_row.connect(lambda _: self.left.emit())

    # What is shown

    def _fold(self, *, folded: bool) -> None:
        """Show the head alone, or everything; remembered."""
        inside = (self.splitter, self.losses_only, self.simple, self.detailed, self.record)
        for widget in inside:
            widget.setVisible(not folded)
        self.fold.setText(text(f"impact.{'unfold' if folded else 'fold_away'}"))
        self.fold.setAccessibleName(self.fold.text())
        self.setSizePolicy(QSizePolicy.Policy.Preferred,
                           QSizePolicy.Policy.Maximum if folded else QSizePolicy.Policy.Expanding)
        self._shell.state.set_value(_FOLDED, "folded" if folded else "open")

    @property
    def folded(self) -> bool:
        """Only the head is shown."""
        return not self.splitter.isVisibleTo(self)

    def _filter(self) -> None:
        alone = self.losses_only.isChecked()
        for view in (self.records, self.items):
            loses = view.grid.table.place("loses")
            view.grid.keep([equals(loses, MARK)] if alone else [])
        if alone and self.records.current_row() < 0 and self.records.grid.rowCount():
            self.records.go_to(0)

    def _choose_view(self) -> None:
        self._shell.state.set_value(_DETAILED, "detailed" if self.detailed.isChecked() else "simple")
        self._show_record()

    def current(self) -> ImpactRecord | None:
        """The record whose items are shown."""
        place = self._current_place()
        return None if place is None else self._impact.records[place]

    def _current_place(self) -> int | None:
        row = self.records.current_row()
        return int(self.records.grid.table.key(row)) if 0 <= row < self.records.grid.rowCount() else None

    def go_to_person(self, code: str) -> None:
        """Show the first record of a person, unless one of theirs is shown already."""
        now, shown = self.current(), self.records.grid.table.shown
        place = self._first.get(code)
        if place is not None and (now is None or now.code != code) and place in shown:
            self.records.go_to(shown.index(place))

    def _show_record(self) -> None:
        """The items of the current record: what changes, or everything as soon as it is known."""
        place, record = self._current_place(), self.current()
        self._pause.stop()
        self.record.setText(record_title(record) if record else "")
        self.record.setStyleSheet(f"color: {theme.ERROR};" if record and alarming(record) else "")
        if place is None or record is None:
            self._show_items(())
        elif not self.detailed.isChecked():
            self._show_items(items := record.items)
            if items and not any(item.old for item in items):
                as_it_is = text("impact_nx.as_there" if self._impact.toward_nx else "impact.as_in_nx")
                self.record.setText(f"{record_title(record)}　{as_it_is}")
        elif place in self._known:
            self._show_items(self._known[place])
        else:
            self._show_items(record.items)
            self.record.setText(f"{record_title(record)}　{text('impact.reading')}")
            self._pause.start()

    def _show_items(self, items: Sequence[ImpactItem]) -> None:
        self.items.grid.replace(item_columns(items, ruled=not self._impact.toward_nx))
        if items and self.items.current_row() < 0 and self.items.grid.rowCount():
            self.items.go_to(0)

    def _read_details(self) -> None:
        place, record, details = self._current_place(), self.current(), self._details
        if place is None or record is None or details is None:
            return
        self._shell.jobs.run(self, lambda: details(record), lane="network",
                             on_done=lambda items: self._details_read(place, items),
                             on_failed=lambda error: self._not_read(place, error))

    def _details_read(self, place: int, items: Sequence[ImpactItem]) -> None:
        self._known[place] = items
        if place == self._current_place():
            self._show_record()

    def _not_read(self, place: int, error: Exception) -> None:
        """A refusal is told beside the record; what changes stays in sight."""
        from nxdesk.desk.refusal import Refusal
        if not isinstance(error, Refusal):
            raise error
        if place == self._current_place():
            self.record.setText(f"{error.sentence}({error.code})")
