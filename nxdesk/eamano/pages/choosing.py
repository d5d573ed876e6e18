"""従業員の選択: whom a procedure or a filing is about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from nxdesk.eamano.pages.form_page import Crumbs
from nxdesk.eamano.pages.record_view import status_text
from nxdesk.eamano.pages.screens import Pages, Visit, without_nul
from nxdesk.eamano.store.people import People, Search
from nxdesk.records.employee import EMPLOYEE

MOST = 50
_LIST = ("employee_code", "last_name", "first_name", "last_name_kana", "first_name_kana", "department_code",
         "department_name", "employment_status", "hire_date")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody is chosen for: the page's title and a sentence, and where the choice leads."""

    here: str
    crumbs: Crumbs
    title: str
    lead: str
    path: str
    leads_to: Callable[[str], str]


def choose_person(pages: Pages, visit: Visit, choice: Choice, text: str) -> Response:
    """The page: who is found, at most so many, each a link."""
    search = Search(without_nul(text))
    with pages.service.database.read() as connection:
        people = People(pages.service.database, connection, visit.tenant.id, EMPLOYEE)
        count = people.count(search)
        rows: list[Any] = list(people.found(search, _LIST, 0, MOST))
    return pages.page(
        "choose_person.html", visit=visit, here=choice.here, crumbs=[*choice.crumbs, ("", choice.title)],
        choice=choice, text=search.text, count=count,
        rows=[(row, status_text(row.employment_status), choice.leads_to(row.employee_code)) for row in rows])
