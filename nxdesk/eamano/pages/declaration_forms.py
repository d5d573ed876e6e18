"""年末調整: a new declaration, its head and its rows changed, added and deleted, its state moved."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.choosing import Choice, choose_person
from nxdesk.eamano.pages.declarations import document_crumbs, document_path, head_of, row_name, title_of
from nxdesk.eamano.pages.filing_forms import form_tabs, person_of, proposed, typed_draft
from nxdesk.eamano.pages.filings import record_of
from nxdesk.eamano.pages.form_page import CONFLICT, Frame, editor_of, form_page, refused_page
from nxdesk.eamano.pages.forms import Entry, Tabs
from nxdesk.eamano.pages.hr_place import Code
from nxdesk.eamano.pages.kind_pages import DECLARED, KindId, RecordId, kind_among, list_path
from nxdesk.eamano.pages.record_desk import Subject, ask_deletion, ask_step, take_away, take_step
from nxdesk.eamano.pages.record_view import full_name, label_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go
from nxdesk.eamano.pages.uploads import Upload, upload
from nxdesk.eamano.rules import declaring
from nxdesk.eamano.rules.editing import Draft, Outcome, Saved
from nxdesk.eamano.rules.states import closed
from nxdesk.eamano.store.editing import Row
from nxdesk.records.documents import document_of, head_part, parts_of, stands_in
from nxdesk.records.fields import Kind
from nxdesk.records.typed import canonical
from nxdesk.records.year_end_codes import CODE_CLASS


def add_declaration_forms(router: APIRouter, pages: Pages) -> None:
    """Everything that changes a document."""
    desk = _Desk(pages)
    _add_new(router, desk)
    _add_head(router, desk)
    _add_new_row(router, desk)
    _add_rows(router, desk)


def _add_new(router: APIRouter, desk: "_Desk") -> None:
    pages, visitor = desk.pages, Depends(desk.pages.visit(HR))

    @router.get("/hr/declarations/{kind_id}/new")
    def whose(kind_id: KindId, visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "") -> Response:
        kind = kind_among(DECLARED, kind_id)
        new = f"{list_path(kind)}/new"
        return choose_person(pages, visit, Choice(
            list_path(kind), [("", kind.label), (list_path(kind), "申告の一覧")], "対象者の追加",
            f"{kind.label}の対象に加える従業員を選択してください。", new, lambda code: f"{new}/{code}"), q)

    @router.get("/hr/declarations/{kind_id}/new/{code}")
    def form(kind_id: KindId, code: Code, visit: Visit = visitor) -> Response:
        kind, person = kind_among(DECLARED, kind_id), person_of(pages, visit, code)
        return form_page(pages, visit, desk.new_frame(kind, person), desk.new_tabs(kind, person), None)

    @router.post("/hr/declarations/{kind_id}/new/{code}")
    async def begin(kind_id: KindId, code: Code, request: Request, visit: Visit = visitor) -> Response:
        kind, sent = kind_among(DECLARED, kind_id), await upload(request, visit.form_token)
        draft = typed_draft(kind, {kind.part_item: head_part(kind)}, sent)
        year = kind.by_id[kind.document[0]]
        wanted = Draft(None, {**draft.values, year.id: canonical(year, sent.texts.get(year.id, ""))})

        def answer() -> Response:
            outcome = declaring.begin(pages.service, editor_of(visit, request), kind, code, wanted)
            person = person_of(pages, visit, code)
            if isinstance(outcome, Saved):
                return go(f"{list_path(kind)}/{outcome.member}?done=added")
            if outcome is None:
                raise HTTPException(404)
            tabs = forms.with_typed(desk.new_tabs(kind, person), sent)
            return refused_page(pages, visit, desk.new_frame(kind, person), tabs, draft, outcome, kind, {})
        return await pages.work(answer)


def _add_head(router: APIRouter, desk: "_Desk") -> None:
    pages, visitor = desk.pages, Depends(desk.pages.visit(HR))

    @router.get("/hr/declarations/{kind_id}/{head}/edit")
    def form(kind_id: KindId, head: RecordId, visit: Visit = visitor) -> Response:
        return desk.form(visit, kind_id, head, head)

    @router.post("/hr/declarations/{kind_id}/{head}/edit")
    async def save(kind_id: KindId, head: RecordId, request: Request, visit: Visit = visitor) -> Response:
        return await desk.save(request, visit, kind_id, head, head)

    @router.get("/hr/declarations/{kind_id}/{head}/state/{after}")
    def ask(kind_id: KindId, head: RecordId, after: str, visit: Visit = visitor) -> Response:
        return ask_step(pages, visit, desk.subject(visit, kind_id, head, head), after)

    @router.post("/hr/declarations/{kind_id}/{head}/state/{after}")
    async def step(kind_id: KindId, head: RecordId, after: str, request: Request, visit: Visit = visitor) -> Response:
        subject = await pages.work(partial(desk.subject, visit, kind_id, head, head))
        return await take_step(pages, visit, request, subject, after)

    @router.get("/hr/declarations/{kind_id}/{head}/delete")
    def ask_whether(kind_id: KindId, head: RecordId, visit: Visit = visitor) -> Response:
        return desk.ask_deletion(visit, kind_id, head, head)

    @router.post("/hr/declarations/{kind_id}/{head}/delete")
    async def delete(kind_id: KindId, head: RecordId, request: Request, visit: Visit = visitor) -> Response:
        return await desk.delete(request, visit, kind_id, head, head)


def _add_new_row(router: APIRouter, desk: "_Desk") -> None:
    visitor = Depends(desk.pages.visit(HR))

    @router.get("/hr/declarations/{kind_id}/{head}/new/{part}")
    def form(kind_id: KindId, head: RecordId, part: str, visit: Visit = visitor) -> Response:
        return desk.new_row(visit, kind_id, head, part)

    @router.post("/hr/declarations/{kind_id}/{head}/new/{part}")
    async def add(kind_id: KindId, head: RecordId, part: str, request: Request, visit: Visit = visitor) -> Response:
        return await desk.add_row(request, visit, kind_id, head, part)


def _add_rows(router: APIRouter, desk: "_Desk") -> None:
    visitor = Depends(desk.pages.visit(HR))

    @router.get("/hr/declarations/{kind_id}/{head}/rows/{row}/edit")
    def form(kind_id: KindId, head: RecordId, row: RecordId, visit: Visit = visitor) -> Response:
        return desk.form(visit, kind_id, head, row)

    @router.post("/hr/declarations/{kind_id}/{head}/rows/{row}/edit")
    async def save(kind_id: KindId, head: RecordId, row: RecordId, request: Request,
                   visit: Visit = visitor) -> Response:
        return await desk.save(request, visit, kind_id, head, row)

    @router.get("/hr/declarations/{kind_id}/{head}/rows/{row}/delete")
    def ask(kind_id: KindId, head: RecordId, row: RecordId, visit: Visit = visitor) -> Response:
        return desk.ask_deletion(visit, kind_id, head, row)

    @router.post("/hr/declarations/{kind_id}/{head}/rows/{row}/delete")
    async def delete(kind_id: KindId, head: RecordId, row: RecordId, request: Request,
                     visit: Visit = visitor) -> Response:
        return await desk.delete(request, visit, kind_id, head, row)


class _Desk:
    """Shows the forms of documents and takes them back."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def _found(self, visit: Visit, kind_id: str, head: int, row: int) -> tuple[Kind, Row, Row]:
        kind = kind_among(DECLARED, kind_id)
        found = head_of(self.pages, visit, kind, head)
        record = found if row == head else record_of(self.pages, visit, kind, row)
        if record[kind.key[0]] != found[kind.key[0]] or document_of(kind, record) != document_of(kind, found):
            raise HTTPException(404)
        return kind, found, record

    def _frame(self, kind: Kind, head: Row, record: Row) -> Frame:
        path = document_path(kind, head)
        own = path if record is head or record["id"] == head["id"] else f"{path}/rows/{record['id']}"
        of = title_of(kind, head) if own == path else row_name(kind, record)
        return Frame(list_path(kind), document_crumbs(kind, head), "編集", of, f"{own}/edit", path)

    def form(self, visit: Visit, kind_id: str, head: int, row: int) -> Response:
        """The form for a record as it stands."""
        kind, found, record = self._found(visit, kind_id, head, row)
        frame = self._frame(kind, found, record)
        if issue := closed(kind, found):
            return form_page(self.pages, visit, frame, [], record["version"], message=issue.sentence, status=CONFLICT)
        return form_page(self.pages, visit, frame, self._tabs(visit, kind, record), record["version"])

    async def save(self, request: Request, visit: Visit, kind_id: str, head: int, row: int) -> Response:
        """Take it back."""
        sent = await upload(request, visit.form_token)

        def answer() -> Response:
            kind, found, record = self._found(visit, kind_id, head, row)
            draft = typed_draft(kind, record, sent)
            outcome = declaring.save_row(self.pages.service, editor_of(visit, request), kind, found[kind.key[0]], head,
                                         row, draft)
            if isinstance(outcome, Saved):
                return go(f"{document_path(kind, found)}?done={'saved' if outcome.changed else 'same'}")
            _, _, now = self._found(visit, kind_id, head, row)
            tabs = forms.with_typed(self._tabs(visit, kind, now), sent)
            return self._refused(visit, self._frame(kind, found, now), tabs, draft, outcome, kind, now)
        return await self.pages.work(answer)

    def _refused(self, visit: Visit, frame: Frame, tabs: Tabs, draft: Draft, outcome: Outcome, kind: Kind,
                 record: Mapping[str, Any]) -> Response:
        if outcome is None or isinstance(outcome, Saved):
            raise HTTPException(404)
        return refused_page(self.pages, visit, frame, tabs, draft, outcome, kind, record)

    def _new_record(self, visit: Visit, kind: Kind, head: Row, part: str) -> dict[str, Any]:
        if part not in dict(parts_of(kind)[1:]):
            raise HTTPException(404)
        own = {kind.part_item: part, **{item: head[item] for item in kind.document}}
        person = person_of(self.pages, visit, head[kind.key[0]])
        return {item: value for item, value in {**proposed(kind, person), **own}.items()
                if stands_in(kind, kind.by_id[item], own)}

    def new_row(self, visit: Visit, kind_id: str, head: int, part: str, sent: Upload | None = None,
                outcome: Outcome = None) -> Response:
        """The form for a new row, at first with what the person's record tells."""
        kind, found, _ = self._found(visit, kind_id, head, head)
        record = self._new_record(visit, kind, found, part)
        words, path = dict(parts_of(kind))[part], document_path(kind, found)
        frame = Frame(list_path(kind), document_crumbs(kind, found), f"{words}の追加", title_of(kind, found),
                      f"{path}/new/{part}", f"{path}#part-{part}")
        if sent is None and (issue := closed(kind, found)):
            return form_page(self.pages, visit, frame, [], None, message=issue.sentence, status=CONFLICT)
        tabs = self._tabs(visit, kind, record)
        if sent is None:
            return form_page(self.pages, visit, frame, tabs, None)
        return self._refused(visit, frame, forms.with_typed(tabs, sent), typed_draft(kind, record, sent), outcome,
                             kind, {})

    async def add_row(self, request: Request, visit: Visit, kind_id: str, head: int, part: str) -> Response:
        """Take it back."""
        sent = await upload(request, visit.form_token)

        def answer() -> Response:
            kind, found, _ = self._found(visit, kind_id, head, head)
            draft = typed_draft(kind, self._new_record(visit, kind, found, part), sent)
            outcome = declaring.add_row(self.pages.service, editor_of(visit, request), kind, found[kind.key[0]], head,
                                        part, draft)
            if isinstance(outcome, Saved):
                return go(f"{document_path(kind, found)}?done=added#part-{part}")
            return self.new_row(visit, kind_id, head, part, sent, outcome)
        return await self.pages.work(answer)

    def subject(self, visit: Visit, kind_id: str, head: int, row: int) -> Subject:
        """What a question is about."""
        kind, found, record = self._found(visit, kind_id, head, row)
        path = document_path(kind, found)
        whole = row == head
        return Subject(kind, record, title_of(kind, found) if whole else row_name(kind, record), list_path(kind),
                       document_crumbs(kind, found), path if whole else f"{path}/rows/{row}", path,
                       f"{list_path(kind)}?year={found[kind.document[0]]}&done=deleted" if whole
                       else f"{path}?done=deleted", "この申告のすべての明細も削除されます。" if whole else "")

    def ask_deletion(self, visit: Visit, kind_id: str, head: int, row: int) -> Response:
        """Name what would go."""
        subject = self.subject(visit, kind_id, head, row)
        _, found, _ = self._found(visit, kind_id, head, row)
        if closed(subject.kind, found):
            raise HTTPException(404)
        return ask_deletion(self.pages, visit, subject)

    async def delete(self, request: Request, visit: Visit, kind_id: str, head: int, row: int) -> Response:
        """Take it away."""
        subject = await self.pages.work(partial(self.subject, visit, kind_id, head, row))
        return await take_away(self.pages, visit, request, subject, head=head)

    def new_frame(self, kind: Kind, person: Row) -> Frame:
        """Around the form for a new document."""
        here = list_path(kind)
        return Frame(here, [("", kind.label), (here, "申告の一覧")], "対象者の追加",
                     f"{person['employee_code']} {full_name(person)}", f"{here}/new/{person['employee_code']}",
                     f"{here}/new",
                     ["従業員の情報から作成しています。内容を確認して登録してください。"])

    def new_tabs(self, kind: Kind, person: Row) -> Tabs:
        """The form for a new document: its head, and the year."""
        part = {kind.part_item: head_part(kind)}
        tabs = form_tabs(kind, {**proposed(kind, person), **part})
        year = kind.by_id[kind.document[0]]
        entry = Entry(year.id, label_of(year), "text", self.pages.service.clock.today()[:4], hint="例) 2020",
                      needed=True, digits=True)
        return [(tab, [entry, *some] if place == 0 else some) for place, (tab, some) in enumerate(tabs)]

    def _tabs(self, visit: Visit, kind: Kind, record: Mapping[str, Any]) -> Tabs:
        """The form for a record; insurers are chosen from those that NX has registered."""
        tabs = form_tabs(kind, record)
        if not any(entry.name == declaring.INSURER for _, some in tabs for entry in some):
            return tabs
        known = declaring.insurers_of(self.pages.service, visit.tenant.id)
        words: dict[str, list[str]] = {}
        for (code_class, code), name in known.items():
            words.setdefault(code, []).append(f"{name}（{CODE_CLASS.label(code_class)}）")
        choices = [(code, f"{code} {'・'.join(names)}") for code, names in words.items()]

        def chosen(entry: Entry) -> Entry:
            if entry.name != declaring.INSURER:
                return entry
            more = [(entry.value, entry.value)] if entry.value and entry.value not in words else []
            hint = "TimePro-NXで登録された人事コードから選びます。" if known else "人事コードをまだ受信していません。"
            return replace(entry, widget="choice", choices=(*choices, *more), hint=hint)
        return [(tab, [chosen(entry) for entry in some]) for tab, some in tabs]
