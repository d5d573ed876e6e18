"""The tabs of 人事マスター保守 that hold several records a person, a kind each or some together, in the window's order."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabWidget, QWidget

from nxdesk.desk.program import Session
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import KINDS
from nxdesk.windows.forms.record_form import RecordForm
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.record_tab import NOTHING, Listed, RecordTab
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

ORDER = ("基本", "連絡先", "雇用", "社会保険", "雇用保険", "通勤", "税・障害", "個人番号", "家族", "報酬", "賞与", "離職", "年末調整", "写真")
"""The tabs in order; those of kinds that are not named here stand before the last one."""

Family = Mapping[str, Listed]
"""A person's records by kind."""


def kept_by_person() -> tuple[Kind, ...]:
    """The kinds of which a person has several records."""
    return tuple(kind for kind in KINDS if kind.many and kind.by_person)


class RecordTabs(QObject):
    """The record lists of the person who is open. `pages` is what `RecordForm` makes their tabs of."""

    def __init__(self, session: Session, shell: Shell, window: QWidget, refused: Callable[[Exception], None]) -> None:
        super().__init__(window)
        self.tabs = {kind.id: RecordTab(session.records(kind.id), shell, window, refused,
                                        may_my_number=session.user.my_number) for kind in kept_by_person()}
        self._together: dict[str, QTabWidget] = {}

    def pages(self) -> dict[str, Callable[[], QWidget]]:
        """What makes the page of each tab."""
        places = dict.fromkeys(tab.kind.place for tab in self.tabs.values())
        return {place: partial(self._page, place) for place in places}

    def _page(self, place: str) -> QWidget:
        own = [tab for tab in self.tabs.values() if tab.kind.place == place]
        if len(own) == 1:
            return own[0].list
        together = set_name(QTabWidget(), f"personnel.{own[0].kind.id}_tabs", place)
        together.setDocumentMode(True)
        for tab in own:
            together.addTab(tab.list, tab.kind.label)
        self._together[place] = together
        return together

    def fetch(self, code: str) -> Family:
        """A person's records; blocks."""
        return {kind_id: tab.fetch(code) for kind_id, tab in self.tabs.items()}

    def show_person(self, code: str, name: str, records: Family) -> None:
        """Show a person's records."""
        for kind_id, tab in self.tabs.items():
            tab.show_owner(code, name, records.get(kind_id, NOTHING))

    def show_nobody(self, *, new: bool = False) -> None:
        """Nobody is open, or somebody `new` who has no records yet."""
        for tab in self.tabs.values():
            tab.show_nobody(text("records.new_owner", label=tab.kind.label) if new else "")

    def leave(self, then: Callable[[], None]) -> None:
        """Close the editor that is open, and go on; asks first when something typed would be lost."""
        _leave(tuple(self.tabs.values()), then)

    def open_record(self, form: RecordForm, kind_id: str, seq: int, item: str) -> None:
        """Show the tab of a kind, and open one of its records at an item."""
        tab = self.tabs.get(kind_id)
        if tab is None:
            return
        form.go_to_tab(tab.kind.place)
        if tab.kind.place in self._together:
            self._together[tab.kind.place].setCurrentWidget(tab.list)
        tab.open_record(seq, item)


def _leave(tabs: Iterable[RecordTab], then: Callable[[], None]) -> None:
    """One editor after the other; there is never more than one in sight."""
    first, *others = tabs
    first.leave((lambda: _leave(others, then)) if others else then)
