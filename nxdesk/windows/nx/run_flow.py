"""Leads a registration run (NX→e-AMANO) through its windows; what the steps are and do is `desk.registration`'s."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from nxdesk.desk import run_texts
from nxdesk.desk.documents import DocumentChoice
from nxdesk.desk.outcomes import REGISTERED, UNKNOWN
from nxdesk.desk.pauses import OnPause
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_sanity import Sanity
from nxdesk.desk.run_state import RunResult, RunState, Step
from nxdesk.desk.run_unresolved import UNRESOLVED
from nxdesk.records.fields import Kind
from nxdesk.windows import message
from nxdesk.windows.console.despite_dialog import DespiteDialog
from nxdesk.windows.console.relink_banner import RelinkBanner
from nxdesk.windows.nx.direction import REGISTER
from nxdesk.windows.nx.list_window import ListWindow, OpenRecord
from nxdesk.windows.nx.run_ending import RunEnding
from nxdesk.windows.nx.run_lead import RunLead
from nxdesk.windows.shell import Shell
from nxdesk.windows.texts import text

_OPEN = (Step.SELECT_PEOPLE, Step.ERRORS, Step.COMPARISON)


class RunFlow(RunLead[RegistrationRun]):
    """One registration of one kind."""

    direction = REGISTER

    def __init__(self, session: Session, shell: Shell, kind: Kind, parent: QWidget,
                 open_record: OpenRecord | None = None) -> None:
        super().__init__(session, shell, kind, parent, open_record)
        shell.relink.changed.connect(self._relink_changed)
        self.ending: RunEnding | None = None

    def _new_run(self) -> RegistrationRun:
        return self._session.run(self._kind.id)

    def _documents(self) -> Sequence[DocumentChoice]:
        return self.run.documents()

    @property
    def sending(self) -> bool:
        """People's data may be on its way."""
        return self.run.state.step is Step.SENDING

    def _steps(self) -> Mapping[Step, Callable[[RunState], None]]:
        return {Step.SELECT_PEOPLE: self._select, Step.CONFIRM: self._confirm, Step.CHECKING: self._check,
                Step.ERRORS: self._errors, Step.COMPARING: self._compare, Step.NOBODY_LEFT: self._nobody_left,
                Step.COMPARISON: self._comparison, Step.LOSSES: self._losses, Step.SENDING: self._send,
                Step.RESULT: self._result, Step.FAILED: self._failed}

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
        window.accepted.connect(lambda: self._ask_staying_behind(run_texts.staying_behind(state), self._accept))

    def _comparison(self, state: RunState) -> None:
        if self.list is not None:
            self.list.activateWindow()
            return
        window = self._open_list(state, "")
        behind = any(row.is_error for row in state.rows)
        window.accepted.connect(
            lambda: self._ask_staying_behind(run_texts.staying_behind(state), self._accept) if behind
            else self._accept())
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
                                    sanity=self._sanity, hurry=self.run.hurry)
            self.ending.finished.connect(self._left)
            self.ending.show(self._top(), words)
        elif result.outcome == UNKNOWN:
            words = f"{words}\n\n{text('run.later_hint')}"
            message.question(self._top(), self.title, words, name="run.unknown", on_yes=self._ask, on_no=self._left,
                             yes=text("run.ask"), no=text("run.later"), default_yes=True)
        else:
            self._not_registered(state, words)

    def _sanity(self, on_pause: OnPause) -> Sanity:
        self.run.watch(on_pause)
        return self.run.sanity()

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

    def _dress(self, window: ListWindow, state: RunState) -> None:
        if state.relink:
            window.explain_relink()
        window.add_banner(RelinkBanner(self._session, self._shell, "list"))

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

def _known(state: RunState) -> RunResult:
    return state.result or RunResult(UNKNOWN, "")
