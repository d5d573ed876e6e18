"""What all pages share: templates, forms that cannot be forged, and who is looking."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nxdesk.eamano import practice
from nxdesk.eamano.pages.kind_pages import DECLARED, MADE, RECEIVED, list_path
from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.accounts import Account, Sessions
from nxdesk.eamano.store.tenants import Tenant, tenant_of
from nxdesk.records.clock import shown
from nxdesk.wire.problems import INVALID_REQUEST, ProblemType

FOLDER = Path(__file__).parent
T = TypeVar("T")
_FORM_FIELDS = 20
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Screen:
    """One of the two screens: its place, its name, its left menu as `(group, ((path, label), …))`."""

    id: str
    path: str
    name: str
    home: str
    menu: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def cookie(self) -> str:
        """Name of its session's cookie."""
        return f"eamano_{self.id}"


TOOLS = "練習の道具"
"""The group of nxdesk's own pages, which look different."""
ADMIN = Screen(practice.ADMIN, "/admin", "管理者画面", "/admin/nx", (
    ("共通設定", (("/admin/nx", "NX連携設定"), ("/admin/audit", "監査ログ"))),
    (TOOLS, (("/admin/practice/snapshots", "スナップショット"), ("/admin/practice/settings", "練習の設定")))))
HR = Screen(practice.HR, "/hr", "人事担当者向け画面", "/hr/employees", (
    ("従業員管理", (("/hr/employees", "従業員一覧"),)),
    ("手続", (("/hr/joining", "入社手続き"), ("/hr/dependents/add", "扶養追加"), ("/hr/dependents/remove", "扶養削除"),
              *((list_path(kind), kind.label) for kind in MADE))),
    *((kind.label, ((list_path(kind), "申告の一覧"),)) for kind in DECLARED),
    ("届出（NXから受信）", tuple((list_path(kind), kind.label) for kind in RECEIVED))))
SCREENS = (ADMIN, HR)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is logged in to a screen."""

    screen: Screen
    account: Account
    tenant: Tenant
    form_token: str


class LoggedOut(Exception):
    """Nobody is logged in here; the browser goes to the screen's login."""

    def __init__(self, screen: Screen, *, expired: bool) -> None:
        super().__init__(screen.id)
        self.screen = screen
        self.expired = expired


class Pages:
    """Renders templates and knows visitors."""

    def __init__(self, service: Service, service_url: str) -> None:
        self.service = service
        self.service_url = service_url
        self.sessions = Sessions()
        self._secret = secrets.token_bytes(32)
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates", encoding="utf-8"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True)
        self._templates.filters["shown"] = shown

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """A page; the template gets `visit` (None where nobody is logged in)."""
        return HTMLResponse(self._templates.get_template(template).render({"visit": None, **values}), status)

    def problem_page(self, problem: ProblemType, detail: str, request_id: str) -> HTMLResponse:
        """A refusal as a page for people."""
        return self.page("problem.html", problem.status, problem=problem, detail=detail, request_id=request_id)

    def form_token(self, cookie: str) -> str:
        """The token that a form must carry; only a page of the service knows it for the browser's cookie."""
        return hmac.new(self._secret, cookie.encode("utf-8", "surrogatepass"), sha256).hexdigest()

    def visit(self, screen: Screen) -> Callable[[Request], Visit]:
        """A dependency that lets in who is logged in to `screen`."""

        def who(request: Request) -> Visit:
            token = request.cookies.get(screen.cookie, "")
            with self.service.database.read() as connection:
                found = self.sessions.account(connection, screen.id, token)
                tenant = tenant_of(connection, tenant_id=found[0].tenant_id) if found else None
            if found is None or tenant is None:
                raise LoggedOut(screen, expired=bool(token))
            if found[1]:
                with self.service.database.write() as connection:
                    self.sessions.touch(connection, token)
            return Visit(screen, found[0], tenant, self.form_token(token))
        return who

    async def form(self, request: Request, token: str) -> dict[str, str]:
        """The fields of a form that one of our own pages sent; raises Refused for any other."""
        try:
            fields = parse_qs((await request.body()).decode("utf-8"), keep_blank_values=True, strict_parsing=True,
                              max_num_fields=_FORM_FIELDS, errors="strict")
        except ValueError:
            raise Refused(INVALID_REQUEST, "フォームの内容を読み取れません。") from None
        check_token(request, fields.get("form_token", [""])[0], token)
        return {name: without_nul(values[0]).strip() for name, values in fields.items()}

    async def work(self, do: Callable[[], T]) -> T:
        """Do something slow in a worker thread."""
        return await run_in_threadpool(do)


def check_token(request: Request, given: str, token: str) -> None:
    """Raises Refused unless one of our own pages sent the form that carries `given`."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site != "same-origin" or not hmac.compare_digest(given.encode(), token.encode()):
        raise Refused(INVALID_REQUEST, "画面の有効期限が切れました。画面を開き直して、もう一度操作してください。")


def without_nul(text: str) -> str:
    """No database takes U+0000 in a text; SQLite would end a search there."""
    return text.replace("\0", "")


def go(path: str) -> Response:
    """Send the browser to another page."""
    return RedirectResponse(path, _SEE_OTHER)
