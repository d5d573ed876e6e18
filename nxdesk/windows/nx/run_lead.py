"""Leads a run of either direction through its windows; what the steps are and do is the desk's matter.

Each step has one method that shows it, given by `steps` of the flow of a direction. Blocking steps run in jobs behind a
progress dialog.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from nxdesk.desk.documents import DocumentChoice
from nxdesk.desk.impact import Impact, ImpactItem, ImpactRecord
from nxdesk.desk.pauses import OnPause
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_state import ListRow, Selection, Step
from nxdesk.records.fields import Kind
from nxdesk.windows import message
from nxdesk.windows.console.impact_pane import ImpactPane
from nxdesk.windows.console.impact_rows import ImpactRows, impact_rows
from nxdesk.windows.console.losses_dialog import LossesDialog
from nxdesk.windows.jobs import Job, Lane, Report
from nxdesk.windows.nx.direction import Direction
from nxdesk.windows.nx.list_window import ListColumns, ListWindow, OpenRecord, columns_of
from nxdesk.windows.nx.person_selection import PersonSelectionWindow
from nxdesk.windows.nx.run_progress import RunProgress
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text


class AnyState(Protocol):
    """What the states of both directions tell."""

    @property
    def step(self) -> Step:
        """Where the run stands."""

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """Those of the list."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks beside the list."""

    @property
    def impact(self) -> Impact | None:
        """What the run will do."""


class AnyRun(Protocol):
    """What the runs of both directions can."""

    @property
    def state(self) -> Any:
        """Where the run stands, and what is known there."""

    def choose(self, selection: Selection) -> Any:
        """The chosen people; raises Refusal."""

    def accept_losses(self, typed: str | None = None, ticked: Sequence[str] = ()) -> Any:
        """What is lost was confirmed; raises Refusal."""

    def back(self) -> Any:
        """キャンセル."""

    def cancel(self) -> None:
        """中止, from any thread."""

    def watch(self, on_pause: OnPause) -> None:
        """Tell this of the pauses between attempts."""

    def hurry(self) -> None:
        """今すぐ, from any thread."""

    def full_effects(self, code: str, member_key: str = "") -> ImpactRecord | None:
        """Everything about a record; blocks."""


State = TypeVar("State", bound=AnyState)
Run = TypeVar("Run", bound=AnyRun)


class Ready(NamedTuple):
    """What a step has answered, with what its list shows made ready where it does not hold up the windows."""

    state: Any
    columns: ListColumns
    rows: ImpactRows | None


