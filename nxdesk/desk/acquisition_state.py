"""The steps of an acquisition e-AMANO→NX and what is known at each, as frozen data (product.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nxdesk.desk.run_state import Event, ListRow, Selection, Step, WrongStep

if TYPE_CHECKING:
    from nxdesk.desk.impact import Impact

ACQUIRED, NOT_ACQUIRED = "取得済", "未取得"

TRANSITIONS: dict[tuple[Step, Event], Step] = {
    (Step.SELECT_PEOPLE, Event.CHOSEN): Step.CONFIRM,
    (Step.CONFIRM, Event.CONFIRMED): Step.COMPARING,
    (Step.COMPARING, Event.COMPARED): Step.COMPARISON,
    (Step.COMPARING, Event.ERRORS_FOUND): Step.ERRORS,
    (Step.COMPARING, Event.EVERYBODY_THERE): Step.NOBODY_LEFT,
    (Step.COMPARING, Event.BROKE): Step.FAILED,
    (Step.COMPARISON, Event.ACCEPTED): Step.WRITING,
    (Step.COMPARISON, Event.ACCEPTED_WITH_LOSSES): Step.LOSSES,
    (Step.LOSSES, Event.ACCEPTED): Step.WRITING,
    (Step.WRITING, Event.ANSWERED): Step.RESULT,
    (Step.WRITING, Event.BROKE): Step.FAILED,
}

BACK: dict[Step, Step] = {
    Step.CONFIRM: Step.SELECT_PEOPLE, Step.COMPARING: Step.SELECT_PEOPLE, Step.ERRORS: Step.SELECT_PEOPLE,
    Step.NOBODY_LEFT: Step.SELECT_PEOPLE, Step.COMPARISON: Step.SELECT_PEOPLE, Step.LOSSES: Step.COMPARISON,
    Step.FAILED: Step.SELECT_PEOPLE, Step.RESULT: Step.SELECT_PEOPLE}
"""キャンセル leads back to 個人選択, with the choice kept; from the losses back to the comparison list."""


class Ask(NamedTuple):
    """An item of a person's own record that an acquired filing tells otherwise: the user takes it over, or leaves it.

    `old` and `new` are as people read them.
    """

    id: str
    code: str
    name: str
    item: str
    label: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        """「伊藤 一郎（0000000101）の退職年月日: 2026/03/31 → 2026/04/30」."""
        return f"{self.name}（{self.code}）の{self.label}: {self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class AcquisitionResult:
    """How it ended: `new` and `changed` count records, `taken` the people whose own record follows from a filing.

    `id` names it for 取得前に戻す; nothing where nothing was written.
    """

    outcome: str
    id: str = ""
    new: int = 0
    changed: int = 0
    taken: int = 0
    code: str = ""
    sentence: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class AcquisitionState:
    """Everything the floor above needs to show the present step.

    `chosen`, `with_errors`, `left_out` (nothing of theirs differs), `without_records` (e-AMANO has nothing of theirs)
    and `unfinished` (what e-AMANO has is still being worked on) count people, `sendable` records. `asks` is what the
    user may take over besides. `label` is the kind's.
    """

    step: Step
    selection: Selection
    rows: tuple[ListRow, ...] = ()
    chosen: int = 0
    with_errors: int = 0
    left_out: int = 0
    without_records: int = 0
    unfinished: int = 0
    sendable: int = 0
    notes: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    impact: "Impact | None" = None
    asks: tuple[Ask, ...] = ()
    result: AcquisitionResult | None = None
    label: str = ""


def after(step: Step, event: Event) -> Step:
    """The step that `event` leads to; raises WrongStep."""
    try:
        return TRANSITIONS[step, event]
    except KeyError:
        raise WrongStep(f"{event.name} in {step.name}") from None
