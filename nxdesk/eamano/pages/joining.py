"""手続 → 入社手続き: whom to invite, the link, what was entered beside the employee's record, 登録・差戻し・取消."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.choosing import Choice, choose_person
from nxdesk.eamano.pages.form_page import CONFLICT, OUTDATED, UNFIT, editor_of
from nxdesk.eamano.pages.forms import version_of
from nxdesk.eamano.pages.hr_place import Code, Place, read_place
from nxdesk.eamano.pages.kind_pages import MADE, list_path
from nxdesk.eamano.pages.record_view import label_of, text_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go
from nxdesk.eamano.rules import joining
from nxdesk.eamano.rules.bodies import is_day
from nxdesk.eamano.rules.editing import Outdated, Saved, Wrong
from nxdesk.eamano.store.editing import PERSON
from nxdesk.eamano.store.invitations import INVITED, OPEN, RETURNED, SUBMITTED, Invitation, Invitations
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Value
from nxdesk.records.typed import canonical

HERE = "/hr/joining"
CRUMBS = [("", "手続"), (HERE, "入社手続き")]
Number = Annotated[int, Path(ge=1, le=2**53)]
_DAY = EMPLOYEE.by_id["hire_date"]
_NOTE_MOST = 200
_PAGE = 50
_DONE = {"invited": "招待しました。下のリンクを本人に伝えてください。", "accepted": "入力された内容を従業員の情報に登録しました。",
         "returned": "差し戻しました。本人は同じリンクから入力し直せます。", "withdrawn": "招待を取り消しました。リンクは使えません。"}
_FILING = next((list_path(kind) for kind in MADE if kind.id == "shaho_acq"), "")
_GONE = "この入社手続きは、ほかの操作で状態が変わりました。"


def add_joining(router: APIRouter, pages: Pages) -> None:
    """The HR staff's pages."""
    _add_list(router, pages)
    _add_inviting(router, pages)
    _add_steps(router, pages)


