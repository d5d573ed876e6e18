"""編集 of an employee or a family member, 個人番号・書類, 家族の追加 and 家族の削除."""

from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.form_page import CONFLICT, OUTDATED, Frame, editor_of, form_page, refused_page
from nxdesk.eamano.pages.forms import SHEETS, Sheet, Tabs
from nxdesk.eamano.pages.hr_place import Code, MemberId, Place, kind_of_member, read_place
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go
from nxdesk.eamano.pages.uploads import Upload, upload
from nxdesk.eamano.rules import editing
from nxdesk.eamano.rules.editing import Draft, Editor, Outcome, Outdated, Wrong
from nxdesk.eamano.store.editing import PERSON, Records
from nxdesk.records.family import FAMILY

HERE = "/hr/employees"
SheetId = Literal["edit", "number"]
_LOG_LINES = 10


def add_sheets(router: APIRouter, pages: Pages) -> None:
    """All forms about people and families."""
    desk = _Desk(pages)
    _add_person(router, desk)
    _add_new_member(router, desk)
    _add_member(router, desk)


def _add_person(router: APIRouter, desk: "_Desk") -> None:
    visitor = Depends(desk.pages.visit(HR))

    @router.get("/hr/employees/{code}/{sheet}")
    def form(code: Code, sheet: SheetId, visit: Visit = visitor) -> Response:
        return desk.form(visit, code, PERSON, SHEETS[sheet])

    @router.post("/hr/employees/{code}/{sheet}")
    async def save(code: Code, sheet: SheetId, request: Request, visit: Visit = visitor) -> Response:
        return await desk.save(request, visit, code, PERSON, SHEETS[sheet])


def _add_new_member(router: APIRouter, desk: "_Desk") -> None:
    pages, visitor = desk.pages, Depends(desk.pages.visit(HR))

    @router.get("/hr/employees/{code}/family/new")
    def form(code: Code, visit: Visit = visitor) -> Response:
        return desk.new_member(visit, code)

    @router.post("/hr/employees/{code}/family/new")
    async def add(code: Code, request: Request, visit: Visit = visitor) -> Response:
        sent = await upload(request, visit.form_token)
        draft = forms.draft_of(SHEETS["edit"], FAMILY, sent)
        outcome = await pages.work(partial(
            editing.add, pages.service, editor_of(visit, request), FAMILY, code, draft))
        if isinstance(outcome, Wrong):
            return await pages.work(partial(desk.new_member, visit, code, sent, outcome))
        return _saved(outcome, f"/hr/employees/{code}/family", "added")


def _add_member(router: APIRouter, desk: "_Desk") -> None:
    pages, visitor = desk.pages, Depends(desk.pages.visit(HR))

    @router.get("/hr/employees/{code}/family/{member}/delete")
    def ask(code: Code, member: MemberId, visit: Visit = visitor) -> Response:
        return desk.ask_deletion(visit, code, member)

    @router.post("/hr/employees/{code}/family/{member}/delete")
    async def delete(code: Code, member: MemberId, request: Request, visit: Visit = visitor) -> Response:
        texts = await pages.form(request, visit.form_token)
        outcome = await pages.work(partial(editing.delete, pages.service, editor_of(visit, request), FAMILY, code,
                                           member, forms.version_of(texts)))
        if isinstance(outcome, Outdated):
            return await pages.work(partial(desk.ask_deletion, visit, code, member, OUTDATED))
        if outcome is None:
            raise HTTPException(404)
        return go(f"/hr/employees/{code}?done=deleted#family")

    @router.get("/hr/employees/{code}/family/{member}/{sheet}")
    def form(code: Code, member: MemberId, sheet: SheetId, visit: Visit = visitor) -> Response:
        return desk.form(visit, code, member, SHEETS[sheet])

    @router.post("/hr/employees/{code}/family/{member}/{sheet}")
    async def save(code: Code, member: MemberId, sheet: SheetId, request: Request,
                   visit: Visit = visitor) -> Response:
        return await desk.save(request, visit, code, member, SHEETS[sheet])


def _saved(outcome: Outcome, path: str, done: str) -> Response:
    if not isinstance(outcome, editing.Saved):
        raise HTTPException(404)
    return go(f"{path}/{outcome.member}?done={done}")


class _Desk:
    """Shows the forms and takes them back."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def _place(self, visit: Visit, code: str, member: int) -> Place:
        place = read_place(self.pages.service, visit, code, member)
        if place is None:
            raise HTTPException(404)
        return place

    def form(self, visit: Visit, code: str, member: int, sheet: Sheet) -> Response:
        """The form for a record as it stands."""
        place = self._place(visit, code, member)
        return form_page(self.pages, visit, self._frame(visit, place, sheet), self._entries(place, sheet),
                         place.record["version"])

    @staticmethod
    def _entries(place: Place, sheet: Sheet) -> Tabs:
        held = place.held | ({editing.PHOTO} if place.has_photo else frozenset())
        return forms.entries(sheet, place.kind, place.record, held, numbered=place.numbered)

    def _frame(self, visit: Visit, place: Place, sheet: Sheet) -> Frame:
        log: Any = ()
        if sheet.id == "number":
            with self.pages.service.database.read() as connection:
                log = Records(connection, visit.tenant.id).number_log(place.code, place.member, _LOG_LINES)
        return Frame(HERE, place.crumbs, sheet.title, place.name, f"{place.path}/{sheet.id}", place.path, log=log)

    async def save(self, request: Request, visit: Visit, code: str, member: int, sheet: Sheet) -> Response:
        """Take a form back."""
        sent = await upload(request, visit.form_token)
        draft = forms.draft_of(sheet, kind_of_member(member), sent)
        editor = editor_of(visit, request)
        return await self.pages.work(partial(self._save, visit, editor, code, member, sheet, sent, draft))

    def _save(self, visit: Visit, editor: Editor, code: str, member: int, sheet: Sheet, sent: Upload,
              draft: Draft) -> Response:
        outcome = editing.save(self.pages.service, editor, kind_of_member(member), code, member, draft)
        if isinstance(outcome, editing.Saved):
            return go(f"{self._place(visit, code, member).path}?done={'saved' if outcome.changed else 'same'}")
        place = self._place(visit, code, member)
        if outcome is None:
            raise HTTPException(404)
        tabs = forms.with_typed(self._entries(place, sheet), sent)
        return refused_page(self.pages, visit, self._frame(visit, place, sheet), tabs, draft, outcome, place.kind,
                            place.record)

    def new_member(self, visit: Visit, code: str, sent: Upload | None = None, wrong: Wrong | None = None) -> Response:
        """The form for a new family member, at first empty."""
        place = self._place(visit, code, PERSON)
        tabs = forms.entries(SHEETS["edit"], FAMILY, {}, frozenset(), numbered=False)
        frame = Frame(HERE, place.crumbs, "家族の追加", f"{place.person_name}の家族", f"{place.path}/family/new",
                      f"{place.path}#family")
        if sent is None or wrong is None:
            return form_page(self.pages, visit, frame, tabs, None)
        draft = forms.draft_of(SHEETS["edit"], FAMILY, sent)
        return refused_page(self.pages, visit, frame, forms.with_typed(tabs, sent), draft, wrong, FAMILY, {})

    def ask_deletion(self, visit: Visit, code: str, member: int, message: str = "") -> Response:
        """Name what would go."""
        place = self._place(visit, code, member)
        return self.pages.page("member_delete.html", CONFLICT if message else 200, visit=visit, here=HERE,
                               place=place, record=place.record, message=message)
