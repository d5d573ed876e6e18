"""The steps of a registration run and what is known at each, as frozen data (product.md, The registration run)."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

COLUMNS = ("個人コード", "氏名(漢字)", "項目名", "NXデータ", "NX更新日", "e-AMANOデータ", "e-AMANO更新日", "運用開始日")
"""Columns of the error and comparison list, exactly as in the manual (4)."""


class Step(Enum):
    """Where a run stands."""

    SELECT_PEOPLE = auto()
    CONFIRM = auto()
    CHECKING = auto()
    ERRORS = auto()
    COMPARING = auto()
    NOBODY_LEFT = auto()
    COMPARISON = auto()
    SENDING = auto()
    RESULT = auto()
    FAILED = auto()


class Event(Enum):
    """What moves a run on."""

    CHOSEN = auto()
    CONFIRMED = auto()
    ERRORS_FOUND = auto()
    CLEAN = auto()
    ACCEPTED = auto()
    COMPARED = auto()
    EVERYBODY_THERE = auto()
    ANSWERED = auto()
    BROKE = auto()


TRANSITIONS: dict[tuple[Step, Event], Step] = {
    (Step.SELECT_PEOPLE, Event.CHOSEN): Step.CONFIRM,
    (Step.CONFIRM, Event.CONFIRMED): Step.CHECKING,
    (Step.CHECKING, Event.ERRORS_FOUND): Step.ERRORS,
    (Step.CHECKING, Event.CLEAN): Step.COMPARING,
    (Step.CHECKING, Event.BROKE): Step.FAILED,
    (Step.ERRORS, Event.ACCEPTED): Step.COMPARING,
    (Step.COMPARING, Event.COMPARED): Step.COMPARISON,
    (Step.COMPARING, Event.EVERYBODY_THERE): Step.NOBODY_LEFT,
    (Step.COMPARING, Event.BROKE): Step.FAILED,
    (Step.COMPARISON, Event.ACCEPTED): Step.SENDING,
    (Step.SENDING, Event.ANSWERED): Step.RESULT,
    (Step.SENDING, Event.BROKE): Step.FAILED,
}

BACK: dict[Step, Step] = {
    Step.CONFIRM: Step.SELECT_PEOPLE, Step.CHECKING: Step.SELECT_PEOPLE, Step.ERRORS: Step.SELECT_PEOPLE,
    Step.COMPARING: Step.SELECT_PEOPLE, Step.NOBODY_LEFT: Step.SELECT_PEOPLE, Step.COMPARISON: Step.SELECT_PEOPLE,
    Step.FAILED: Step.SELECT_PEOPLE, Step.RESULT: Step.SELECT_PEOPLE}
"""キャンセル leads back to 個人選択, with the choice kept; while sending there is no way back."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is to be registered: codes in order, the 参照日 (ISO day), and whether My Numbers go along."""

    codes: tuple[str, ...] = ()
    as_of: str = ""
    my_number: bool = False


class ListRow(NamedTuple):
    """A row of the error or comparison list, ready to be shown; `field` is the item at fault in 人事マスター保守."""

    code: str
    name: str
    item: str
    nx_data: str
    nx_updated: str
    eamano_data: str = ""
    eamano_updated: str = ""
    operation_start: str = ""
    is_error: bool = False
    field: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of COLUMNS."""
        return (self.code, self.name, self.item, self.nx_data, self.nx_updated, self.eamano_data, self.eamano_updated,
                self.operation_start)


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a registration ended: a ledger word (登録済, 不明 …), the number registered, and the words for the user."""

    outcome: str
    registration_id: str
    registered: int = 0
    code: str = ""
    sentence: str = ""
    check: str = ""
    rows: tuple[ListRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RunState:
    """Everything the floor above needs to show the present step."""

    step: Step
    selection: Selection = Selection()
    rows: tuple[ListRow, ...] = ()
    chosen: int = 0
    with_errors: int = 0
    left_out: int = 0
    sendable: int = 0
    notes: tuple[str, ...] = ()
    result: RunResult | None = None


class WrongStep(Exception):
    """A step was asked for that does not follow from the present one: a fault of the program."""


def after(step: Step, event: Event) -> Step:
    """The step that `event` leads to; raises WrongStep."""
    try:
        return TRANSITIONS[step, event]
    except KeyError:
        raise WrongStep(f"{event.name} in {step.name}") from None