def _add_list(router: APIRouter, pages: Pages) -> None:
    service, visitor = pages.service, Depends(pages.visit(HR))

    @router.get(HERE)
    def listed(visit: Visit = visitor, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        with service.database.read() as connection:
            known = Invitations(connection, visit.tenant.id, service.sealer)
            last = max(1, -(-known.count() // _PAGE))
            page = min(page, last)
            found = known.page((page - 1) * _PAGE, _PAGE)
        return pages.page("joining.html", visit=visit, here=HERE, crumbs=CRUMBS, page=page, last=last,
                          link=lambda number: f"{HERE}?page={number}",
                          rows=[(one, name, *_words(pages, one)) for one, name in found])

    @router.get(f"{HERE}/new")
    def whom(visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "") -> Response:
        return choose_person(pages, visit, Choice(
            HERE, CRUMBS, "入社手続きの招待", "入社手続きに招待する従業員を選択してください。一覧にいない方は、先に従業員一覧の"
            "「従業員の追加」かTimePro-NXの社員登録で登録してください。", f"{HERE}/new", lambda code: f"{HERE}/new/{code}"), q)

    @router.get(f"{HERE}/{{number}}")
    def one(number: Number, visit: Visit = visitor, done: str = "") -> Response:
        return _page(pages, visit, number, message=_DONE.get(done, ""))


def _words(pages: Pages, invitation: Invitation) -> tuple[str, str]:
    state = "期限切れ" if invitation.expired(pages.service.clock.today()) else joining.STATE.label(invitation.state)
    return joining.ENTRY.label(invitation.entry), state


def _add_inviting(router: APIRouter, pages: Pages) -> None:
    service, visitor = pages.service, Depends(pages.visit(HR))

    def page(visit: Visit, code: str, entry: str, expires: str, error: str = "") -> Response:
        place = _person(pages, visit, code)
        return pages.page("joining_new.html", UNFIT if error else 200, visit=visit, here=HERE, place=place,
                          crumbs=[*CRUMBS, (f"{HERE}/new", "招待"), ("", f"{code} {place.name}")], entry=entry,
                          entries=joining.ENTRY.entries, expires=expires, error=error,
                          held=place.record[joining.EI_HELD] == 1, number=place.record[joining.EI_NUMBER] is not None)

    @router.get(f"{HERE}/new/{{code}}")
    def form(code: Code, visit: Visit = visitor) -> Response:
        return page(visit, code, "", joining.last_day(service.clock.today()))

    @router.post(f"{HERE}/new/{{code}}")
    async def invite(code: Code, request: Request, visit: Visit = visitor) -> Response:
        fields = await pages.form(request, visit.form_token)
        entry, expires = fields.get("entry", ""), str(canonical(_DAY, fields.get("expires", "")) or "")
        if error := _error(entry, expires, service.clock.today()):
            return await pages.work(lambda: page(visit, code, entry, expires, error))
        number = await pages.work(lambda: joining.invite(service, editor_of(visit, request), code, entry, expires))
        if number is None:
            raise HTTPException(404)
        return go(f"{HERE}/{number}?done=invited")


def _error(entry: str, expires: str, today: str) -> str:
    if entry not in dict(joining.ENTRY.entries):
        return "新卒か中途採用かを選択してください。"
    if not is_day(expires):
        return "有効期限は日付で入力してください。"
    return "有効期限には今日以降の日付を入力してください。" if expires < today else ""


def _add_steps(router: APIRouter, pages: Pages) -> None:
    service, visitor = pages.service, Depends(pages.visit(HR))

    @router.post(f"{HERE}/{{number}}/accept")
    async def accept(number: Number, request: Request, visit: Visit = visitor) -> Response:
        fields = await pages.form(request, visit.form_token)

        def answer() -> Response:
            outcome = joining.accept(service, editor_of(visit, request), number, version_of(fields))
            if isinstance(outcome, Saved):
                return go(f"{HERE}/{number}?done=accepted")
            if isinstance(outcome, Wrong):
                error = " ".join(issue.sentence for _, issue in outcome.issues)
                return _page(pages, visit, number, error=f"登録できません。{error}", status=UNFIT)
            return _page(pages, visit, number, error=OUTDATED if isinstance(outcome, Outdated) else _GONE,
                         status=CONFLICT)
        return await pages.work(answer)

    def step(name: str, do: Callable[[Visit, Request, int, str], bool]) -> None:
        @router.post(f"{HERE}/{{number}}/{name}")
        async def take(number: Number, request: Request, visit: Visit = visitor) -> Response:
            fields = await pages.form(request, visit.form_token)
            note = fields.get("note", "")
            if name == "returned" and not 0 < len(note) <= _NOTE_MOST:
                error = f"差戻しの理由を{_NOTE_MOST}文字以内で入力してください。"
                return await pages.work(lambda: _page(pages, visit, number, error=error, status=UNFIT))
            if await pages.work(lambda: do(visit, request, number, note)):
                return go(f"{HERE}/{number}?done={name}")
            return await pages.work(lambda: _page(pages, visit, number, error=_GONE, status=CONFLICT))
    step("returned", lambda visit, request, number, note: joining.give_back(
        service, editor_of(visit, request), number, note))
    step("withdrawn", lambda visit, request, number, _: joining.withdraw(service, editor_of(visit, request), number))


def _person(pages: Pages, visit: Visit, code: str) -> Place:
    place = read_place(pages.service, visit, code, PERSON)
    if place is None:
        raise HTTPException(404)
    return place


def _page(pages: Pages, visit: Visit, number: int, *, message: str = "", error: str = "",
          status: int = 200) -> Response:
    with pages.service.database.read() as connection:
        known = Invitations(connection, visit.tenant.id, pages.service.sealer)
        found = known.get(number)
        if found is None:
            raise HTTPException(404)
        link = known.link(number).reveal() if found.state in OPEN else ""
        entered = known.entered(number) if found.state == SUBMITTED else {}
    place = _person(pages, visit, found.code)
    entry, state = _words(pages, found)
    return pages.page(
        "joining_one.html", status, visit=visit, here=HERE, invitation=found, place=place, entry=entry, state=state,
        crumbs=[*CRUMBS, ("", f"{found.code} {place.name}")], link=f"{pages.service_url}/join/{link}" if link else "",
        message=message, error=error, lines=_lines(place.record, entered), waits=found.state == SUBMITTED,
        over=found.state not in (INVITED, RETURNED, SUBMITTED), returned=found.state == RETURNED,
        filing=_FILING and f"{_FILING}/new/{found.code}")


def _lines(record: Any, entered: dict[str, Value]) -> list[tuple[str, str, str, bool]]:
    """Label, what the record says, what was entered, and whether that is something else."""
    return [(label_of(item), text_of(item, record[item.id]), text_of(item, entered[item.id]),
             entered[item.id] != record[item.id]) for item in EMPLOYEE.fields if item.id in entered]
