"""扶養追加手続き and 扶養削除手続き: allowed or refused by the member's present 健康保険被扶養者, which they then change.

The manual's ★ (records.md §2.3): checked, a member cannot be added but removed; unchecked, added but not removed.
A flag that nobody has set counts as unchecked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nxdesk.eamano.rules.editing import Draft, Edit, Editor, Outcome, Wrong
from nxdesk.eamano.rules.registering import Service
from nxdesk.records import codes as c
from nxdesk.records.checks import blocks
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Value
from nxdesk.records.messages import Issue
from nxdesk.records.orders import later

FLAG = "hi_dependent"
DEATH, DIED_ON = "death", "death_date"
_NOT_SPOUSES = frozenset({"spouse_hired", "marriage"})
_NOT_OTHERS = frozenset({"birth", "moved_in"})
_SPOUSES_ALONE = frozenset({"divorce"})
"""Reasons by 続柄 (records.md §2.1): 出生 and 同居 are no reasons of a spouse, 婚姻 and 離婚 of nobody else."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One of the two: its items, the flag that it asks for and the code with which it refuses any other.

    `needed` are the items without which it cannot be done; `clears` those that it makes blank.
    """

    id: str
    name: str
    label: str
    allowed: bool
    refused: str
    day: str
    reason: str
    items: tuple[str, ...]
    clears: tuple[str, ...]

    def refusal(self, member: Mapping[str, Any]) -> Issue | None:
        """Why it cannot be done for this member; None where it can."""
        if bool(member[FLAG]) is self.allowed:
            return None
        return Issue(self.refused, FLAG, FAMILY.by_id[FLAG].label)

    def reasons(self, member: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """The reasons that there are for somebody of this 続柄."""
        spouse = member["relationship_code"] in c.SPOUSES
        codes = FAMILY.by_id[self.reason].shape.codes
        beyond = _NOT_OTHERS if spouse else (_NOT_SPOUSES | _SPOUSES_ALONE)
        return tuple(entry for entry in codes.entries if entry[0] not in beyond) if codes else ()


ADDING = Procedure(
    "add", "扶養追加手続き", "扶養追加", allowed=False, refused="NXD_E_02", day="hi_dependent_from",
    reason="hi_dependent_reason",
    items=("hi_dependent_from", "hi_dependent_reason", "occupation_code", "occupation_other", "school_year",
           "shaho_annual_income", "shaho_monthly_income", "living_together", "hi_certificate_needed"),
    clears=("hi_dependent_to", "hi_dependent_end_reason"))
REMOVING = Procedure(
    "remove", "扶養削除手続き", "扶養削除", allowed=True, refused="NXD_E_03", day="hi_dependent_to",
    reason="hi_dependent_end_reason", items=("hi_dependent_to", "hi_dependent_end_reason", "death_date"), clears=())
PROCEDURES = {procedure.id: procedure for procedure in (ADDING, REMOVING)}


def carry_out(service: Service, editor: Editor, procedure: Procedure, code: str, member: int,
              draft: Draft) -> Outcome:
    """Do it, or say why not; the flag is looked at again in the transaction that changes it."""
    with service.database.write() as connection:
        edit = Edit(service, editor, connection, code, procedure.name)
        row = edit.found(FAMILY, member)
        if row is None:
            return None
        if refusal := procedure.refusal(row):
            return Wrong([(FLAG, refusal)])
        named = {item: value for item, value in draft.values.items() if item in procedure.items}
        wanted = {**row, **named}
        misfits = [(i.field, i) for i in edit.judged(FAMILY, wanted) if blocks([i]) and i.field in named]
        known = {item for item, _ in misfits}
        of_procedure = [one for one in _issues(procedure, wanted, service.clock.today()) if one[0] not in known]
        if issues := misfits + of_procedure:
            return Wrong(issues)
        changes: dict[str, Value] = {FLAG: int(not procedure.allowed), **dict.fromkeys(procedure.clears)}
        outcome = edit.save(FAMILY, member, Draft(draft.version, named | changes))
        edit.finish()
        return outcome


def _issues(procedure: Procedure, record: Mapping[str, Any], today: str) -> list[tuple[str, Issue]]:
    """What keeps the procedure from being done as it was filled in; shapes are judged with the record."""
    found: list[tuple[str, Issue]] = []

    def say(code: str, item: str) -> None:
        found.append((item, Issue(code, item, FAMILY.by_id[item].label)))
    day, reason = record[procedure.day], record[procedure.reason]
    for item in (procedure.day, procedure.reason):
        if record[item] is None:
            say("NXD_K_01", item)
    if reason is not None and reason not in dict(procedure.reasons(record)):
        say("NXD_E_04", procedure.reason)
    if later(record["birth_date"], day):
        say("NXD_E_05", procedure.day)
    if later(day, today):
        say("NXD_E_10", procedure.day)
    if procedure is REMOVING:
        if later(record["hi_dependent_from"], day):
            say("NXD_E_06", procedure.day)
        if reason == DEATH and record[DIED_ON] is None:
            say("NXD_E_07", DIED_ON)
    return found
