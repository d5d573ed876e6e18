"""年末調整: the list by year and state, and one person's declaration with its parts."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from nxdesk.eamano.pages.filings import DONE, document_rows, in_line, record_of, unsaid
from nxdesk.eamano.pages.kind_pages import DECLARED, KindId, RecordId, kind_among, list_path
from nxdesk.eamano.pages.record_view import label_of, lines_of, text_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, without_nul
from nxdesk.eamano.rules.states import FLOWS, closed, state_item, state_of
from nxdesk.eamano.store.editing import Row
from nxdesk.eamano.store.record_list import PERSON_NAME, RecordList, Wanted
from nxdesk.records.documents import parts_of
from nxdesk.records.fields import Field, Kind, Value

PAGE = 50
_MOST_COLUMNS = 7
_FIRST = {
    "dependent": ("dependent_last_name", "dependent_first_name", "relationship", "dependent_birth_date",
                  "social_insurance_and_tax_dependent", "residence_type", "income"),
    "insurance": ("type", "category", "new_or_old", "insurer_code", "company_name", "amount", "is_group_insurance"),
    "prior_job": ("prior_company_name", "prior_retire_date", "prior_income", "prior_deduction",
                  "prior_withholding_tax_amount"),
    "housing_loan": ("residence_start_date", "loan_category", "specific_case_type", "remaining_balance_at_yearend")}
"""What a part's table shows first of all; the row's own page shows everything."""


def add_declarations(router: APIRouter, pages: Pages) -> None:
    """The list and the page of a document."""
    _add_list(router, pages)
    _add_document(router, pages)


def _add_list(router: APIRouter, pages: Pages) -> None:
    service, visitor = pages.service, Depends(pages.visit(HR))

    @router.get("/hr/declarations/{kind_id}")
    def listed(kind_id: KindId, visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "",
               year: Annotated[str, Query(max_length=4)] = "", state: Annotated[str, Query(max_length=40)] = "",
               done: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        kind, text = kind_among(DECLARED, kind_id), without_nul(q)
        flow, item, document = FLOWS[kind.id], state_item(kind), kind.document[0]
        with service.database.read() as connection:
            records = RecordList(connection, visit.tenant.id, kind)
            tally = records.tally((document, item), Wanted(text))
            years = _years([one for one, _ in tally], service.clock.today())
            chosen = int(year) if year.isascii() and year.isdigit() else years[0]
            state = state if state in dict(flow.codes) else ""
            mine = [(which or flow.first, many) for (one, which), many in tally.items() if one == chosen]
            counts = [(code, words, sum(many for which, many in mine if which == code)) for code, words in flow.codes]
            count = sum(many for code, _, many in counts if state in ("", code))
            last = max(1, -(-count // PAGE))
            page = min(page, last)
            values: dict[str, Value] = {document: chosen} | ({item: state} if state else {})
            rows = records.page(Wanted(text, values, {item: flow.first}), (page - 1) * PAGE, PAGE)
            parts = records.parts([row[kind.key[0]] for row in rows], {document: chosen})
        return pages.page(
            "declarations.html", visit=visit, here=list_path(kind), kind=kind, years=years, year=chosen, state=state,
            text=text, counts=counts, everybody=sum(many for _, _, many in counts), count=count, page=page, last=last,
            message=DONE.get(done, ""), link=_linker(kind, text, chosen, state), parts=parts_of(kind)[1:],
            crumbs=[("", kind.label), ("", "申告の一覧")],
            steps=[(step, _step_path(kind, step.after, text, chosen, state, page)) for step in flow.steps_from(state)],
            rows=[_line(kind, row, parts) for row in rows])


def _years(known: Iterable[Value], today: str) -> list[int]:
    """The years to choose from, the latest with data first."""
    found = [value for value in known if isinstance(value, int)]
    return sorted({*found, *([] if found else [int(today[:4])])}, reverse=True)


def _line(kind: Kind, row: Row, parts: dict[tuple[str, str], int]) -> dict[str, Any]:
    owner = row[kind.key[0]]
    target = kind.by_id.get("target_kind")
    return {"id": row["id"], "code": owner, "name": row[PERSON_NAME], "updated_at": row["updated_at"],
            "target": text_of(target, row[target.id]) if target is not None else "",
            "state": dict(FLOWS[kind.id].codes)[state_of(kind, row)], "fixed": closed(kind, row) is not None,
            "counts": [parts.get((owner, part), 0) for part, _ in parts_of(kind)[1:]]}


def _linker(kind: Kind, text: str, year: int, state: str) -> Callable[[int], str]:
    """Addresses of the list's pages with the same conditions."""
    return lambda page: f"{list_path(kind)}?" + urlencode({"q": text, "year": year, "state": state, "page": page})


