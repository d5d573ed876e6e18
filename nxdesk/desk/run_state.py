"""The steps of a registration run and what is known at each, as frozen data (product.md, The registration run)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nxdesk.desk.impact import Impact

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
    LOSSES = auto()
    SENDING = auto()
    WRITING = auto()
    RESULT = auto()
    FAILED = auto()


class Event(Enum):
    """What moves a run on."""

    CHOSEN = auto()
    CONFIRMED = auto()
    ERRORS_FOUND = auto()
    CLEAN = auto()
    ACCEPTED = auto()
    ACCEPTED_WITH_LOSSES = auto()
    COMPARED = auto()
    EVERYBODY_THERE = auto()
    ANSWERED = auto()
    RETRIED = auto()
    BROKE = auto()
    DESPITE = auto()


TRANSITIONS: dict[tuple[Step, Event], Step] = {
    (Step.SELECT_PEOPLE, Event.CHOSEN): Step.CONFIRM,
    (Step.CONFIRM, Event.CONFIRMED): Step.CHECKING,
    (Step.CHECKING, Event.ERRORS_FOUND): Step.ERRORS,
    (Step.CHECKING, Event.CLEAN): Step.COMPARING,
    (Step.CHECKING, Event.BROKE): Step.FAILED,
    (Step.ERRORS, Event.ACCEPTED): Step.COMPARING,
    (Step.COMPARING, Event.COMPARED): Step.COMPARISON,
    (Step.COMPARING, Event.EVERYBODY_THERE): Step.NOBODY_LEFT,
    (Step.COMPARING, Event.ERRORS_FOUND): Step.ERRORS,
    (Step.COMPARING, Event.BROKE): Step.FAILED,
    (Step.COMPARISON, Event.ACCEPTED): Step.SENDING,
    (Step.COMPARISON, Event.ACCEPTED_WITH_LOSSES): Step.LOSSES,
    (Step.COMPARISON, Event.BROKE): Step.FAILED,
    (Step.FAILED, Event.DESPITE): Step.COMPARISON,
    (Step.LOSSES, Event.ACCEPTED): Step.SENDING,
    (Step.SENDING, Event.ANSWERED): Step.RESULT,
    (Step.SENDING, Event.BROKE): Step.FAILED,
    (Step.RESULT, Event.RETRIED): Step.COMPARING,
}

BACK: dict[Step, Step] = {
    Step.CONFIRM: Step.SELECT_PEOPLE, Step.CHECKING: Step.SELECT_PEOPLE, Step.ERRORS: Step.SELECT_PEOPLE,
    Step.COMPARING: Step.SELECT_PEOPLE, Step.NOBODY_LEFT: Step.SELECT_PEOPLE, Step.COMPARISON: Step.SELECT_PEOPLE,
    Step.LOSSES: Step.COMPARISON, Step.FAILED: Step.SELECT_PEOPLE, Step.RESULT: Step.SELECT_PEOPLE}
"""キャンセル leads back to 個人選択, with the choice kept; from the losses back to the comparison list, with all that is
known; while sending there is no way back."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is to be registered or acquired: codes in order, the 参照日 (ISO day), and whether My Numbers go along.

    `documents` are those of kinds that let choose (`desk.documents`): each person's newest where none is named. Of an
    acquisition: `unfinished`, also what is still being worked on at e-AMANO; `newcomers`, also people of e-AMANO's whom
    NX does not have.
    """

    codes: tuple[str, ...] = ()
    as_of: str = ""
    my_number: bool = False
    documents: tuple[str, ...] = ()
    unfinished: bool = False
    newcomers: bool = False


class ListRow(NamedTuple):
    """A row of the error or comparison list, ready to be shown; `field` is the item at fault in 人事マスター保守, `member` the
    number of the record at fault (家族番号). `of` is whose the record is where `code` does not say it (人事コード).
    """

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
    member: int = 0
    of: str = ""

    @property
    def owner(self) -> str:
        """The 個人コード, or the コード種別 of kinds without people."""
        return self.of or self.code

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of COLUMNS."""
        return (self.code, self.name, self.item, self.nx_data, self.nx_updated, self.eamano_data, self.eamano_updated,
                self.operation_start)


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a registration ended: a ledger word (登録済, 不明 …), the numbers of records, and the words for the user.

    `registered` counts every record written, `relinked` those of them that were there before, `deleted` the family
    members taken out. `rows` are reasons by person; `rest` the number of people without any, with whom
    `RegistrationRun.retry_with_rest` goes on.
    """

    outcome: str
    registration_id: str
    registered: int = 0
    code: str = ""
    sentence: str = ""
    check: str = ""
    rows: tuple[ListRow, ...] = ()
    relinked: int = 0
    deleted: int = 0
    rest: int = 0


@dataclass(frozen=True, slots=True)
class RunState:
    """Everything the floor above needs to show the present step.

    `chosen`, `with_errors`, `left_out` and `without_records` count people, `sendable` records (and listed deletions).
    `relink`: 再登録 is on. `labels`: how many rows of the comparison bear each 項目名. `impact` is None where nobody is
    overwritten (the first registration of 社員). `tenant_warning` is to be said once before the first 再登録. `label` is
    the kind's; of one that is not `by_person` codes are counted where else people are.
    """

    step: Step
    selection: Selection = Selection()
    rows: tuple[ListRow, ...] = ()
    chosen: int = 0
    with_errors: int = 0
    left_out: int = 0
    sendable: int = 0
    notes: tuple[str, ...] = ()
    result: RunResult | None = None
    relink: bool = False
    impact: "Impact | None" = None
    labels: Mapping[str, int] = field(default_factory=dict)
    tenant_warning: str = ""
    without_records: int = 0
    label: str = ""
    by_person: bool = True


class WrongStep(Exception):
    """A step was asked for that does not follow from the present one: a fault of the program."""


def after(step: Step, event: Event) -> Step:
    """The step that `event` leads to; raises WrongStep."""
    try:
        return TRANSITIONS[step, event]
    except KeyError:
        raise WrongStep(f"{event.name} in {step.name}") from None
