"""招待 and 入社手続き: a new employee enters the own data, the HR staff take it over into the employee's record.

The 雇用保険被保険者番号 stands in the form only where [雇用保険被保険者番号保持有無] is 有 (manual (6), メモ): new graduates
hand in a blank, people in mid-career enter the number of their former job themselves.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import orjson

from nxdesk.eamano.rules.editing import Draft, Edit, Editor, Outdated, Saved, Wrong, editing_checker
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.audit import Actor, Audit, target_of
from nxdesk.eamano.store.editing import PERSON, Records
from nxdesk.eamano.store.invitations import (
    ACCEPTED,
    INVITED,
    OPEN,
    RETURNED,
    SUBMITTED,
    WITHDRAWN,
    Invitation,
    Invitations,
    invitation_of,
)
from nxdesk.records.checks import blocks
from nxdesk.records.codes import CodeList
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.records.messages import Issue

ACTION, INVITING, ENTERING = "入社手続き", "入社手続きの招待", "入社手続きの入力（本人）"
NEW_GRADUATE, MID_CAREER = "new_graduate", "mid_career"
ENTRY = CodeList("entry", ((NEW_GRADUATE, "新卒"), (MID_CAREER, "中途採用")))
STATE = CodeList("invitation_state", (
    (INVITED, "招待中"), (SUBMITTED, "提出済"), (RETURNED, "差戻し"), (ACCEPTED, "完了"), (WITHDRAWN, "取消")))
EI_NUMBER, EI_HELD = "ei_insured_no", "ei_no_held"
DAYS = 14
"""How long a link is good unless the HR staff say otherwise."""
ITEMS = (
    "last_name", "first_name", "last_name_kana", "first_name_kana", "business_last_name", "business_first_name",
    "birth_date", "gender", "private_email", "zip", "prefecture", "address_city", "address_street", "address_building",
    "address_kana", "resident_zip", "resident_prefecture", "resident_city", "resident_street", "resident_building",
    "resident_kana", "phone_area", "phone_city", "phone_subscriber", "mobile_phone", "emergency_name",
    "emergency_relation", "emergency_phone", "emergency_address", "basic_pension_no_a", "basic_pension_no_b", EI_NUMBER,
    "commute_route", "commute_pass_amount", "commute_pass_months", "commute_one_way_fare", "has_spouse",
    "foreign_name", "foreign_card_no", "foreign_nationality", "foreign_status", "foreign_expires_on")
"""What an employee enters; all of it stands in the employee's record afterwards."""
_TOLD = "入社手続き"


def proposed(person: Mapping[str, Any]) -> dict[str, Value]:
    """What stands in the form at first. Nothing sensitive goes out by a link; the number only where it is held."""
    return {item: person[item] for item in ITEMS
            if not EMPLOYEE.by_id[item].sensitive and (item != EI_NUMBER or person[EI_HELD] == 1)}


def last_day(today: str) -> str:
    """The last day of a link that is made today."""
    return (date.fromisoformat(today) + timedelta(days=DAYS)).isoformat()


def invite(service: Service, editor: Editor, code: str, entry: str, expires_on: str) -> int | None:
    """招待. An open one of the same person is withdrawn. None: there is no such employee."""
    with service.database.write() as connection:
        if Records(connection, editor.tenant_id).person(EMPLOYEE, code, lock=True) is None:
            return None
        stamp = service.clock.utc_stamp()
        known = Invitations(connection, editor.tenant_id, service.sealer)
        for earlier in known.of(code):
            if earlier.state not in (ACCEPTED, WITHDRAWN):
                known.end(earlier.id, WITHDRAWN, stamp)
        number = known.invite(code, entry, expires_on, stamp)
        told = orjson.dumps({_TOLD: [None, f"{STATE.label(INVITED)}（{ENTRY.label(entry)}）"]}).decode()
        Audit(service.database, connection, editor.tenant_id).run(
            editor.actor, INVITING, stamp, [(target_of(code), told)])
        return number


def opened(service: Service, token: str) -> tuple[Invitation, dict[str, Any]] | None:
    """Whom a link belongs to, with the employee's record; None for a link that leads nowhere."""
    with service.database.read() as connection:
        found = invitation_of(connection, token)
        person = Records(connection, found.tenant_id).person(EMPLOYEE, found.code) if found else None
    return (found, person) if found is not None and person is not None else None


