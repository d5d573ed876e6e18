"""Leads an acquisition (e-AMANO→NX) through its windows; what the steps are and do is `desk.acquisition`'s matter."""

from collections.abc import Callable, Mapping
from functools import partial

from nxdesk.desk import acquire_texts
from nxdesk.desk.acquisition import AcquisitionRun
from nxdesk.desk.acquisition_state import ACQUIRED, NOT_ACQUIRED, AcquisitionResult, AcquisitionState
from nxdesk.desk.run_state import Step
from nxdesk.windows import message
from nxdesk.windows.console.asks_dialog import AsksDialog
from nxdesk.windows.nx.direction import ACQUIRE
from nxdesk.windows.nx.run_lead import RunLead
from nxdesk.windows.nx.undoing import Undoing
from nxdesk.windows.texts import text


class AcquireFlow(RunLead[AcquisitionRun]):
    """One acquisition of one kind. `undoing` is 取得前に戻す after its result."""

    direction = ACQUIRE
    undoing: Undoing | None = None

    def _new_run(self) -> AcquisitionRun:
        return self._session.acquisition(self._kind.id)

    @property
    def sending(self) -> bool:
        """NX's records are being written."""
        return self.run.state.step is Step.WRITING

    def _steps(self) -> Mapping[Step, Callable[[AcquisitionState], None]]:
        return {Step.SELECT_PEOPLE: self._select, Step.CONFIRM: self._confirm, Step.COMPARING: self._compare,
                Step.ERRORS: self._errors, Step.NOBODY_LEFT: self._nobody_left, Step.COMPARISON: self._comparison,
                Step.LOSSES: self._losses, Step.WRITING: self._write, Step.RESULT: self._result,
                Step.FAILED: self._failed}

    def _confirm(self, state: AcquisitionState) -> None:
        message.question(self._top(), self.title, acquire_texts.confirm(self._kind, state), name="run.confirm",
                         on_yes=lambda: self._show(self.run.confirm()), on_no=self._back, yes=text("app.ok"),
                         no=text("app.cancel"), default_yes=True)

    def _compare(self, _: AcquisitionState) -> None:
        self._work(self.run.compare, text("run.comparing"), "network", counted="run.comparing_count")

    def _errors(self, state: AcquisitionState) -> None:
        self._open_list(state, acquire_texts.nobody_without_errors())

    def _nobody_left(self, state: AcquisitionState) -> None:
        message.information(self._top(), self.title, acquire_texts.nobody_left(state), name="run.nobody_left",
                            on_closed=self._back)

    def _comparison(self, state: AcquisitionState) -> None:
        if self.list is not None:
            self.list.activateWindow()
            return
        window = self._open_list(state, "")
        go_on = partial(self._ask_takes, state)
        window.accepted.connect(
            lambda: self._ask_staying_behind(acquire_texts.staying_behind(state), go_on) if state.with_errors
            else go_on())

    def _ask_takes(self, state: AcquisitionState) -> None:
        """Where NX has another value than an acquired filing tells, the user chooses before anything is written."""
        if not state.asks:
            self._accept(())
            return
        dialog = AsksDialog(self.title, state.asks, self._top())
        dialog.agreed.connect(self._accept)
        dialog.open()

    def _accept(self, taken: tuple[str, ...]) -> None:
        state = self.run.accept(taken)
        if state.step is not Step.LOSSES:
            self._close_list()
        self._show(state)

    def _write(self, _: AcquisitionState) -> None:
        self._work(self.run.write, text("acquire.writing"), counted="acquire.writing_count")

    def _result(self, state: AcquisitionState) -> None:
        result = _known(state)
        words = acquire_texts.ending(self._kind, result)
        if result.outcome != ACQUIRED or not result.id:
            message.information(self._top(), self.title, words, name="run.result", on_closed=self._left)
            return
        message.question(self._top(), self.title, f"{words}\n\n{text('acquire.way_back')}", name="run.result",
                         on_yes=lambda: self._undo(result), on_no=self._left, yes=text("acquire.undo"),
                         no=text("app.ok"), told=True)

    def _undo(self, result: AcquisitionResult) -> None:
        self.undoing = Undoing(self._session.acquisitions(), self._shell, self._top())
        self.undoing.finished.connect(self._left)
        self.undoing.begin(result.id)

    def _failed(self, state: AcquisitionState) -> None:
        message.warning(self._top(), self.title, acquire_texts.ending(self._kind, _known(state)), name="run.failed",
                        on_closed=self._back)


def _known(state: AcquisitionState) -> AcquisitionResult:
    return state.result or AcquisitionResult(NOT_ACQUIRED)
