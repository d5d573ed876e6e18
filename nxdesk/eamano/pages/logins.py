"""ログイン and ログアウト of the two screens. A session begins anew at every login; the same answer to every wrong one."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request
from starlette.responses import Response

from nxdesk.eamano import practice
from nxdesk.eamano.pages.screens import SCREENS, LoggedOut, Pages, Screen, Visit, go
from nxdesk.eamano.store.accounts import Logins
from nxdesk.eamano.throttle import FailureThrottle

_FORM_COOKIE = "eamano_form"
_WRONG = "ユーザーIDまたはパスワードが正しくありません。"
_WAIT = "ログインの失敗が続いたため、しばらく受け付けません。{}秒ほどおいてからお試しください。"
_EXPIRED = "しばらく操作がなかったため、ログアウトしました。もう一度ログインしてください。"


def login_router(pages: Pages, throttle: FailureThrottle) -> APIRouter:
    """The login pages of both screens."""
    router, logins = APIRouter(), Logins()
    for screen in SCREENS:
        _add_screen(router, pages, screen, logins, throttle)
        _add_logout(router, pages, screen)
    return router


def _add_screen(router: APIRouter, pages: Pages, screen: Screen, logins: Logins, throttle: FailureThrottle) -> None:
    def login_page(request: Request, message: str, login: str, status: int) -> Response:
        nonce = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
        answer = pages.page("login.html", status, screen=screen, other=next(s for s in SCREENS if s is not screen),
                            message=message, login=login, form_token=pages.form_token(nonce),
                            known=[a for a in practice.ACCOUNTS if a.screen == screen.id])
        _set(answer, request, _FORM_COOKIE, nonce, "/")
        return answer

    @router.get(screen.path)
    def show(request: Request, expired: bool = False) -> Response:
        try:
            pages.visit(screen)(request)
        except LoggedOut:
            return login_page(request, _EXPIRED if expired else "", "", 200)
        return go(screen.home)

    @router.post(screen.path)
    async def log_in(request: Request, eamano_form: Annotated[str, Cookie()] = "") -> Response:
        fields = await pages.form(request, pages.form_token(eamano_form))
        login, address = fields.get("user", ""), request.client.host if request.client else ""
        if wait := throttle.attempt(address):
            return login_page(request, _WAIT.format(wait), login, 429)

        def begin() -> str | None:
            with pages.service.database.read() as connection:
                account = logins.account(connection, screen.id, login, fields.get("password", ""))
            if account is None:
                return None
            with pages.service.database.write() as connection:
                return pages.sessions.begin(connection, account)
        token = await pages.work(begin)
        if token is None:
            return login_page(request, _WRONG, login, 403)
        throttle.succeeded(address)
        answer = go(screen.home)
        _set(answer, request, screen.cookie, token, screen.path)
        answer.delete_cookie(_FORM_COOKIE, path="/")
        return answer


def _add_logout(router: APIRouter, pages: Pages, screen: Screen) -> None:
    visitor = Depends(pages.visit(screen))

    @router.post(f"{screen.path}/logout")
    async def log_out(request: Request, visit: Visit = visitor) -> Response:
        await pages.form(request, visit.form_token)
        token = request.cookies[screen.cookie]

        def end() -> None:
            with pages.service.database.write() as connection:
                pages.sessions.end(connection, token)
        await pages.work(end)
        answer = go(screen.path)
        answer.delete_cookie(screen.cookie, path=screen.path)
        return answer


def _set(answer: Response, request: Request, name: str, value: str, path: str) -> None:
    answer.set_cookie(name, value, path=path, httponly=True, samesite="strict", secure=request.url.scheme == "https")


