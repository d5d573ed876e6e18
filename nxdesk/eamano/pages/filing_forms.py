"""資格取得届 and 資格喪失届: made from an employee's record, edited while they are open, filed and taken back."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.choosing import Choice, choose_person
from nxdesk.eamano.pages.filings import crumbs_of, path_of, record_of, title_of
from nxdesk.eamano.pages.form_page import CONFLICT, Frame, editor_of, form_page, refused_page
from nxdesk.eamano.pages.forms import Tabs
from nxdesk.eamano.pages.hr_place import Code
from nxdesk.eamano.pages.kind_pages import MADE, KindId, RecordId, form_items, kind_among, list_path
from nxdesk.eamano.pages.record_desk import Subject, ask_deletion, ask_step, take_away, take_step
from nxdesk.eamano.pages.record_view import full_name
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go
from nxdesk.eamano.pages.uploads import upload
from nxdesk.eamano.rules import declaring, editing
from nxdesk.eamano.rules.editing import Draft, Saved
from nxdesk.eamano.rules.states import FLOWS, closed, state_item
from nxdesk.eamano.store.editing import Records, Row
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind, Value


def add_filing_forms(router: APIRouter, pages: Pages) -> None:
    """Everything that changes a filing."""
    _add_new(router, pages)
    _add_edit(router, pages)
    _add_questions(router, pages)


def _add_new(router: APIRouter, pages: Pages) -> None:
    visitor = Depends(pages.visit(HR))

    @router.get("/hr/filings/{kind_id}/new")
    def whose(kind_id: KindId, visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "") -> Response:
        kind = kind_among(MADE, kind_id)
        new = f"{list_path(kind)}/new"
        return choose_person(pages, visit, Choice(
            list_path(kind), crumbs_of(kind, link=True), f"{kind.label}の作成", f"{kind.label}を作成する従業員を選択してください。",
            new, lambda code: f"{new}/{code}"), q)

    @router.get("/hr/filings/{kind_id}/new/{code}")
    def form(kind_id: KindId, code: Code, visit: Visit = visitor) -> Response:
        kind, person = kind_among(MADE, kind_id), person_of(pages, visit, code)
        return form_page(pages, visit, _new_frame(kind, person), form_tabs(kind, proposed(kind, person)), None)

    @router.post("/hr/filings/{kind_id}/new/{code}")
    async def make(kind_id: KindId, code: Code, request: Request, visit: Visit = visitor) -> Response:
        kind, sent = kind_among(MADE, kind_id), await upload(request, visit.form_token)
        draft = typed_draft(kind, {}, sent)

        def answer() -> Response:
            values = {**draft.values, state_item(kind): FLOWS[kind.id].first}
            outcome = editing.add(pages.service, editor_of(visit, request), kind, code, Draft(None, values))
            person = person_of(pages, visit, code)
            if isinstance(outcome, Saved):
                return go(f"{list_path(kind)}/{outcome.member}?done=added")
            if outcome is None:
                raise HTTPException(404)
            tabs = forms.with_typed(form_tabs(kind, {}), sent)
            return refused_page(pages, visit, _new_frame(kind, person), tabs, draft, outcome, kind, {})
        return await pages.work(answer)


def _add_edit(router: APIRouter, pages: Pages) -> None:
    visitor = Depends(pages.visit(HR))

    @router.get("/hr/filings/{kind_id}/{record}/edit")
    def form(kind_id: KindId, record: RecordId, visit: Visit = visitor) -> Response:
        kind = kind_among(MADE, kind_id)
        row = record_of(pages, visit, kind, record)
        if issue := closed(kind, row):
            return form_page(pages, visit, _frame(kind, row), [], row["version"], message=issue.sentence,
                             status=CONFLICT)
        return form_page(pages, visit, _frame(kind, row), form_tabs(kind, row), row["version"])

    @router.post("/hr/filings/{kind_id}/{record}/edit")
    async def save(kind_id: KindId, record: RecordId, request: Request, visit: Visit = visitor) -> Response:
        kind, sent = kind_among(MADE, kind_id), await upload(request, visit.form_token)
        row = await pages.work(partial(record_of, pages, visit, kind, record))
        draft = typed_draft(kind, row, sent)

        def answer() -> Response:
            outcome = declaring.save_row(pages.service, editor_of(visit, request), kind, row[kind.key[0]], record,
                                         record, draft)
            if isinstance(outcome, Saved):
                return go(f"{path_of(kind, row)}?done={'saved' if outcome.changed else 'same'}")
            if outcome is None:
                raise HTTPException(404)
            now = record_of(pages, visit, kind, record)
            tabs = forms.with_typed(form_tabs(kind, now), sent)
            return refused_page(pages, visit, _frame(kind, now), tabs, draft, outcome, kind, now)
        return await pages.work(answer)


def _add_questions(router: APIRouter, pages: Pages) -> None:
    visitor = Depends(pages.visit(HR))

    @router.get("/hr/filings/{kind_id}/{record}/state/{after}")
    def ask(kind_id: KindId, record: RecordId, after: str, visit: Visit = visitor) -> Response:
        return ask_step(pages, visit, _subject(pages, visit, kind_id, record), after)

    @router.post("/hr/filings/{kind_id}/{record}/state/{after}")
    async def step(kind_id: KindId, record: RecordId, after: str, request: Request, visit: Visit = visitor) -> Response:
        subject = await pages.work(partial(_subject, pages, visit, kind_id, record))
        return await take_step(pages, visit, request, subject, after)

    @router.get("/hr/filings/{kind_id}/{record}/delete")
    def ask_whether(kind_id: KindId, record: RecordId, visit: Visit = visitor) -> Response:
        return ask_deletion(pages, visit, _open(_subject(pages, visit, kind_id, record)))

    @router.post("/hr/filings/{kind_id}/{record}/delete")
    async def delete(kind_id: KindId, record: RecordId, request: Request, visit: Visit = visitor) -> Response:
        subject = await pages.work(partial(_subject, pages, visit, kind_id, record))
        return await take_away(pages, visit, request, subject, head=record)


def _subject(pages: Pages, visit: Visit, kind_id: str, record: int) -> Subject:
    kind = kind_among(MADE, kind_id)
    row = record_of(pages, visit, kind, record)
    return Subject(kind, row, title_of(kind, row), list_path(kind), _crumbs(kind, row), path_of(kind, row),
                   path_of(kind, row), f"{list_path(kind)}?done=deleted")


def _open(subject: Subject) -> Subject:
    """The same; raises HTTPException where the record may not be changed."""
    if closed(subject.kind, subject.record):
        raise HTTPException(404)
    return subject


def person_of(pages: Pages, visit: Visit, code: str) -> Row:
    """The employee; raises HTTPException where there is none like it."""
    with pages.service.database.read() as connection:
        person = Records(connection, visit.tenant.id).person(EMPLOYEE, code)
    if person is None:
        raise HTTPException(404)
    return person


def proposed(kind: Kind, person: Mapping[str, Any], *, of: Mapping[str, Value] | None = None) -> dict[str, Value]:
    """A new record as far as the person's own tells it; `of`: what is known of it already."""
    known = {**kind.prefilled(person), **(of or {})}
    return {**known, **(kind.fill(known) if kind.fill is not None else {})}


def form_tabs(kind: Kind, record: Mapping[str, Any]) -> Tabs:
    """The form for a record of the kind."""
    return forms.entries(forms.sheet_of("編集", form_items(kind, record)), kind, record, (), numbered=False)


def typed_draft(kind: Kind, record: Mapping[str, Any], sent: Any) -> Draft:
    """What the form wants of a record."""
    return forms.draft_of(forms.sheet_of("編集", form_items(kind, record)), kind, sent)


def _crumbs(kind: Kind, row: Row) -> list[tuple[str, str]]:
    return [*crumbs_of(kind, link=True), (path_of(kind, row), title_of(kind, row))]


def _frame(kind: Kind, row: Row) -> Frame:
    path = path_of(kind, row)
    return Frame(list_path(kind), _crumbs(kind, row), "編集", title_of(kind, row), f"{path}/edit", path)


def _new_frame(kind: Kind, person: Row) -> Frame:
    here = list_path(kind)
    return Frame(here, crumbs_of(kind, link=True), f"{kind.label}の作成", f"{person['employee_code']} {full_name(person)}",
                 f"{here}/new/{person['employee_code']}", f"{here}/new",
                 ["従業員の情報から作成しています。内容を確認して登録してください。登録後の状態は「作成中」です。"])
