"""年末調整: one step for everybody on a page of the list, after a question that names them."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from nxdesk.eamano.pages.declarations import PAGE, title_of
from nxdesk.eamano.pages.form_page import CONFLICT, OUTDATED, UNFIT, editor_of
from nxdesk.eamano.pages.kind_pages import DECLARED, KindId, kind_among, list_path
from nxdesk.eamano.pages.screens import HR, Pages, Visit, go, without_nul
from nxdesk.eamano.rules.editing import Editor, Saved, Wrong
from nxdesk.eamano.rules.states import FLOWS, Step, move, state_item, step_to
from nxdesk.eamano.store.editing import Row
from nxdesk.eamano.store.record_list import RecordList, Wanted
from nxdesk.records.fields import Kind, Value

_RECORDS = re.compile(r"[0-9]{1,15}:[0-9]{1,15}(,[0-9]{1,15}:[0-9]{1,15}){0,49}")
_NOBODY = "対象の申告がありません。一覧で状態を選び直してください。"


def add_declaration_steps(router: APIRouter, pages: Pages) -> None:
    """The question and the step."""
    service, visitor = pages.service, Depends(pages.visit(HR))

    def ask(visit: Visit, kind: Kind, year: str, after: str, rows: list[Row], *, message: str = "",
            refused: list[tuple[str, str]] | None = None, done: int = 0, status: int = 200) -> Response:
        step = _step(kind, rows, after)
        return pages.page(
            "declaration_steps.html", CONFLICT if step is None and not done and status < UNFIT else status, visit=visit,
            here=list_path(kind), kind=kind, year=year, step=step, names=[title_of(kind, row) for row in rows],
            codes=dict(FLOWS[kind.id].codes), action=f"{list_path(kind)}/states/{after}?year={year}", done=done,
            crumbs=[("", kind.label), (f"{list_path(kind)}?year={year}", f"{year}年の申告"), ("", "まとめて変更")],
            records=",".join(f"{row['id']}:{row['version']}" for row in rows),
            message=message if step or done else _NOBODY, refused=refused or [], back=f"{list_path(kind)}?year={year}")

    @router.get("/hr/declarations/{kind_id}/states/{after}")
    def question(kind_id: KindId, after: str, year: Annotated[int, Query(ge=1900, le=2199)], visit: Visit = visitor,
                 q: Annotated[str, Query(max_length=100)] = "", state: Annotated[str, Query(max_length=40)] = "",
                 page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        kind = kind_among(DECLARED, kind_id)
        item = state_item(kind)
        values: dict[str, Value] = {kind.document[0]: year, item: state}
        with service.database.read() as connection:
            rows = RecordList(connection, visit.tenant.id, kind).page(
                Wanted(without_nul(q), values, {item: FLOWS[kind.id].first}), (page - 1) * PAGE, PAGE)
        return ask(visit, kind, str(year), after, rows)

    @router.post("/hr/declarations/{kind_id}/states/{after}")
    async def take(kind_id: KindId, after: str, year: Annotated[int, Query(ge=1900, le=2199)], request: Request,
                   visit: Visit = visitor) -> Response:
        fields, kind = await pages.form(request, visit.form_token), kind_among(DECLARED, kind_id)
        given = fields.get("records", "")

        def answer() -> Response:
            rows, refused = [], []
            pairs = [one.split(":") for one in given.split(",")] if _RECORDS.fullmatch(given) else []
            for number, version in pairs:
                with service.database.read() as connection:
                    row = RecordList(connection, visit.tenant.id, kind).record(int(number))
                if row is None:
                    continue
                if sentence := _taken(pages, editor_of(visit, request), kind, row, int(version), after):
                    refused.append((title_of(kind, row), sentence))
                else:
                    rows.append(row)
            if refused or not rows:
                return ask(visit, kind, str(year), after, [], refused=refused, done=len(rows), status=UNFIT)
            return go(f"{list_path(kind)}?year={year}&state={after}&done=moved")
        return await pages.work(answer)


def _step(kind: Kind, rows: list[Row], after: str) -> Step | None:
    """The step that leads all of them there."""
    steps = {step_to(kind, row, after) for row in rows}
    return steps.pop() if len(steps) == 1 else None


def _taken(pages: Pages, editor: Editor, kind: Kind, row: Row, version: int, after: str) -> str:
    """Take the step for one; why not, where it cannot be taken."""
    outcome = move(pages.service, editor, kind, row[kind.key[0]], row["id"], version=version, after=after)
    if isinstance(outcome, Saved):
        return ""
    if isinstance(outcome, Wrong):
        return " ".join(f"{where}: {issue.sentence}" if where else issue.sentence for where, issue in outcome.issues)
    return OUTDATED.partition("。")[0] + "。"
