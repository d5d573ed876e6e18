"""管理者画面: 共通設定 → NX連携設定, with 承認用IDの追加 and 認証用ID管理."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.screens import ADMIN, Pages, Visit, go
from nxdesk.eamano.rules.bodies import is_day
from nxdesk.eamano.store.auth_ids import AuthId, AuthIds
from nxdesk.vault.secret import Secret

_CONTACT_MOST = 50
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
Number = Annotated[int, Path(ge=1, le=2**31)]


def admin_router(pages: Pages) -> APIRouter:
    """The pages of an administrator."""
    router = APIRouter()
    visitor = Depends(pages.visit(ADMIN))

    @router.get("/admin/nx")
    def settings(visit: Visit = visitor, done: str = "") -> Response:
        today = pages.service.clock.today()
        rows = [(known, secret.reveal(), _state(known, today)) for known, secret in _listed(pages, visit)]
        return pages.page("nx.html", visit=visit, here="/admin/nx", url=pages.service_url, rows=rows,
                          message=_DONE.get(done, ""))
    _add_issuing(router, pages, visitor)
    _add_revoking(router, pages, visitor)
    return router


def _listed(pages: Pages, visit: Visit) -> list[tuple[AuthId, Secret]]:
    with pages.service.database.read() as connection:
        return list(AuthIds(connection, visit.tenant.id, pages.service.sealer).list())


def _add_issuing(router: APIRouter, pages: Pages, visitor: Any) -> None:
    service = pages.service

    @router.get("/admin/nx/add")
    def add_form(visit: Visit = visitor) -> Response:
        return pages.page("nx_add.html", visit=visit, here="/admin/nx", error="", contact="", expires="",
                          my_number=True)

    @router.post("/admin/nx/add")
    async def add(request: Request, visit: Visit = visitor) -> Response:
        fields = await pages.form(request, visit.form_token)
        contact, expires = fields.get("contact", ""), fields.get("expires", "")
        my_number = fields.get("my_number") == "1"
        if error := _contact_error(contact) or _expiry_error(expires, service.clock.today()):
            return pages.page("nx_add.html", 422, visit=visit, here="/admin/nx", error=error, contact=contact,
                              expires=expires, my_number=my_number)

        def issue() -> None:
            with service.database.write() as connection:
                AuthIds(connection, visit.tenant.id, service.sealer).issue(
                    contact, service.clock.utc_stamp(), my_number=my_number, expires_on=expires or None)
        await pages.work(issue)
        return go("/admin/nx?done=added")


def _add_revoking(router: APIRouter, pages: Pages, visitor: Any) -> None:
    service = pages.service

    @router.get("/admin/nx/ids/{number}/revoke")
    def revoke_form(number: Number, visit: Visit = visitor) -> Response:
        valid = (known for known, _ in _listed(pages, visit) if known.revoked_at is None)
        found = next((known for known in valid if known.id == number), None)
        if found is None:
            raise HTTPException(404)
        return pages.page("nx_revoke.html", visit=visit, here="/admin/nx", known=found)

    @router.post("/admin/nx/ids/{number}/revoke")
    async def revoke(number: Number, request: Request, visit: Visit = visitor) -> Response:
        await pages.form(request, visit.form_token)

        def end() -> bool:
            with service.database.write() as connection:
                return AuthIds(connection, visit.tenant.id, service.sealer).revoke(number, service.clock.utc_stamp())
        if not await pages.work(end):
            raise HTTPException(404)
        return go("/admin/nx?done=revoked")


_DONE = {"added": "認証用IDを登録しました。TimePro-NXの「社会保険届出サービス設定」に入力してください。",
         "revoked": "認証用IDを無効にしました。"}


def _state(known: AuthId, today: str) -> str:
    if known.revoked_at is not None:
        return "無効"
    return "期限切れ" if known.expired(today) else "有効"


def _contact_error(contact: str) -> str:
    if not contact:
        return "連絡先を入力してください。"
    if len(contact) > _CONTACT_MOST or _CONTROL.search(contact):
        return f"連絡先は{_CONTACT_MOST}文字以内で入力してください。"
    return ""


def _expiry_error(expires: str, today: str) -> str:
    if expires and not is_day(expires):
        return "有効期限は日付で入力してください。"
    return "有効期限には今日以降の日付を入力してください。" if expires and expires < today else ""
