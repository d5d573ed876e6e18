"""人事担当者向け画面: 従業員管理 → 従業員一覧 with search, and everything of one employee. Never a My Number."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.screens import HR, Pages, Visit, without_nul
from nxdesk.eamano.store.my_numbers import MyNumbers
from nxdesk.eamano.store.people import People, Photos, Search
from nxdesk.records.clock import shown
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field

PAGE = 50
_LIST = ("employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
         "department_name", "position", "employment_status", "hire_date", "updated_at")
Code = Annotated[str, Path(pattern=r"^[0-9]{10}$")]


def hr_router(pages: Pages) -> APIRouter:
    """The pages of the HR staff."""
    router, service = APIRouter(), pages.service
    visitor = Depends(pages.visit(HR))

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
        status = EMPLOYEE.by_id["employment_status"]
        return pages.page(
            "employees.html", visit=visit, here="/hr/employees", search=search, departments=departments, page=page,
            last=last, count=count, everybody=everybody, first=(page - 1) * PAGE, link=_linker(search),
            rows=[(row, _text(status, row.employment_status)) for row in rows])

    @router.get("/hr/employees/{code}")
    def employee(code: Code, visit: Visit = visitor) -> Response:
        with service.database.read() as connection:
            tenant = visit.tenant.id
            record = People(service.database, connection, tenant, EMPLOYEE).record(code)
            has_photo = Photos(connection, tenant).present(code)
            has_number = MyNumbers(service.database, connection, tenant, service.sealer).present(code)
        if record is None:
            raise HTTPException(404)
        return pages.page("employee.html", visit=visit, here="/hr/employees", record=record, has_photo=has_photo,
                          tabs=_tabs(record, "登録あり" if has_number else "登録なし"))

    @router.get("/hr/employees/{code}/photo")
    def photo(code: Code, visit: Visit = visitor) -> Response:
        with service.database.read() as connection:
            image = Photos(connection, visit.tenant.id).image(code)
        if image is None:
            raise HTTPException(404)
        return Response(image, media_type="image/png" if image.startswith(b"\x89PNG") else "image/jpeg")
    return router


def _linker(search: Search) -> Callable[[int], str]:
    """Addresses of the list's pages with the same search."""
    return lambda page: "/hr/employees?" + urlencode(
        {"q": search.text, "department": search.department, "page": page})


def _tabs(record: Mapping[str, Any], number_state: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every item under its tab as `(label, text)`; pictures are shown apart."""
    tabs: dict[str, list[tuple[str, str]]] = {}
    for item in EMPLOYEE.fields:
        if item.shape.kind == "my_number":
            tabs.setdefault(item.tab, []).append((item.label, number_state))
        elif item.in_eamano and not item.shape.apart:
            tabs.setdefault(item.tab, []).append((item.label, _text(item, record[item.id])))
    return list(tabs.items())


def _text(item: Field, value: object) -> str:
    if value is None:
        return ""
    if item.shape.codes is not None:
        return item.shape.codes.label(value)
    if item.shape.kind == "yen":
        return f"{value:,}円"
    return shown(str(value)) if item.shape.kind == "date" else str(value)