def _step_path(kind: Kind, after: str, text: str, year: int, state: str, page: int) -> str:
    """The address of the question whether everybody on the page takes a step."""
    return f"{list_path(kind)}/states/{after}?" + urlencode({"year": year, "state": state, "q": text, "page": page})


def _add_document(router: APIRouter, pages: Pages) -> None:
    visitor = Depends(pages.visit(HR))

    @router.get("/hr/declarations/{kind_id}/{head}")
    def document(kind_id: KindId, head: RecordId, visit: Visit = visitor, done: str = "") -> Response:
        kind = kind_among(DECLARED, kind_id)
        row = head_of(pages, visit, kind, head)
        rows = document_rows(pages, visit, kind, row)
        return pages.page(
            "declaration.html", visit=visit, here=list_path(kind), kind=kind, head=row, path=document_path(kind, row),
            crumbs=[*document_crumbs(kind, row)[:-1], ("", title_of(kind, row))], title=title_of(kind, row),
            owner=row[kind.key[0]], message=DONE.get(done, ""),
            tabs=lines_of(kind, row, unsaid(kind) | {state_item(kind)}),
            state=dict(FLOWS[kind.id].codes)[state_of(kind, row)], steps=FLOWS[kind.id].steps_from(state_of(kind, row)),
            closed=closed(kind, row), parts=[_part(kind, part, words, rows) for part, words in parts_of(kind)[1:]])


def head_of(pages: Pages, visit: Visit, kind: Kind, head: int) -> Row:
    """The head of a document; raises HTTPException for anything else."""
    row = record_of(pages, visit, kind, head)
    if row[kind.part_item] != parts_of(kind)[0][0]:
        return record_of(pages, visit, kind, 0)
    return row


def document_path(kind: Kind, head: Row) -> str:
    """The address of a document's page."""
    return f"{list_path(kind)}/{head['id']}"


def title_of(kind: Kind, head: Row) -> str:
    """Whose document of which year."""
    return f"{head[PERSON_NAME]}　{head[kind.document[0]]}年"


def document_crumbs(kind: Kind, head: Row) -> list[tuple[str, str]]:
    """The way to a document's page."""
    year = head[kind.document[0]]
    return [("", kind.label), (f"{list_path(kind)}?year={year}", f"{year}年の申告"),
            (document_path(kind, head), title_of(kind, head))]


def row_name(kind: Kind, row: Row) -> str:
    """What names a row on its page: its part and what stands in the first columns."""
    part = row[kind.part_item]
    shown = [text_of(kind.by_id[item], row[item]) for item in _FIRST.get(part, ())[:5] if item in kind.by_id]
    return f"{dict(parts_of(kind))[part]}　{' '.join(filter(None, shown))}"


def _part(kind: Kind, part: str, words: str, rows: list[Row]) -> dict[str, Any]:
    mine = in_line(kind, [row for row in rows if row[kind.part_item] == part])
    items = _columns(kind, part, mine)
    return {"id": part, "words": words, "columns": [label_of(item) for item in items],
            "rows": [(row, row_name(kind, row), [text_of(item, row[item.id]) for item in items]) for row in mine]}


def _columns(kind: Kind, part: str, rows: list[Row]) -> list[Field]:
    chosen = [kind.by_id[item] for item in _FIRST.get(part, ()) if item in kind.by_id]
    if chosen:
        return chosen
    return [item for item in kind.eamano_columns if part in item.parts and not item.sensitive and any(
        row[item.id] is not None for row in rows)][:_MOST_COLUMNS]
