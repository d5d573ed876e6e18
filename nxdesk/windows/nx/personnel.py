"""人事マスター保守: find, create, edit and retire a person. A form holds a draft; 登録 judges all and saves once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSplitter, QToolBar, QVBoxLayout, QWidget

from nxdesk.desk.people import PersonDraft
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.records.clock import shown
from nxdesk.records.kinds import kind
from nxdesk.records.messages import Issue
from nxdesk.windows import message, theme
from nxdesk.windows.aid_strip import AidStrip, aid_label
from nxdesk.windows.forms.record_form import RecordForm
from nxdesk.windows.menubar import MenuBar, MenuPlan
from nxdesk.windows.names import set_name
from nxdesk.windows.nx.person_finder import PersonFinder
from nxdesk.windows.nx.person_my_number import MyNumberPanel, NumberAccess
from nxdesk.windows.nx.person_photo import PhotoPanel
from nxdesk.windows.nx.person_retire import RetireDialog
from nxdesk.windows.nx.personnel_tabs import ORDER, Family, RecordTabs
from nxdesk.windows.nx.photo_file import Photo, decoded
from nxdesk.windows.nx_window import NxWindow
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_STALE = "NXD_N_04"
"""Somebody else has changed the person meanwhile."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A person with what is kept apart from the record."""

    draft: PersonDraft
    has_my_number: bool = False
    photo: Photo | None = None
    records: Family = field(default_factory=dict)


class _Goal(NamedTuple):
    """Where to go when a person is open: to an item, of the person or of the record of a kind with this number."""

    field: str = ""
    member: int = 0
    kind: str = "family"


_NOWHERE = _Goal()


