"""人事担当者向け画面: 従業員管理 → 従業員一覧 with search, and everything of one employee. Never a My Number."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.declaration_forms import add_declaration_forms
from nxdesk.eamano.pages.declaration_steps import add_declaration_steps
from nxdesk.eamano.pages.declarations import add_declarations
from nxdesk.eamano.pages.dependents import add_dependents
from nxdesk.eamano.pages.filing_forms import add_filing_forms
from nxdesk.eamano.pages.filings import add_filings
from nxdesk.eamano.pages.hr_forms import HERE, add_sheets
from nxdesk.eamano.pages.hr_new import add_new_person
from nxdesk.eamano.pages.hr_pictures import add_pictures
from nxdesk.eamano.pages.hr_place import DONE, Code, MemberId, Place, read_place
from nxdesk.eamano.pages.joining import add_joining
from nxdesk.eamano.pages.kind_pages import DECLARED, MADE, RECEIVED, list_path
from nxdesk.eamano.pages.record_view import member_line, status_text, tabs_of
from nxdesk.eamano.pages.screens import HR, Pages, Visit, without_nul
from nxdesk.eamano.rules.dependent_income import income_warning
from nxdesk.eamano.rules.editing import judged
from nxdesk.eamano.store.editing import PERSON
from nxdesk.eamano.store.people import People, Search
from nxdesk.eamano.store.record_list import RecordList
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Severity

PAGE = 50
_LIST = ("employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
         "department_name", "position", "employment_status", "hire_date", "updated_at")


def hr_router(pages: Pages) -> APIRouter:
    """The pages of the HR staff."""
    router = APIRouter()
    _add_list(router, pages)
    # Its address would be taken for a code.
    add_new_person(router, pages)
    add_pictures(router, pages)
    add_sheets(router, pages)
    add_dependents(router, pages)
    add_joining(router, pages)
    # Its addresses would be taken for records.
    add_filing_forms(router, pages)
    add_filings(router, pages)
    add_declaration_steps(router, pages)
    add_declaration_forms(router, pages)
    add_declarations(router, pages)
    _add_details(router, pages)
    return router


def _add_list(router: APIRouter, pages: Pages) -> None:
    service, visitor = pages.service, Depends(pages.visit(HR))

    @router.get("/hr/employees")
    def employees(visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "",
                  department: Annotated[str, Query(max_length=20)] = "",
                  page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
        search = Search(without_nul(q), without_nul(department))
        with service.database.read() as connection:
            people = People(service.database, connection, visit.tenant.id, EMPLOYEE)
            count, everybody = people.count(search), people.count()
            last = max(1, -(-count // PAGE))
            page = min(page, last)
            rows = people.found(search, _LIST, (page - 1) * PAGE, PAGE)
            departments = people.departments()
        return pages.page(
            "employees.html", visit=visit, here=HERE, search=search, departments=departments, page=page, last=last,
            count=count, everybody=everybody, first=(page - 1) * PAGE, link=_linker(search),
            rows=[(row, status_text(row.employment_status)) for row in rows])


def _linker(search: Search) -> Callable[[int], str]:
    """Addresses of the list's pages with the same search."""
    return lambda page: "/hr/employees?" + urlencode(
        {"q": search.text, "department": search.department, "page": page})


def _add_details(router: APIRouter, pages: Pages) -> None:
    visitor = Depends(pages.visit(HR))

    @router.get("/hr/employees/{code}")
    def employee(code: Code, visit: Visit = visitor, done: str = "") -> Response:
        place = read_place(pages.service, visit, code, PERSON)
        if place is None:
            raise HTTPException(404)
        return pages.page("employee.html", visit=visit, here=HERE, place=place, record=place.record,
                          message=DONE.get(done, ""), warnings=_warnings(pages, place, done),
                          tabs=tabs_of(place.kind, place.record, place.held, numbered=place.numbered),
                          family=[member_line(row, place.numbers) for row in place.family],
                          filings=_filings(pages, visit, code))

    @router.get("/hr/employees/{code}/family/{member}")
    def member(code: Code, member: MemberId, visit: Visit = visitor, done: str = "") -> Response:
        place = read_place(pages.service, visit, code, member)
        if place is None:
            raise HTTPException(404)
        return pages.page("member.html", visit=visit, here=HERE, place=place, record=place.record,
                          message=DONE.get(done, ""), warnings=_warnings(pages, place, done),
                          tabs=tabs_of(place.kind, place.record, place.held, numbered=place.numbered))


def _filings(pages: Pages, visit: Visit, code: str) -> list[tuple[str, str, int]]:
    """Where else there is something about the person: words, address and how many."""
    kinds = [kind for kind in (*DECLARED, *MADE, *RECEIVED) if kind.by_person]
    with pages.service.database.read() as connection:
        return [(kind.label, f"{list_path(kind)}?q={code}",
                 RecordList(connection, visit.tenant.id, kind).count_of(code)) for kind in kinds]


def _warnings(pages: Pages, place: Place, done: str) -> list[str]:
    """What is worth another look, told after a change."""
    if done not in DONE:
        return []
    family = place.family if place.member != PERSON else []
    issues = judged(place.kind, place.record, place.person, family, pages.service.clock.today())
    if done == "dependent-add" and (issue := income_warning(place.record)):
        issues.append(issue)
    return [f"{issue.label}: {issue.sentence}" for issue in issues if issue.severity is Severity.WARNING]
