"""届出: lists of what NX has registered and of what is made here, each with a page to read it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.kind_pages import (
    MADE,
    RECEIVED,
    KindId,
    RecordId,
    cell,
    columns_of,
    kind_among,
    list_path,
)
from nxdesk.eamano.pages.record_view import label_of, lines_of, text_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, without_nul
from nxdesk.eamano.rules.editing import judged
from nxdesk.eamano.rules.states import FLOWS, closed, state_item, state_of, warnings_in
from nxdesk.eamano.store.editing import Records, Row
from nxdesk.eamano.store.record_list import PERSON_NAME, RecordList, Wanted
from nxdesk.records.documents import document_of, line_item, parts_of
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind

PAGE = 50
DONE = {"saved": "変更を登録しました。", "same": "変更された項目はありません。", "added": "登録しました。", "deleted": "削除しました。",
        "moved": "状態を変更しました。"}
_HEAD = {"made": "手続", "received": "届出（NXから受信）"}


def add_filings(router: APIRouter, pages: Pages) -> None:
    """The lists and the pages to read."""
    service, visitor = pages.service, Depends(pages.visit(HR))

    @router.get("/hr/filings/{kind_id}")
    def listed(kind_id: KindId, visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "",
               state: Annotated[str, Query(max_length=40)] = "", done: str = "",
               page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        kind = kind_among((*MADE, *RECEIVED), kind_id)
        wanted = _wanted(kind, without_nul(q), state)
        with service.database.read() as connection:
            records = RecordList(connection, visit.tenant.id, kind)
            count, everything = records.count(wanted), records.count(Wanted())
            last = max(1, -(-count // PAGE))
            page = min(page, last)
            rows = records.page(wanted, (page - 1) * PAGE, PAGE)
        columns = columns_of(kind)
        return pages.page(
            "filings.html", visit=visit, here=list_path(kind), kind=kind, crumbs=crumbs_of(kind), made=kind in MADE,
            codes=FLOWS[kind.id].codes if kind in MADE else (), state=state, text=wanted.text, count=count,
            everything=everything, page=page, last=last, link=_linker(kind, wanted.text, state),
            message=DONE.get(done, ""), columns=[(label_of(item), item.shape.kind == "yen") for item in columns],
            rows=[(row, row[kind.key[0]], row[PERSON_NAME],
                   [(cell(kind, item, row), item.shape.kind == "yen") for item in columns])
                  for row in rows])

    @router.get("/hr/filings/{kind_id}/{record}")
    def detail(kind_id: KindId, record: RecordId, visit: Visit = visitor, done: str = "") -> Response:
        kind = kind_among((*MADE, *RECEIVED), kind_id)
        row = record_of(pages, visit, kind, record)
        made = kind in MADE
        return pages.page(
            "filing.html", visit=visit, here=list_path(kind), kind=kind, record=row, made=made, path=path_of(kind, row),
            crumbs=[*crumbs_of(kind, link=True), ("", title_of(kind, row))], title=title_of(kind, row),
            tabs=lines_of(kind, row, unsaid(kind)),
            tables=part_tables(pages, visit, kind, row),
            owner=row[kind.key[0]] if kind.by_person else "", message=DONE.get(done, ""),
            state=dict(FLOWS[kind.id].codes)[state_of(kind, row)] if made else "",
            steps=FLOWS[kind.id].steps_from(state_of(kind, row)) if made else (),
            closed=closed(kind, row) if made else None,
            warnings=_warnings(pages, visit, kind, row) if done in DONE and made else [])


def crumbs_of(kind: Kind, *, link: bool = False) -> list[tuple[str, str]]:
    """The way to a list, or on from it."""
    return [("", _HEAD["made" if kind in MADE else "received"]), (list_path(kind) if link else "", kind.label)]


def path_of(kind: Kind, record: Mapping[str, Any]) -> str:
    """The address of a record's page."""
    return f"{list_path(kind)}/{record['id']}"


def title_of(kind: Kind, record: Mapping[str, Any]) -> str:
    """What names a record on its page: the person, or the code and its name."""
    naming = kind.document or kind.match[0]
    named = [kind.by_id[item] for item in naming]
    words = " ".join(text_of(item, record[item.id]) for item in named)
    return f"{record[PERSON_NAME]}　{words}" if kind.by_person else f"{words} {record.get('name') or ''}"


def unsaid(kind: Kind) -> set[str]:
    """The items that the page of a record need not tell: whose it is, and what only tells rows of documents apart."""
    line = line_item(kind)
    return {kind.key[0] if kind.by_person else "", kind.part_item, line.id if line is not None else ""}


def record_of(pages: Pages, visit: Visit, kind: Kind, record: int) -> Row:
    """A record of the tenant's; raises HTTPException where there is none like it."""
    with pages.service.database.read() as connection:
        row = RecordList(connection, visit.tenant.id, kind).record(record)
    if row is None:
        raise HTTPException(404)
    return row


def document_rows(pages: Pages, visit: Visit, kind: Kind, head: Mapping[str, Any]) -> list[Row]:
    """All records of the head's document."""
    with pages.service.database.read() as connection:
        rows = Records(connection, visit.tenant.id).members(kind, head[kind.key[0]])
    return [row for row in rows if document_of(kind, row) == document_of(kind, head)]


def part_tables(pages: Pages, visit: Visit, kind: Kind,
                head: Mapping[str, Any]) -> list[tuple[str, list[str], list[list[str]]]]:
    """The parts below the head: words, columns and rows, without columns in which nothing stands."""
    if not parts_of(kind):
        return []
    rows = document_rows(pages, visit, kind, head)
    found = []
    for part, words in parts_of(kind)[1:]:
        mine = in_line(kind, [row for row in rows if row[kind.part_item] == part])
        items = [item for item in kind.eamano_columns if part in item.parts and any(
            row[item.id] is not None for row in mine)]
        found.append((words, [label_of(item) for item in items],
                      [[text_of(item, row[item.id]) for item in items] for row in mine]))
    return found


def in_line(kind: Kind, rows: list[Row]) -> list[Row]:
    """The rows of one part in their order."""
    line = line_item(kind)
    return rows if line is None else sorted(rows, key=lambda row: row[line.id] or 0)


def _wanted(kind: Kind, text: str, state: str) -> Wanted:
    if kind not in MADE or state not in dict(FLOWS[kind.id].codes):
        return Wanted(text)
    item = state_item(kind)
    return Wanted(text, {item: state}, {item: FLOWS[kind.id].first})


def _linker(kind: Kind, text: str, state: str) -> Callable[[int], str]:
    """Addresses of the list's pages with the same conditions."""
    return lambda page: f"{list_path(kind)}?" + urlencode({"q": text, "state": state, "page": page})


def _warnings(pages: Pages, visit: Visit, kind: Kind, record: Mapping[str, Any]) -> list[str]:
    with pages.service.database.read() as connection:
        records = Records(connection, visit.tenant.id)
        owner = record[kind.key[0]]
        person = (records.person(EMPLOYEE, owner) if kind.by_person else None) or {}
        others = records.members(kind, owner)
    return warnings_in(judged(kind, record, person, others, pages.service.clock.today()))