class PersonnelWindow(NxWindow):
    """Left the people, right the open person's items on tabs."""

    def __init__(self, session: Session, shell: Shell, parent: QWidget | None = None,
                 open_log: Callable[[str], None] | None = None,
                 open_history: Callable[[str], None] | None = None) -> None:
        super().__init__("personnel", shell, parent)
        self._session = session
        self._people = session.people
        self._open_history = open_history
        self._draft: PersonDraft | None = None
        self._goal = _NOWHERE
        self._dirty = False
        self._fill_centre()
        if open_log is not None:
            self._offer_log(open_log)
        self._fill_toolbar()
        self.guide(text("personnel.guide"))
        self.remember(105, 54)
        shell.state.remember_splitter(self.splitter, "personnel")
        shell.theme.changed.connect(self._fit)
        self._show_nobody()
        self.finder.search()
        self.finder.entry.setFocus()

    def _fill_toolbar(self) -> None:
        bar = QToolBar()
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.register = self.deed("register", self.save, "F12", text("personnel.register"))
        self.new = self.deed("new", self._ask_new, "F6", text("personnel.new"))
        self.copy = self.deed("copy", self._ask_copy, "F7", text("personnel.copy"))
        self.retire = self.deed("retire", self._ask_retire, "F8", text("personnel.retire"))
        self.history = self.deed("history", self._show_history, "F9", text("personnel.history"))
        self.history.setVisible(self._open_history is not None)
        self.deed("find", self.finder.entry.setFocus, "F3")
        actions = [self.register, self.new, self.copy, self.retire, self.history]
        for action in actions:
            bar.addAction(action)
            button = bar.widgetForAction(action)
            set_name(button, f"{action.objectName()}_button", action.iconText())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(bar)
        self.bar = MenuBar(self, self.shell, MenuPlan("personnel", file=actions))

    def _fill_centre(self) -> None:
        self.finder = PersonFinder(self._session.search, self.shell, self.refused)
        self.finder.chosen.connect(self.open_person)
        self.my_number = MyNumberPanel(self.shell, allowed=self._session.user.my_number)
        self.photo = PhotoPanel(self._people, self.shell, self.refused)
        self.records = RecordTabs(self._session, self.shell, self, self.refused)
        self.form = RecordForm(kind("employee"), "personnel", {"my_number": self.my_number, "photo": self.photo},
                               others=self.records.pages(), order=ORDER)
        self.form.changed.connect(self._edited)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.finder)
        self.splitter.addWidget(self._right())
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([theme.width_of(self, 26), theme.width_of(self, 79)])
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addWidget(self.splitter)
        self.setCentralWidget(centre)

    def _offer_log(self, open_log: Callable[[str], None]) -> None:
        """nxdesk's strip below the 個人番号: who handled those of this person and the family."""
        strip = AidStrip(self.shell.aids, "personnel.number_log_aids")
        self.number_log = set_name(QPushButton(text("personnel.number_log")), "personnel.number_log")
        self.number_log.clicked.connect(lambda _: open_log(self._code))
        words = aid_label("personnel.number_log_aid", text("personnel.number_log_aid"))
        # In a page that scrolls, wrapped words would be cut.
        words.setWordWrap(False)
        strip.content.addWidget(words, 0, 0)
        strip.content.addWidget(self.number_log, 0, 1)
        strip.content.setColumnStretch(0, 1)
        self.my_number.add_below(strip)

    @property
    def _code(self) -> str:
        """The 個人コード of the person who is open; empty for nobody and for somebody who is not saved yet."""
        draft = self._draft
        return str(draft.values["employee_code"] or "") if draft is not None and draft.version else ""

    def _right(self) -> QWidget:
        self.person = set_name(QLabel(), "personnel.person")
        font = self.person.font()
        font.setBold(True)
        self.person.setFont(font)
        self.updated = set_name(QLabel(), "personnel.updated", text("personnel.updated", stamp=""))
        self.linked = set_name(QLabel(), "personnel.linked", text("personnel.person"))
        self.notice = set_name(QLabel(), "personnel.notice", text("personnel.person"))
        theme.ground(self.linked, "#fff6d6")
        for label in (self.linked, self.notice):
            label.setWordWrap(True)
            label.setContentsMargins(4, 3, 4, 3)
            label.hide()
        right = QWidget()
        layout = QGridLayout(right)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addWidget(self.person, 0, 0)
        layout.addWidget(self.updated, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.linked, 1, 0, 1, 2)
        layout.addWidget(self.notice, 2, 0, 1, 2)
        layout.addWidget(self.form, 3, 0, 1, 2)
        layout.setRowStretch(3, 1)
        return right

    def _fit(self, _scale: int) -> None:
        self.finder.fit()
        self.form.fit()

    # What stands in the form

    def _show_nobody(self) -> None:
        self._draft = None
        self._dirty = False
        self.person.setText(text("personnel.none"))
        self.form.set_values({})
        self.form.setEnabled(False)
        self.my_number.show_number(None, stored=False)
        self.photo.show_person("", None)
        self.records.show_nobody()
        self._enable()

    def _show(self, loaded: _Loaded) -> None:
        draft = loaded.draft
        self._draft = draft
        code = self._code
        self.form.setEnabled(True)
        self.form.set_values(draft.values)
        self.form.lock("employee_code", bool(draft.version))
        self.my_number.show_number(self._number_of(code) if code else None, stored=loaded.has_my_number)
        self.photo.show_person(code, loaded.photo)
        if code:
            self.records.show_person(code, f"{self._name(draft)}（{code}）", loaded.records)
        else:
            self.records.show_nobody(new=True)
        self._dirty = False
        self._head(draft, code)
        self.finder.mark(code)
        self._enable()
        goal, self._goal = self._goal, _NOWHERE
        self._go_to(goal)

    def _number_of(self, code: str) -> NumberAccess:
        return NumberAccess(lambda purpose: self._people.reveal_my_number(code, purpose),
                            lambda number: self._people.set_my_number(code, number))

    @staticmethod
    def _name(draft: PersonDraft) -> str:
        return " ".join(str(part) for part in (draft.values["last_name"], draft.values["first_name"]) if part)

    def _head(self, draft: PersonDraft, code: str) -> None:
        self.person.setText(f"{code}　{self._name(draft)}" if code else text("personnel.new_person"))
        self.updated.setText(text("personnel.updated", stamp=shown(draft.updated_at)) if draft.updated_at else "")
        self.linked.setText(text("personnel.linked", stamp=shown(draft.linked_at)) if draft.linked_at else "")
        self.linked.setVisible(bool(draft.linked_at))
        self._say("")

    def _say(self, sentence: str, colour: str = theme.ERROR) -> None:
        theme.ink(self.notice, colour)
        self.notice.setText(sentence)
        self.notice.setVisible(bool(sentence))

    def _edited(self) -> None:
        self._dirty = True
        self._enable()

    def _enable(self) -> None:
        self.register.setEnabled(self._draft is not None)
        for action in (self.retire, self.copy, self.history):
            action.setEnabled(bool(self._code))

    # Opening

    def open_person(self, code: str, item: str = "", member: int | None = None, kind_id: str = "family") -> None:
        """Open a person, at an item when one is named, or at one of the person's record of a kind with this number.

        It asks first when something typed would be lost.
        """
        goal = _Goal(item, member or 0, kind_id)
        if code and self._code == code:
            self._go_to(goal)
        else:
            self.records.leave(lambda: self._unless_dirty(lambda: self._load(code, goal)))

    def _go_to(self, goal: _Goal) -> None:
        if goal.member:
            self.records.open_record(self.form, goal.kind, goal.member, goal.field)
        elif goal.field:
            self.form.focus_field(goal.field)

    def _load(self, code: str, goal: _Goal) -> None:
        self._goal = goal
        self._draft = None
        self._enable()
        self.shell.jobs.run(self, lambda: self._fetch(code), on_done=self._show, on_failed=self._not_loaded)

    def _not_loaded(self, error: Exception) -> None:
        self._show_nobody()
        self.refused(error)

    def _fetch(self, code: str) -> _Loaded:
        return _Loaded(self._people.load(code), self._people.has_my_number(code), self._photo(code),
                       self.records.fetch(code))

    def _photo(self, code: str) -> Photo | None:
        data = self._people.photo(code)
        return decoded(data) if data else None

    def _ask_new(self) -> None:
        self._unless_dirty(self._start_new)

    def _start_new(self) -> None:
        self._goal = _Goal("employee_code")
        self._show(_Loaded(self._people.new()))

    def _ask_copy(self) -> None:
        self._unless_dirty(self._start_copy)

    def _start_copy(self) -> None:
        """コピーして新規: the draft of somebody new, with what does not belong to one person alone."""
        code = self._code
        self._goal = _Goal("employee_code")
        self.shell.jobs.run(self, lambda: self._people.copied(code), on_done=self._copied, on_failed=self.refused)

    def _copied(self, draft: PersonDraft) -> None:
        self._show(_Loaded(draft))
        self._edited()
        self._say(text("personnel.copied"), theme.AID_INK)

    def _show_history(self) -> None:
        if self._open_history is not None and self._code:
            self._open_history(self._code)

    def _unless_dirty(self, deed: Callable[[], None]) -> None:
        if not self._dirty:
            deed()
            return
        message.question(self, text("personnel.title"), text("personnel.unsaved"), name="personnel.unsaved",
                         on_yes=deed, on_no=self._stay)

    def _stay(self) -> None:
        if self._draft is not None:
            self.finder.mark(self._code)

    # Saving

    def save(self) -> None:
        """登録: the whole draft is judged; what is wrong stands beside its item, and nothing is saved by halves."""
        if self._draft is None:
            return
        draft = replace(self._draft, values=self._draft.values | self.form.values())
        self._busy(True)
        self.shell.jobs.run(self, lambda: self._save(draft), on_done=self._judged, on_failed=self._not_saved)

    def _save(self, draft: PersonDraft) -> tuple[_Loaded, list[Issue]]:
        saved, issues = self._people.save(draft)
        return (_Loaded(saved), issues) if issues else (self._fetch(str(saved.values["employee_code"])), [])

    def _judged(self, answer: tuple[_Loaded, list[Issue]]) -> None:
        loaded, issues = answer
        self._busy(False)
        self.form.show_issues(issues)
        if issues:
            self._say(text("personnel.fix", count=len({issue.field for issue in issues})))
            return
        tab = self.form.currentIndex()
        self._show(loaded)
        self.form.setCurrentIndex(tab)
        self._say(text("personnel.saved"), theme.AID_INK)
        self.finder.renew()

    def _busy(self, busy: bool) -> None:
        self.register.setEnabled(not busy)
        self.form.setEnabled(not busy)

    def _not_saved(self, error: Exception) -> None:
        self.form.setEnabled(self._draft is not None)
        self._enable()
        draft = self._draft
        if isinstance(error, Refusal) and error.code == _STALE and draft is not None:
            message.question(self, text("personnel.title"), f"{text('personnel.stale')}({error.code})",
                             name="personnel.stale",
                             on_yes=lambda: self._load(str(draft.values["employee_code"]), _NOWHERE))
        else:
            self.refused(error)

    # Retiring

    def _ask_retire(self) -> None:
        self._unless_dirty(self._open_retire)

    def _open_retire(self) -> None:
        if self._draft is None or not self._draft.version:
            return
        values = self._draft.values
        name = self._name(self._draft)
        day = str(values["retire_date"] or self._session.desk.clock.today())
        code = str(values["employee_code"])
        self.retire_dialog = RetireDialog(self, name, day, lambda chosen: self._retire(code, chosen))
        self.retire_dialog.open()

    def _retire(self, code: str, day: str) -> None:
        def deed() -> _Loaded:
            self._people.retire(code, day)
            return self._fetch(code)
        self.shell.jobs.run(self.retire_dialog, deed, on_done=self._retired, on_failed=self._not_retired)

    def _retired(self, loaded: _Loaded) -> None:
        self.retire_dialog.accept()
        self._show(loaded)
        self._say(text("personnel.retired"), theme.AID_INK)
        self.finder.renew()

    def _not_retired(self, error: Exception) -> None:
        if not isinstance(error, Refusal):
            raise error
        self.retire_dialog.refuse(f"{error.sentence}({error.code})")

    def may_close(self) -> bool:
        """Ask when something was typed and not saved."""
        if not self._dirty:
            return True
        message.question(self, text("personnel.title"), text("personnel.unsaved"), name="personnel.unsaved",
                         on_yes=self.close_unasked)
        return False
