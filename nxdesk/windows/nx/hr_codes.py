"""人事コード保守: NX's tables of insurers (生保・損保コード). A code that is in use is switched off, never taken out."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from nxdesk.desk.people_list import search_words
from nxdesk.desk.program import Session
from nxdesk.records.hr_code import HR_CODE
from nxdesk.windows import theme
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.column_choice import choose_columns
from nxdesk.windows.nx.record_tab import Listed, RecordTab
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_PAUSE = 120
"""Milliseconds without a keystroke before what was typed narrows the list."""
SIZE = (76, 40)
"""In average characters."""


class HrCodesWindow(NxWindow):
    """One コード種別 at a time, its codes in a list, one of them in the editor."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("hr_codes", shell, parent)
        self.codes = RecordTab(session.records(HR_CODE.id), shell, self, self.refused, prefix="hr_codes")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._narrow)
        self._class = ""
        self._fill_centre()
        view = self.codes.list.view
        self.bar = MenuBar(self, shell, MenuPlan(
            "hr_codes", copy=view.copy, select_all=view.selectAll, fit_columns=view.fit_columns,
            columns=lambda: choose_columns(self, view)))
        self.deed("search_key", self.search.setFocus, "F3")
        self.deed("reload_key", self.codes.renew, "F5")
        self.guide(text("hr_codes.guide"))
        self.remember(*SIZE)
        shell.state.remember_columns(view.horizontalHeader(), "hr_codes")
        self.classes[next(iter(self.classes))].setChecked(True)
        view.setFocus()

    def _fill_centre(self) -> None:
        codes = HR_CODE.owner.shape.codes
        self.group = QButtonGroup(self)
        self.classes: dict[str, QRadioButton] = {}
        row = QHBoxLayout()
        row.addWidget(QLabel(f"{HR_CODE.owner.label}:"))
        for number, (code, words) in enumerate(codes.entries if codes else (), start=1):
            button = set_name(QRadioButton(f"{words}(&{number})"), f"hr_codes.class_{code}", words)
            button.toggled.connect(partial(self._choose, code))
            self.group.addButton(button)
            self.classes[code] = button
            row.addWidget(button)
        self.search = set_name(QLineEdit(), "hr_codes.search")
        self.search.setPlaceholderText(text("hr_codes.search_hint"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self.codes.list.view.setFocus)
        label = QLabel(text("hr_codes.search"))
        label.setBuddy(self.search)
        self.inactive = set_name(QCheckBox(text("hr_codes.inactive")), "hr_codes.inactive")
        self.inactive.setChecked(True)
        self.inactive.toggled.connect(lambda _: self._narrow())
        row.addSpacing(theme.width_of(self, 2))
        row.addWidget(label)
        row.addWidget(self.search, 1)
        row.addWidget(self.inactive)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(row)
        layout.addWidget(self.codes.list, 1)
        self.setCentralWidget(centre)

    def _choose(self, code: str, on: bool) -> None:
        """Show the codes of a class."""
        if on and code != self._class:
            self.codes.leave(lambda: self._load(code))

    def _load(self, code: str, then: Callable[[], None] = lambda: None) -> None:
        self._class = code

        def loaded(listed: Listed) -> None:
            self.codes.show_owner(code, self.classes[code].accessibleName(), listed)
            then()
        self.shell.jobs.run(self, lambda: self.codes.fetch(code), on_done=loaded, on_failed=self.refused)

    def _narrow(self) -> None:
        """Only what was typed, and without the codes that are not used any more where that is wanted."""
        words = search_words(self.search.text())
        self.codes.list.narrow(lambda record: (self.inactive.isChecked() or record.values["active"] != 0) and all(
            any(spelling in found for spelling in spellings) for spellings in words
            for found in [" ".join(str(record.values[name] or "") for name in ("code", "name", "short_name", "kana"))
                          .casefold()]))

    def open_record(self, owner: str, seq: int, item: str) -> None:
        """Open a code, at an item when one is named."""
        if owner not in self.classes:
            return
        self.search.clear()
        self.inactive.setChecked(True)
        if self._class != owner:
            self._class = owner
            self.classes[owner].setChecked(True)
            self._load(owner, lambda: self.codes.open_record(seq, item))
        else:
            self.codes.open_record(seq, item)

    def may_close(self) -> bool:
        """An editor that holds something typed asks."""
        if self.codes.editor is None:
            return True
        self.codes.leave(self.close_unasked)
        return False
