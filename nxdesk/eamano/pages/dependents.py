"""手続 → 扶養追加, 扶養削除: whose family, which member, and the form; or why it cannot be done for this member."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.choosing import Choice, choose_person
from nxdesk.eamano.pages.form_page import Frame, editor_of, form_page, refused_page
from nxdesk.eamano.pages.forms import Entry, Tabs
from nxdesk.eamano.pages.hr_place import Code, MemberId, Place, read_place
from nxdesk.eamano.pages.record_view import full_name, text_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go
from nxdesk.eamano.pages.uploads import upload
from nxdesk.eamano.rules.dependents import FLAG, PROCEDURES, Procedure, carry_out
from nxdesk.eamano.rules.editing import Saved
from nxdesk.eamano.store.editing import PERSON
from nxdesk.records.family import FAMILY

ProcedureId = Literal["add", "remove"]
_LEADS = {"add": "扶養に加える家族のいる従業員を選択してください。", "remove": "扶養から外す家族のいる従業員を選択してください。"}


def add_dependents(router: APIRouter, pages: Pages) -> None:
    """The pages of both procedures."""
    visitor = Depends(pages.visit(HR))

    @router.get("/hr/dependents/{which}")
    def whose(which: ProcedureId, visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "") -> Response:
        procedure, here = PROCEDURES[which], _path(which)
        return choose_person(pages, visit, Choice(
            here, [("", "手続")], procedure.name, _LEADS[which], here, lambda code: f"{here}/{code}"), q)

    @router.get("/hr/dependents/{which}/{code}")
    def family(which: ProcedureId, code: Code, visit: Visit = visitor) -> Response:
        place = _place(pages, visit, code, PERSON)
        return pages.page(
            "dependents.html", visit=visit, here=_path(which), procedure=PROCEDURES[which], place=place,
            crumbs=[*_crumbs(PROCEDURES[which], place)[:-1], ("", f"{code} {place.person_name}")],
            members=[_line(PROCEDURES[which], row) for row in place.family])

    @router.get("/hr/dependents/{which}/{code}/{member}")
    def form(which: ProcedureId, code: Code, member: MemberId, visit: Visit = visitor) -> Response:
        place, procedure = _place(pages, visit, code, member), PROCEDURES[which]
        if refusal := procedure.refusal(place.record):
            return pages.page("dependent_refused.html", 422, visit=visit, here=_path(which), procedure=procedure,
                              place=place, crumbs=[*_crumbs(procedure, place), ("", place.name)], refusal=refusal)
        tabs = _empty(procedure, place, _tabs(procedure, place))
        return form_page(pages, visit, _frame(procedure, place), tabs, place.record["version"])

    @router.post("/hr/dependents/{which}/{code}/{member}")
    async def do(which: ProcedureId, code: Code, member: MemberId, request: Request,
                 visit: Visit = visitor) -> Response:
        sent, procedure = await upload(request, visit.form_token), PROCEDURES[which]
        draft = forms.draft_of(forms.sheet_of(procedure.name, procedure.items), FAMILY, sent)

        def answer() -> Response:
            outcome = carry_out(pages.service, editor_of(visit, request), procedure, code, member, draft)
            place = _place(pages, visit, code, member)
            if outcome is None:
                raise HTTPException(404)
            if isinstance(outcome, Saved):
                return go(f"{place.path}?done=dependent-{which}")
            tabs = forms.with_typed(_tabs(procedure, place), sent)
            return refused_page(pages, visit, _frame(procedure, place), tabs, draft, outcome, FAMILY, place.record)
        return await pages.work(partial(answer))


def _path(which: str) -> str:
    return f"/hr/dependents/{which}"


def _place(pages: Pages, visit: Visit, code: str, member: int) -> Place:
    place = read_place(pages.service, visit, code, member)
    if place is None:
        raise HTTPException(404)
    return place


def _crumbs(procedure: Procedure, place: Place) -> list[tuple[str, str]]:
    here = _path(procedure.id)
    return [("", "手続"), (here, procedure.name), (f"{here}/{place.code}", f"{place.code} {place.person_name}")]


def _frame(procedure: Procedure, place: Place) -> Frame:
    here = f"{_path(procedure.id)}/{place.code}"
    flag = FAMILY.by_id[FLAG]
    notes = [f"現在の{flag.label}: {text_of(flag, int(bool(place.record[FLAG])))}　"
             f"手続が終わると「{text_of(flag, int(not procedure.allowed))}」になります。"]
    return Frame(_path(procedure.id), _crumbs(procedure, place), procedure.name, f"{place.person_name}の家族 {place.name}",
                 f"{here}/{place.member}", here, notes, f"{procedure.label}を登録")


def _tabs(procedure: Procedure, place: Place) -> Tabs:
    sheet = forms.sheet_of(procedure.name, procedure.items)
    tabs = forms.in_order(forms.entries(sheet, FAMILY, place.record, (), numbered=False), procedure.label,
                          procedure.items)

    def fitting(entry: Entry) -> Entry:
        if entry.name == procedure.reason:
            return replace(entry, choices=procedure.reasons(place.record), needed=True)
        return replace(entry, needed=True) if entry.name == procedure.day else entry
    return [(tab, [fitting(entry) for entry in some]) for tab, some in tabs]


def _empty(procedure: Procedure, place: Place, tabs: Tabs) -> Tabs:
    """What an earlier procedure wrote is no proposal for this one."""
    own = {procedure.day, procedure.reason}
    return [(tab, [replace(entry, value="") if entry.name in own else entry for entry in some]) for tab, some in tabs]


def _line(procedure: Procedure, row: Any) -> dict[str, Any]:
    refusal = procedure.refusal(row)
    return {"id": row["id"], "name": full_name(row), "refused": refusal.sentence if refusal else "",
            "relation": text_of(FAMILY.by_id["relationship_code"], row["relationship_code"]),
            "born": text_of(FAMILY.by_id["birth_date"], row["birth_date"]),
            "flag": text_of(FAMILY.by_id[FLAG], row[FLAG]) or "無（未設定）"}