def submit(service: Service, token: str, values: Mapping[str, Value], address: str,
           request_id: str) -> Invitation | Wrong | None:
    """What the invited person hands in. The invitation: as it was handed in, or as it is now and takes nothing."""
    with service.database.write() as connection:
        found = invitation_of(connection, token)
        if found is None:
            return None
        known = Invitations(connection, found.tenant_id, service.sealer)
        found = known.get(found.id, lock=True)
        person = Records(connection, found.tenant_id).person(EMPLOYEE, found.code, lock=True) if found else None
        if found is None or person is None:
            return None
        today, stamp = service.clock.today(), service.clock.utc_stamp()
        if found.state not in OPEN or found.expired(today):
            return found
        shown = proposed(person)
        # A blank where nothing was shown says nothing.
        given = {item: values[item] for item in ITEMS if item in values and (values[item] is not None or item in shown)}
        if issues := _issues(found, person, given, today):
            return Wrong(issues)
        known.submit(found.id, given, stamp)
        _told(service, connection, found, Actor("本人", address, request_id), ENTERING, SUBMITTED, stamp)
        return known.get(found.id)


def _issues(invitation: Invitation, person: Mapping[str, Any], given: Mapping[str, Value],
            today: str) -> list[tuple[str, Issue]]:
    record = {**person, **given}
    found = [(issue.field, issue) for issue in editing_checker(EMPLOYEE).row_issues(
        [record[item.id] for item in EMPLOYEE.eamano_columns], today) if blocks([issue]) and issue.field in ITEMS]
    if invitation.entry == NEW_GRADUATE and given.get(EI_NUMBER) is not None and person[EI_HELD] != 1:
        found.append((EI_NUMBER, Issue("NXD_E_08", EI_NUMBER, EMPLOYEE.by_id[EI_NUMBER].label)))
    return found


def accept(service: Service, editor: Editor, number: int, version: int | None) -> Saved | Wrong | Outdated | None:
    """Take over what was entered into the employee's record; None where nothing waits for it."""
    with service.database.write() as connection:
        known = Invitations(connection, editor.tenant_id, service.sealer)
        found = known.get(number, lock=True)
        if found is None or found.state != SUBMITTED:
            return None
        edit = Edit(service, editor, connection, found.code, ACTION)
        outcome = edit.save(EMPLOYEE, PERSON, Draft(version, known.entered(number)))
        if isinstance(outcome, Saved):
            edit.finish()
            stamp = service.clock.utc_stamp()
            known.end(number, ACCEPTED, stamp)
            _told(service, connection, found, editor.actor, ACTION, ACCEPTED, stamp)
        return outcome


def give_back(service: Service, editor: Editor, number: int, note: str) -> bool:
    """差戻し with what to correct; False where nothing was handed in."""
    with service.database.write() as connection:
        known = Invitations(connection, editor.tenant_id, service.sealer)
        found = known.get(number, lock=True)
        if found is None or found.state != SUBMITTED:
            return False
        known.give_back(number, note)
        _told(service, connection, found, editor.actor, ACTION, RETURNED, service.clock.utc_stamp())
        return True


def withdraw(service: Service, editor: Editor, number: int) -> bool:
    """取消: the link leads nowhere any more; False where it is over already."""
    with service.database.write() as connection:
        known = Invitations(connection, editor.tenant_id, service.sealer)
        found = known.get(number, lock=True)
        if found is None or found.state in (ACCEPTED, WITHDRAWN):
            return False
        stamp = service.clock.utc_stamp()
        known.end(number, WITHDRAWN, stamp)
        _told(service, connection, found, editor.actor, ACTION, WITHDRAWN, stamp)
        return True


def _told(service: Service, connection: Any, invitation: Invitation, actor: Actor, action: str, state: str,
          stamp: str) -> None:
    """The step in the audit log."""
    told = orjson.dumps({_TOLD: [STATE.label(invitation.state), STATE.label(state)]}).decode()
    Audit(service.database, connection, invitation.tenant_id).run(
        actor, action, stamp, [(target_of(invitation.code), told)])
