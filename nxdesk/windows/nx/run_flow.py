"""Leads a registration run through its windows; what the steps are and do is `desk.registration`'s matter.

Each step of the run has one method here that shows it. Blocking steps run in jobs behind a progress dialog.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from nxdesk.desk import run_texts
from nxdesk.desk.impact import ImpactItem, ImpactRecord
from nxdesk.desk.outcomes import REGISTERED, UNKNOWN
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_state import ListRow, RunResult, RunState, Selection, Step
from nxdesk.desk.run_unresolved import UNRESOLVED
from nxdesk.records.fields import Kind
from nxdesk.windows import message
from nxdesk.windows.console.despite_dialog import DespiteDialog
from nxdesk.windows.console.impact_pane import ImpactPane
from nxdesk.windows.console.impact_rows import ImpactRows, impact_rows
from nxdesk.windows.console.losses_dialog import LossesDialog
from nxdesk.windows.console.relink_banner import RelinkBanner
from nxdesk.windows.jobs import Job, Lane
from nxdesk.windows.nx.list_window import ListColumns, ListWindow, OpenPerson, columns_of
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.nx.run_ending import RunEnding
from nxdesk.windows.nx.run_progress import RunProgress
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_OPEN = (Step.SELECT_PEOPLE, Step.ERRORS, Step.COMPARISON)


class RunFlow(QObject):
    """One run of one kind, from 個人選択 to the result. `finished` when its windows are gone."""

    finished = Signal()

    def __init__(self, session: Session, shell: Shell, kind: Kind, parent: QWidget,
                 open_person: OpenPerson | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shell = shell
        self._kind = kind
        self._window = parent
        self._open_person = open_person
        self.run = session.run(kind.id)
        shell.relink.changed.connect(self._relink_changed)
        self.selection: PersonSelectionWindow | None = None
        self.list: ListWindow | None = None
        self.progress: RunProgress | None = None
        self._job: Job | None = None
        self._columns: ListColumns = ()
        self._impact_rows: ImpactRows | None = None
        self._pane: ImpactPane | None = None
        self.losses: LossesDialog | None = None
        self.ending: RunEnding | None = None

    @property
    def title(self) -> str:
        """The title of the run's dialogs and lists, such as 社員登録."""
        return self._kind.register_label

    @property
    def sending(self) -> bool:
        """People's data may be on its way."""
        return self.run.state.step is Step.SENDING

    def begin(self) -> None:
        """Open 個人選択."""
        window = PersonSelectionWindow(self._session, self._shell, self._kind, self._window)
        window.executed.connect(self._chosen)
        window.left.connect(self._left)
        window.failed.connect(self._broken)
        self.selection = window
        window.show()

    def to_front(self) -> None:
        """Show the window where the run stands."""
        for window in (self.progress, self.list, self.selection):
            if window is not None and window.isVisible():
                window.raise_()
                window.activateWindow()
                return

    def abandon(self) -> None:
        """End the run wherever it stands; what is being sent is stopped and stays to be asked for."""
        if self._job is not None:
            self._job.forget()
            self.run.cancel()
        self._hide_progress()
        self._close_list()
        self._left()

    def _left(self) -> None:
        if self.selection is not None:
            window, self.selection = self.selection, None
            window.close_unasked()
            self.deleteLater()
            self.finished.emit()

    # The steps

    def _show(self, state: RunState) -> None:
        """Show the step where the run stands now."""
        self._hide_progress()
        show = {Step.SELECT_PEOPLE: self._select, Step.CONFIRM: self._confirm, Step.CHECKING: self._check,
                Step.ERRORS: self._errors, Step.COMPARING: self._compare, Step.NOBODY_LEFT: self._nobody_left,
                Step.COMPARISON: self._comparison, Step.LOSSES: self._losses, Step.SENDING: self._send,
                Step.RESULT: self._result, Step.FAILED: self._failed}
        show[state.step](state)

    def _chosen(self, selection: Selection) -> None:
        try:
            state = self.run.choose(selection)
        except Refusal as refused:
            if refused.field != "relink" or self._start_anew():
                self._refuse(refused)
            return
        self._show(state)

    def _confirm(self, state: RunState) -> None:
        message.question(self._top(), self.title, run_texts.confirm(self._kind, state), name="run.confirm",
                         on_yes=lambda: self._show(self.run.confirm()), on_no=self._back,
                         yes=text("app.ok"), no=text("app.cancel"), default_yes=True,
                         warn=state.selection.my_number)

    def _check(self, _: RunState) -> None:
        self._work(self.run.check, text("run.checking"))

    def _compare(self, _: RunState) -> None:
        self._work(self.run.compare, text("run.comparing"), "network", counted="run.comparing_count")

    def _errors(self, state: RunState) -> None:
        reason = "" if state.sendable else run_texts.nobody_without_errors()
        window = self._open_list(state, reason)
        window.accepted.connect(lambda: self._ask_staying_behind(state))

    def _ask_staying_behind(self, state: RunState) -> None:
        message.question(self._top(), self.title, run_texts.staying_behind(state), name="run.staying_behind",
                         on_yes=self._accept, yes=text("run.go_on"), no=text("run.stay"), default_yes=True)

    def _comparison(self, state: RunState) -> None:
        if self.list is not None:
            self.list.activateWindow()
            return
        window = self._open_list(state, "")
        behind = any(row.is_error for row in state.rows)
        window.accepted.connect(lambda: self._ask_staying_behind(state) if behind else self._accept())
        if state.tenant_warning:
            message.question(window, self.title, state.tenant_warning, name="run.tenant_warning", on_yes=self._warned,
                             on_no=window.reject, yes=text("run.warn_go_on"), no=text("run.warn_stop"),
                             warn=True)

    def _warned(self) -> None:
        """The warning was answered, and is not said again."""
        self._shell.jobs.run(self, self.run.warning_read, on_failed=self._broken)

    def _accept(self) -> None:
        state = self.run.accept()
        if state.step is not Step.LOSSES:
            self._close_list()
        self._show(state)

    def _losses(self, state: RunState) -> None:
        """The losses stand over the list, so that the pane can be read; キャンセル leads back to it."""
        if state.impact is None or self._impact_rows is None:
            return
        dialog = LossesDialog(self._shell, self.title, state.impact, self._impact_rows, self._top())
        dialog.rejected.connect(self._back)
        dialog.agreed.connect(lambda typed, ticked: self._accept_losses(dialog, typed, ticked))
        self.losses = dialog
        dialog.open()

    def _accept_losses(self, dialog: LossesDialog, typed: str, ticked: tuple[str, ...]) -> None:
        try:
            state = self.run.accept_losses(typed, ticked)
        except Refusal as refused:
            dialog.refuse(f"{refused.sentence}({refused.code})")
            return
        dialog.accept()
        self._close_list()
        self._show(state)

    def _nobody_left(self, state: RunState) -> None:
        message.information(self._top(), self.title, run_texts.nobody_left(state), name="run.nobody_left",
                            on_closed=self._back)

    def _send(self, _: RunState) -> None:
        self._work(self.run.send, text("run.preparing"), "network", counted="run.sending")

    def _result(self, state: RunState) -> None:
        result = _known(state)
        words = run_texts.ending(self._kind, result, relink=state.relink)
        if result.outcome == REGISTERED:
            self.ending = RunEnding(self._session, self._shell, self._kind, relink=state.relink, parent=self,
                                    sanity=self.run.sanity)
            self.ending.finished.connect(self._left)
            self.ending.show(self._top(), words)
        elif result.outcome == UNKNOWN:
            words = f"{words}\n\n{text('run.later_hint')}"
            message.question(self._top(), self.title, words, name="run.unknown", on_yes=self._ask, on_no=self._left,
                             yes=text("run.ask"), no=text("run.later"), default_yes=True)
        else:
            self._not_registered(state, words)

    def _ask(self) -> None:
        self._work(self.run.ask, text("run.asking"), "network")

    def _failed(self, state: RunState) -> None:
        if _known(state).code == UNRESOLVED:
            dialog = DespiteDialog(self.title, run_texts.ending(self._kind, _known(state)), self._top())
            dialog.rejected.connect(self._back)
            dialog.agreed.connect(lambda reason: self._despite(dialog, reason))
            dialog.open()
            return
        self._not_registered(state, run_texts.ending(self._kind, _known(state)))

    def _despite(self, dialog: DespiteDialog, reason: str) -> None:
        """Go on with people of an unknown outcome, where a reason was given."""
        try:
            self.run.despite_unknown(reason)
        except Refusal as refused:
            dialog.refuse(f"{refused.sentence}({refused.code})")
            return
        dialog.accept()
        self._work(lambda: self.run.state, text("run.preparing"))

    def _not_registered(self, state: RunState, words: str) -> None:
        result = _known(state)
        if result.rest and state.step is Step.RESULT:
            words = f"{words}\n\n{run_texts.rest(result)}"
            message.question(self._top(), self.title, words, name="run.failed", on_yes=self._retry_with_rest,
                             on_no=lambda: self._show_refused_rows(state), no=text("run.show_refused"),
                             yes=text("run.rest", count=result.rest))
            return
        closed = (lambda: self._show_refused_rows(state)) if result.rows else self._back
        message.warning(self._top(), self.title, words, name="run.failed", on_closed=closed)

    def _retry_with_rest(self) -> None:
        """Compare anew without those whom e-AMANO would not take, and go on from there."""
        self._show(self.run.retry_with_rest())

    def _show_refused_rows(self, state: RunState) -> None:
        self._open_list(state, text("list.refused_there"), _known(state).rows)

    def _back(self) -> None:
        self._show(self.run.back())

    def _select(self, _: RunState) -> None:
        """個人選択 again, with the choice kept; the people are read anew, since they may have been corrected."""
        if self.selection is not None:
            self.selection.show()
            self.selection.activateWindow()
            self.selection.reload()

    # Lists

    def _open_list(self, state: RunState, reason: str, rows: tuple[ListRow, ...] = ()) -> ListWindow:
        shown = rows or state.rows
        columns = columns_of(shown) if rows else self._columns
        window = ListWindow(self._shell, self.title, shown, columns, self._session.desk.clock, self._window)
        window.explain(state.notes, reason=reason, open_person=self._open_person)
        if state.relink:
            window.explain_relink()
        window.add_banner(RelinkBanner(self._session, self._shell, "list"))
        if self._pane is not None:
            pane, self._pane = self._pane, None
            window.show_impact(pane)
        window.rejected.connect(self._list_rejected)
        self.list = window
        window.show()
        if self.selection is not None:
            self.selection.hide()
        return window

    def _details(self, record: ImpactRecord) -> Sequence[ImpactItem]:
        """Everything about a record; asks e-AMANO."""
        whole = self.run.full_effects(record.code, record.member_key)
        return whole.items if whole is not None else record.items

    def _list_rejected(self) -> None:
        if self.list is not None:
            self.list = None
            self._back()

    def _close_list(self, *, show_selection: bool = False) -> None:
        if self.list is not None:
            window, self.list = self.list, None
            window.close()
        if show_selection and self.selection is not None:
            self.selection.show()

    # Work in the background

    def _work(self, step: Callable[..., RunState], words: str, lane: Lane = "database", *,
              counted: str = "") -> None:
        """Run a step behind its progress; `counted` is the text for the count of a step that reports one."""
        progress = RunProgress(self.title, self._top())
        progress.tell(words)
        progress.stopped.connect(self._stop)
        self.progress = progress
        progress.open()
        on_progress = partial(progress.count, counted) if counted else None
        self._job = self._shell.jobs.run(
            self, (lambda report: _made_ready(step(report))) if counted else (lambda: _made_ready(step())),
            on_done=self._worked, on_failed=self._broken, on_progress=on_progress, lane=lane)

    def _worked(self, answer: tuple[RunState, ListColumns, ImpactRows | None]) -> None:
        """The step has answered. The impact pane takes a turn of the event loop of its own: both at once are long."""
        self._job = None
        state, self._columns, self._impact_rows = answer
        if state.impact is None or self._impact_rows is None:
            self._show(state)
            return
        self._pane = ImpactPane(self._shell, state.impact, self._impact_rows, self._details, self._window)
        QTimer.singleShot(0, self, lambda: self._show(state) if self.selection is not None else None)

    def _stop(self) -> None:
        """中止. Nothing has been sent before SENDING, so that the run is dropped there and then."""
        self.run.cancel()
        if self.run.state.step in (Step.CHECKING, Step.COMPARING) and self._job is not None:
            self._job.forget()
            self._start_anew()

    def _broken(self, error: Exception) -> None:
        """A refusal is told and leads back to 個人選択; anything else is a fault of the program."""
        anew = self._start_anew()
        if not isinstance(error, Refusal):
            raise error
        if anew:
            self._refuse(error)

    def _start_anew(self) -> bool:
        """Back to 個人選択 with a new run; False where there can be none, which has been told."""
        self._job = None
        self._hide_progress()
        self._close_list()
        try:
            self.run = self._session.run(self._kind.id)
        except Refusal as refused:  # The stored settings cannot be read any more.
            self._left()
            self._refuse(refused)
            return False
        if self.selection is not None:
            self.selection.show()
            self.selection.activateWindow()
        return True

    def _relink_changed(self) -> None:
        """The switch was changed while a window of the run is open: the run begins anew with what holds now.

        Its dialogs block the windows where the switch can be changed.
        """
        if self.run.state.step in _OPEN:
            self._shell.jobs.run(self, lambda: self._session.relink.on, on_done=self._renew, on_failed=self._broken)

    def _renew(self, relink: object) -> None:
        step = self.run.state.step
        if step not in _OPEN or self.run.relink == relink:
            return
        if self._start_anew() and step is not Step.SELECT_PEOPLE:
            message.information(self._top(), self.title, text("relink.changed"), name="run.relink_changed")

    def _refuse(self, refused: Refusal) -> None:
        words = "\n".join(part for part in (f"{refused.sentence}({refused.code})", refused.check) if part)
        if refused.field == "as_of" and self.selection is not None:
            self.selection.show_problem(words)
            return
        message.warning(self._top(), self.title, words, name="run.refused")

    def _hide_progress(self) -> None:
        if self.progress is not None:
            progress, self.progress = self.progress, None
            progress.finish()

    def _top(self) -> QWidget:
        """The window over which dialogs open."""
        for window in (self.list, self.selection):
            if window is not None and window.isVisible():
                return window
        return self._window


def _known(state: RunState) -> RunResult:
    return state.result or RunResult(UNKNOWN, "")


def _made_ready(state: RunState) -> tuple[RunState, ListColumns, ImpactRows | None]:
    """What the list of this step shows, made ready where it does not hold up the windows."""
    listed = state.step in (Step.ERRORS, Step.COMPARISON)
    impact = state.impact if state.step is Step.COMPARISON else None
    return state, columns_of(state.rows) if listed else (), impact_rows(impact) if impact is not None else None
