"""States of what is made in e-AMANO: which there are, which step leads from one to the next, and what a step does.

A filing is 作成中 until it is 申請済 with a practice 到達番号, then 審査中, and 完了 or 返戻 in the end. 完了 takes what follows
from it over into the employee's record. A declaration of 年末調整 goes from 入力依頼前 to 確定. Every step can be taken back.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.rules.editing import Draft, Edit, Editor, Outdated, Saved, Wrong, noun
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.editing import PERSON
from nxdesk.records.checks import blocks
from nxdesk.records.codes_filing import FILING_STATUS
from nxdesk.records.documents import document_of, record_name
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.records.year_end_codes import STATUS

ARRIVAL = "arrival_no"
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to another: what its button says, and what the page says that it does.

    `checked`: nothing may be wrong with the record; `arrives`: a 到達番号 is given; `leaves`: it is taken away;
    `takes`: the employee's record takes over what follows.
    """

    before: str
    after: str
    label: str
    says: str
    back: bool = False
    checked: bool = False
    arrives: bool = False
    leaves: bool = False
    takes: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """The steps of a kind, and in which states its records may be changed."""

    codes: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    open: frozenset[str]

    @property
    def first(self) -> str:
        """The state of a record that tells none."""
        return self.codes[0][0]

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """What can be done in a state, the way forward first."""
        return tuple(sorted((step for step in self.steps if step.before == state), key=lambda step: step.back))


_FILING = Flow(FILING_STATUS.entries, (
    Step("draft", "filed", "申請する", "練習用の到達番号が付きます。実際の電子申請は行われません。申請後は、取り下げるまで変更できません。",
         checked=True, arrives=True),
    Step("filed", "reviewing", "審査中にする", "年金事務所で審査が始まった状態にします。"),
    Step("reviewing", "done", "完了にする", "審査が終わった状態にします。届の内容から決まる項目を、従業員の情報にも反映します。", takes=True),
    Step("reviewing", "returned", "返戻にする", "返戻された状態にします。内容を直して、もう一度申請できます。"),
    Step("returned", "draft", "作成中に戻す", "返戻された届を作成中に戻します。到達番号は消えます。", leaves=True),
    Step("filed", "draft", "申請を取り下げる", "作成中に戻します。到達番号は消えます。", back=True, leaves=True),
    Step("reviewing", "filed", "申請済に戻す", "審査が始まる前の状態に戻します。", back=True),
    Step("done", "reviewing", "審査中に戻す", "完了を取り消します。従業員の情報に反映された内容は、そのまま残ります。", back=True)),
    frozenset({"draft", "returned"}))
_DECLARATION = Flow(STATUS.entries, (
    Step("initialized", "in_employee_progress", "入力を依頼する", "従業員が申告内容を入力している状態にします。"),
    Step("in_employee_progress", "submitted", "入力済にする", "従業員の入力が終わった状態にします。", checked=True),
    Step("submitted", "fixed", "確定する", "申告内容を確定します。確定した申告だけが、TimePro-NXの年末調整取得の対象になります。", checked=True),
    Step("in_employee_progress", "initialized", "入力依頼前に戻す", "入力の依頼を取り消します。入力された内容は残ります。", back=True),
    Step("submitted", "in_employee_progress", "従業員入力中に戻す", "従業員がもう一度入力できる状態に戻します。", back=True),
    Step("fixed", "submitted", "確定を取り消す", "入力済に戻します。すでにTimePro-NXへ取得された内容は変わりません。", back=True)),
    frozenset({"initialized", "in_employee_progress", "submitted"}))
FLOWS: dict[str, Flow] = {"yea": _DECLARATION, "shaho_acq": _FILING, "shaho_loss": _FILING}


def state_item(kind: Kind) -> str:
    """The item that holds the state."""
    return kind.finished.field if kind.finished is not None else ""


def state_of(kind: Kind, head: Mapping[str, Any]) -> str:
    """The state of a record, or of a document by its head."""
    return str(head.get(state_item(kind)) or FLOWS[kind.id].first)


def closed(kind: Kind, head: Mapping[str, Any]) -> Issue | None:
    """Why the record may not be changed now; None where it may."""
    state = state_of(kind, head)
    if state in FLOWS[kind.id].open:
        return None
    item = kind.by_id[state_item(kind)]
    return Issue("NXD_E_09", item.id, item.label, args={"state": dict(FLOWS[kind.id].codes)[state]})


def step_to(kind: Kind, head: Mapping[str, Any], after: str) -> Step | None:
    """The step that leads from the record's state to another one; None where there is none."""
    return next((step for step in FLOWS[kind.id].steps_from(state_of(kind, head)) if step.after == after), None)


class _Unfit(Exception):
    """The employee's record does not take what follows: nothing at all is written."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__()
        self.wrong = wrong


def move(service: Service, editor: Editor, kind: Kind, owner: str, member: int, *, version: int | None,
         after: str) -> Saved | Wrong | Outdated | None:
    """Take a step; None where the record is gone or no such step leads from its state."""
    try:
        with service.database.write() as connection:
            edit = Edit(service, editor, connection, owner, "")
            head = edit.found(kind, member)
            step = step_to(kind, head, after) if head is not None else None
            if head is None or step is None:
                return None
            if head["version"] != version:
                return Outdated(head)
            return _moved(service, edit, kind, head, step)
    except _Unfit as unfit:
        return unfit.wrong


def _moved(service: Service, edit: Edit, kind: Kind, head: Mapping[str, Any],
           step: Step) -> Saved | Wrong | Outdated | None:
    if step.checked and (issues := wrong_in(edit, kind, head)):
        return Wrong(issues)
    edit.action = f"{noun(kind)}：{step.label}"
    values: dict[str, Value] = {state_item(kind): step.after}
    if step.arrives:
        values[ARRIVAL] = _arrival(service.clock.today())
    elif step.leaves:
        values[ARRIVAL] = None
    outcome = edit.save(kind, head["id"], Draft(head["version"], values))
    if step.takes and isinstance(taken := _take(edit, kind, head), Wrong):
        raise _Unfit(taken)
    edit.finish()
    return outcome


def wrong_in(edit: Edit, kind: Kind, head: Mapping[str, Any]) -> list[tuple[str, Issue]]:
    """Everything that is wrong with a record, or with any record of its document."""
    rows = [row for row in edit.rows(kind) if row["id"] == head["id"] or (
        kind.part_item and document_of(kind, row) == document_of(kind, head))]
    return [(record_name(kind, row) if kind.part_item else "", issue) for row in rows
            for issue in edit.judged(kind, row) if blocks([issue])]


def warnings_in(issues: Sequence[Issue]) -> list[str]:
    """What is worth another look."""
    return [issue.sentence for issue in issues if not blocks([issue])]


def _take(edit: Edit, kind: Kind, record: Mapping[str, Any]) -> Saved | Wrong | Outdated | None:
    """What the employee's record gets; where the staff would be asked, what stands there stays."""
    person = edit.person or {}
    values: dict[str, Value] = {}
    for take in kind.takes:
        value = take.of(record, person)
        if value is not None and not (take.ask and person.get(take.field) is not None):
            values[take.field] = None if value == "" else value
    return edit.save(EMPLOYEE, PERSON, Draft(person.get("version"), values))


def _arrival(today: str) -> str:
    """A practice 到達番号: as long as those of e-Gov, the day in front."""
    return f"{today.replace('-', '')}{secrets.randbelow(10 ** _DIGITS):0{_DIGITS}d}"