class RunLead(QObject, Generic[Run]):
    """One run of one kind, from 個人選択 to the result. `finished` when its windows are gone."""

    finished = Signal()
    direction: Direction

    def __init__(self, session: Session, shell: Shell, kind: Kind, parent: QWidget,
                 open_record: OpenRecord | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shell = shell
        self._kind = kind
        self._window = parent
        self._open_record = open_record
        self.run: Run = self._new_run()
        self.selection: PersonSelectionWindow | None = None
        self.list: ListWindow | None = None
        self.progress: RunProgress | None = None
        self._job: Job | None = None
        self._columns: ListColumns = ()
        self._impact_rows: ImpactRows | None = None
        self._pane: ImpactPane | None = None
        self._open = True
        self.losses: LossesDialog | None = None

    # What a direction gives

    @abstractmethod
    def _new_run(self) -> Run:
        """A new run of the kind; raises Refusal."""

    @abstractmethod
    def _steps(self) -> Mapping[Step, Callable[[Any], None]]:
        """What shows each step."""

    @property
    @abstractmethod
    def sending(self) -> bool:
        """Something is being written that cannot be left at once."""

    @property
    def title(self) -> str:
        """The title of the run's dialogs and lists, such as 社員登録."""
        return self.direction.label(self._kind)

    def _documents(self) -> Sequence[DocumentChoice]:
        """The documents among which 個人選択 lets choose; blocks."""
        return ()

    # The windows

    def begin(self) -> None:
        """Open 個人選択; kinds without people have none, and begin behind it."""
        if not self._kind.by_person:
            self._show(self.run.state)
            return
        window = PersonSelectionWindow(self._session, self._shell, self._kind, self._window, self.direction,
                                       self._documents)
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
        if not self._open:
            return
        self._open = False
        if self.selection is not None:
            window, self.selection = self.selection, None
            window.close_unasked()
        self.deleteLater()
        self.finished.emit()

    # The steps of both directions

    def _show(self, state: Any) -> None:
        """Show the step where the run stands now."""
        self._hide_progress()
        self._steps()[state.step](state)

    def _chosen(self, selection: Selection) -> None:
        try:
            state = self.run.choose(selection)
        except Refusal as refused:
            if refused.field != "relink" or self._start_anew():
                self._refuse(refused)
            return
        self._show(state)

    def _losses(self, state: Any) -> None:
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

    def _back(self) -> None:
        self._show(self.run.back())

    def _select(self, _: Any) -> None:
        """個人選択 again, with the choice kept; the people are read anew, since they may have been corrected.

        Where nobody is chosen, there is nothing to go back to.
        """
        if self.selection is None:
            self._left()
            return
        self.selection.show()
        self.selection.activateWindow()
        self.selection.reload()

    # Lists

    def _open_list(self, state: Any, reason: str, rows: tuple[ListRow, ...] = ()) -> ListWindow:
        shown = rows or state.rows
        columns = columns_of(shown) if rows else self._columns
        window = ListWindow(self._shell, self.title, shown, columns, self._session.desk.clock, self._window,
                            self.direction)
        window.explain(state.notes, reason=reason, open_row=self._open_row if self._open_record else None)
        self._dress(window, state)
        if self._pane is not None:
            pane, self._pane = self._pane, None
            window.show_impact(pane)
        window.rejected.connect(self._list_rejected)
        self.list = window
        window.show()
        if self.selection is not None:
            self.selection.hide()
        return window

    def _dress(self, window: ListWindow, state: Any) -> None:
        """Add what only the lists of a direction have."""

    def _open_row(self, row: ListRow) -> None:
        if self._open_record is not None:
            self._open_record(self._kind.id, row.owner, row.member, row.field)

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

    def _work(self, step: Callable[..., Any], words: str, lane: Lane = "database", *, counted: str = "") -> None:
        """Run a step behind its progress; `counted` is the text for the count of a step that reports one.

        What is reported is a deed of the progress and its arguments.
        """
        run = self.run
        progress = RunProgress(self.title, self._top())
        progress.tell(words)
        progress.stopped.connect(self._stop)
        progress.hurried.connect(run.hurry)
        self.progress = progress
        progress.open()

        def work(report: Report) -> Ready:
            run.watch(partial(report, progress.wait))
            return _made_ready(step(partial(report, partial(progress.count, counted))) if counted else step())
        self._job = self._shell.jobs.run(self, work, on_done=self._worked, on_failed=self._broken,
                                         on_progress=lambda deed, *facts: deed(*facts), lane=lane)

    def _worked(self, answer: Ready) -> None:
        """The step has answered. The impact pane takes a turn of the event loop of its own: both at once are long."""
        self._job = None
        state, self._columns, self._impact_rows = answer
        if state.impact is None or self._impact_rows is None:
            self._show(state)
            return
        self._pane = ImpactPane(self._shell, state.impact, self._impact_rows, self._details, self._window)
        QTimer.singleShot(0, self, lambda: self._show(state) if self._open else None)

    def _stop(self) -> None:
        """中止. Nothing has been written before SENDING, so that the run is dropped there and then."""
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
            self.run = self._new_run()
        except Refusal as refused:  # The stored settings cannot be read any more.
            self._left()
            self._refuse(refused)
            return False
        if self.selection is not None:
            self.selection.show()
            self.selection.activateWindow()
        elif not self._kind.by_person:
            self._left()
        return True

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

    def _ask_staying_behind(self, sentence: str, accept: Callable[[], None]) -> None:
        message.question(self._top(), self.title, sentence, name="run.staying_behind", on_yes=accept,
                         yes=text("run.go_on"), no=text("run.stay"), default_yes=True)


def _made_ready(state: Any) -> Ready:
    """What the list of this step shows, made ready where it does not hold up the windows."""
    listed = state.step in (Step.ERRORS, Step.COMPARISON)
    impact = state.impact if state.step is Step.COMPARISON else None
    return Ready(state, columns_of(state.rows) if listed else (), impact_rows(impact) if impact is not None else None)
