"""従業員の追加: somebody whom NX does not know yet, to be invited to the 入社手続き."""

from dataclasses import replace

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.form_page import Frame, editor_of, form_page, refused_page
from nxdesk.eamano.pages.forms import SHEETS, Entry, Tabs
from nxdesk.eamano.pages.record_view import label_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go
from nxdesk.eamano.pages.uploads import Upload, upload
from nxdesk.eamano.rules import editing
from nxdesk.eamano.rules.editing import Draft, Wrong
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.typed import canonical

PATH = "/hr/employees/new"
_KEY = EMPLOYEE.owner
_FRAME = Frame("/hr/employees", [("", "従業員管理"), ("/hr/employees", "従業員一覧")], "従業員の追加", "", PATH, "/hr/employees",
               ["e-AMANOで追加した従業員は、TimePro-NXの「1：データ取得」→「社員取得」でNXへ連携できます。"])


def add_new_person(router: APIRouter, pages: Pages) -> None:
    """The form, and taking it back."""
    visitor = Depends(pages.visit(HR))

    @router.get(PATH)
    def form(visit: Visit = visitor) -> Response:
        return form_page(pages, visit, _FRAME, _tabs(), None)

    @router.post(PATH)
    async def add(request: Request, visit: Visit = visitor) -> Response:
        sent = await upload(request, visit.form_token)
        draft, code = forms.draft_of(SHEETS["edit"], EMPLOYEE, sent), str(canonical(_KEY, _typed(sent)) or "")

        def answer() -> Response:
            outcome = editing.add(pages.service, editor_of(visit, request), EMPLOYEE, code, _employed(draft))
            if isinstance(outcome, Wrong):
                return refused_page(pages, visit, _FRAME, forms.with_typed(_tabs(), sent), draft, outcome, EMPLOYEE, {})
            return go(f"/hr/employees/{code}?done=person-added")
        return await pages.work(answer)


def _typed(sent: Upload) -> str:
    """The code as typed; digits are filled up with zeros, as NX does."""
    typed = sent.texts.get(_KEY.id, "").strip()
    return typed.zfill(_KEY.shape.max_length) if typed.isascii() and typed.isdecimal() else typed


def _employed(draft: Draft) -> Draft:
    """Who is added is employed unless the form says otherwise."""
    status = draft.values.get("employment_status") or "employed"
    return replace(draft, values={**draft.values, "employment_status": status})


def _tabs() -> Tabs:
    tabs = forms.entries(SHEETS["edit"], EMPLOYEE, {}, frozenset(), numbered=False)
    key = Entry(_KEY.id, label_of(_KEY), "text", hint=_KEY.shape.hint, needed=True, digits=True)
    return [(tab, [key, *some] if place == 0 else some) for place, (tab, some) in enumerate(tabs)]
