"""A form with a tab per `Kind.tabs`, made from the declarations: label, editor, hint, and the error below the item."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSplitter, QTabWidget, QWidget

from nxdesk.records.documents import stands_in
from nxdesk.records.fields import Field, Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.windows import theme
from nxdesk.windows.forms.editors import CheckEditor, FieldEditor, TextEditor, editor_for
from nxdesk.windows.names import set_error, set_name
from nxdesk.windows.texts import text

MakePage = Callable[[], QWidget]
_ABOVE, _BELOW = 3, 2
"""The shares of the items of a tab, and of what stands below them."""


class RecordForm(QTabWidget):
    """Edits one record of a kind. Fields kept apart (pictures, My Numbers) get the panels given in `panels`.

    Items `given` from elsewhere have no editor; they stay as they were set, and their errors are the caller's to tell.
    Of a document only the items of one `part` are shown. Tabs of `others` hold what these make, below the items where
    the kind has a tab of that name itself; `order` names tabs in their order, those it does not name come before its
    last one. The first tab stands at once, the others are built one by one behind it, or when they are asked for: so
    the window opens at once, and never freezes. `left` tells that the user has left an item.
    """

    changed = Signal()
    built = Signal()
    left = Signal(str)

    def __init__(self, kind: Kind, prefix: str, panels: Mapping[str, QWidget], given: Collection[str] = (), *,
                 part: str = "", others: Mapping[str, MakePage] | None = None, order: Sequence[str] = ()) -> None:
        super().__init__()
        self._prefix = prefix
        self._panels = panels
        self._others = others or {}
        self.editors: dict[str, FieldEditor] = {}
        self._errors: dict[str, QLabel] = {}
        self._values: dict[str, Value] = {}
        self._locked: set[str] = set()
        self._wrong: set[str] = set()
        self._loading = False
        fields = [field for field in kind.fields if field.in_nx and field.id not in given
                  and (not part or stands_in(kind, field, {kind.part_item: part}))]
        self._tabs = _ordered(dict.fromkeys([field.tab for field in fields] + list(self._others)), order)
        self._fields = [[field for field in fields if field.tab == tab] for tab in self._tabs]
        self._tab_of = {field.id: number for number, own in enumerate(self._fields) for field in own}
        self._waiting = list(range(len(self._tabs)))
        self._areas = [_empty_page() for _ in self._tabs]
        set_name(self, f"{prefix}.tabs", kind.label)
        for number, tab in enumerate(self._tabs):
            self.addTab(self._holder(number), tab)
        self._need(0)
        self.currentChanged.connect(self._need)
        QTimer.singleShot(0, self, self._build_next)

    def _build_next(self) -> None:
        if self._waiting:
            self._need(self._waiting[0])
        if self._waiting:
            QTimer.singleShot(0, self, self._build_next)
        else:
            for before, after in pairwise([self.tabBar(), *self.inputs()]):
                QWidget.setTabOrder(before, after)
            self.built.emit()

    def inputs(self) -> list[QWidget]:
        """What takes the focus on the pages that stand, in reading order."""
        found: list[QWidget] = []
        for item in (field.id for fields in self._fields for field in fields):
            if item in self._panels:
                found += [part for part in self._panels[item].findChildren(QWidget)
                          if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
            elif item in self.editors:
                found.append(self.editors[item].input)
        return found

    def _need(self, number: int) -> None:
        """Build a tab's page unless it stands."""
        if number not in self._waiting:
            return
        self._waiting.remove(number)
        make, fields, holder = self._others.get(self._tabs[number]), self._fields[number], self.widget(number)
        if fields:
            self._areas[number].setWidget(self._page(fields))
        if make is not None and isinstance(holder, QSplitter):
            holder.addWidget(make())
            holder.setStretchFactor(holder.count() - 1, _BELOW)

    def _holder(self, number: int) -> QWidget:
        """Where the page of a tab stands as soon as it is built: its items, and below them what else belongs there."""
        if self._tabs[number] not in self._others:
            return self._areas[number]
        holder = QSplitter(Qt.Orientation.Vertical)
        holder.setChildrenCollapsible(False)
        if self._fields[number]:
            holder.addWidget(self._areas[number])
            holder.setStretchFactor(0, _ABOVE)
        return holder

    def _page(self, fields: list[Field]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for row, field in enumerate(fields):
            if field.id in self._panels:
                grid.addWidget(self._panels[field.id], row * 2, 0, 1, 3)
            else:
                self._row(grid, row * 2, field)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(fields) * 2, 1)
        return page

    def _row(self, grid: QGridLayout, row: int, field: Field) -> None:
        editor = editor_for(field, self._prefix)
        label = QLabel(field.label)
        label.setBuddy(editor.input)
        error = set_name(QLabel(), f"{self._prefix}.{field.id}_error", field.label)
        error.setWordWrap(True)
        theme.ink(error, theme.ERROR)
        error.hide()
        grid.addWidget(label, row, 0)
        if field.needed_nx and not isinstance(editor, CheckEditor):
            needed = QLabel(text("personnel.needed"))
            theme.ink(needed, theme.ERROR)
            grid.addWidget(needed, row, 1)
        grid.addWidget(editor, row, 2)
        grid.addWidget(error, row + 1, 2)
        self.editors[field.id] = editor
        self._errors[field.id] = error
        editor.set_value(self._values.get(field.id))
        editor.set_locked(field.id in self._locked)
        editor.changed.connect(self._edited)
        if isinstance(editor, TextEditor):
            editor.text.editingFinished.connect(lambda item=field.id: self.left.emit(item))
        else:
            editor.changed.connect(lambda item=field.id: None if self._loading else self.left.emit(item))

    def _edited(self) -> None:
        if not self._loading:
            self.changed.emit()

    def values(self) -> dict[str, Value]:
        """What stands in the form, as typed."""
        return self._values | {item: editor.value() for item, editor in self.editors.items()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show a record; its items stay untouched until the user edits them."""
        self._values = dict(values)
        self._loading = True
        for item, editor in self.editors.items():
            editor.set_value(values.get(item))
        self._loading = False
        self.show_issues(())

    def put(self, values: Mapping[str, Value]) -> None:
        """Write values into some items, as if the user had typed them."""
        for item, value in values.items():
            if item in self._tab_of and item not in self._panels:
                self.editor(item).set_value(value)

    def lock(self, item: str, locked: bool) -> None:
        """Show an item without letting it be changed."""
        (self._locked.add if locked else self._locked.discard)(item)
        if item in self.editors:
            self.editors[item].set_locked(locked)

    def lock_all(self) -> None:
        """Show the whole record without letting anything be changed."""
        for item in self._tab_of:
            self.lock(item, locked=True)

    def editor(self, item: str) -> FieldEditor:
        """The editor of an item, on whatever tab it stands."""
        self._need(self._tab_of[item])
        return self.editors[item]

    def go_to_tab(self, tab: str) -> None:
        """Show the tab with these words."""
        if tab in self._tabs:
            self.setCurrentIndex(self._tabs.index(tab))

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Show each sentence beside its item and mark the tabs that hold one."""
        sentences: dict[str, str] = {}
        for issue in issues:
            sentences.setdefault(issue.field, issue.sentence)
        for item in self._wrong - sentences.keys():
            self._show(item, "")
        for item, sentence in sentences.items():
            self._show(item, sentence)
        self._wrong = set(sentences)
        wrong_tabs = {self._tab_of[item] for item in sentences if item in self._tab_of}
        for number, tab in enumerate(self._tabs):
            self.setTabText(number, text("personnel.tab_wrong", tab=tab) if number in wrong_tabs else tab)
            self.tabBar().setTabTextColor(number, theme.ERROR if number in wrong_tabs else "#000000")
        if sentences:
            self.focus_field(next(iter(sentences)))

    def _show(self, item: str, sentence: str) -> None:
        if item in self._tab_of and item not in self._panels:
            set_error(self.editor(item).input, self._errors[item], sentence)

    def focus_field(self, item: str) -> None:
        """Go to an item, on whatever tab it stands."""
        if item not in self._tab_of:
            return
        number = self._tab_of[item]
        self.setCurrentIndex(number)
        target = self._panels[item] if item in self._panels else self.editor(item).input
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._areas[number].ensureWidgetVisible(target, 20, 60)

    def first_item(self) -> str:
        """The item that stands first."""
        return next((field.id for fields in self._fields for field in fields), "")

    def most_rows(self) -> int:
        """The number of items on the fullest page."""
        return max((len(fields) for fields in self._fields), default=0)

    def fit(self) -> None:
        """Follow a new text size."""
        for editor in self.editors.values():
            editor.fit()


def _ordered(tabs: Iterable[str], order: Sequence[str]) -> list[str]:
    """The tabs as `order` has them, unknown ones before its last one."""
    found = list(tabs)
    known = [tab for tab in order if tab in found]
    unknown = [tab for tab in found if tab not in order]
    return [*known[:-1], *unknown, *known[-1:]]


def _empty_page() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
