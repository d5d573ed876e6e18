"""管理者画面: 共通設定 → 監査ログ. Who changed what, from which value to which, and whether anybody has been at it."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from nxdesk.eamano.pages.audit_view import told
from nxdesk.eamano.pages.screens import ADMIN, Pages, Visit, go, without_nul
from nxdesk.eamano.rules.bodies import is_day
from nxdesk.eamano.store.audit_list import PAGE, AuditList, Wanted
from nxdesk.eamano.store.verifying import LAST_ENTRIES, Verified, verify_log

PATH = "/admin/audit"
_MOST_DIGITS = 10


def audit_router(pages: Pages) -> APIRouter:
    """The page of the audit log."""
    router, service = APIRouter(), pages.service
    visitor = Depends(pages.visit(ADMIN))
    checked: dict[int, tuple[str, Verified]] = {}
    """Tenant → when all of its log was checked last, and what came of it."""

    @router.get(PATH)
    def log(visit: Visit = visitor, q: Annotated[str, Query(max_length=100)] = "",
            run: Annotated[str, Query(max_length=_MOST_DIGITS)] = "", since: Annotated[str, Query(max_length=10)] = "",
            until: Annotated[str, Query(max_length=10)] = "",
            page: Annotated[int, Query(ge=1, le=10_000_000)] = 1) -> Response:
        given = {"q": without_nul(q).strip(), "run": run.strip(), "since": since.strip(), "until": until.strip()}
        error = _error(given)
        wanted = Wanted() if error else Wanted(
            given["q"], int(given["run"]) if given["run"] else None, given["since"], given["until"])
        with service.database.read() as connection:
            found = AuditList(service.database, connection, visit.tenant.id)
            count, number, runs = found.page(wanted, page)
            names = found.names(runs)
        return pages.page(
            "audit.html", 422 if error else 200, visit=visit, here=PATH, given=given, error=error, count=count,
            page=number, last=max(1, -(-count // PAGE)), runs=told(runs, names), link=_linker(given),
            recent=verify_log(service.database, visit.tenant.id, full=False), last_entries=LAST_ENTRIES,
            checked=checked.get(visit.tenant.id))

    @router.post(f"{PATH}/verify")
    async def verify(request: Request, visit: Visit = visitor) -> Response:
        await pages.form(request, visit.form_token)
        verified = await pages.work(lambda: verify_log(service.database, visit.tenant.id))
        checked[visit.tenant.id] = (service.clock.utc_stamp(), verified)
        return go(PATH)
    return router


def _error(given: dict[str, str]) -> str:
    if given["run"] and not (given["run"].isascii() and given["run"].isdecimal()):
        return "処理No.は半角数字で入力してください。"
    if any(given[name] and not is_day(given[name]) for name in ("since", "until")):
        return "日付は「2020-04-06」の形で入力してください。"
    if given["since"] and given["until"] and given["since"] > given["until"]:
        return "日付の範囲が逆になっています。"
    return ""


def _linker(given: dict[str, str]) -> Callable[[int], str]:
    """Addresses of the list's pages with the same conditions."""
    chosen = {name: value for name, value in given.items() if value}
    return lambda page: f"{PATH}?" + urlencode({**chosen, "page": page})
