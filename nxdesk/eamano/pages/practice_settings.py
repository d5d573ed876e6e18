"""練習の道具 → 練習の設定: whether replaced photos stand in the audit log. The real e-AMANO has no such switch."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from nxdesk.eamano.pages.screens import ADMIN, Pages, Visit, go
from nxdesk.eamano.store.editing import photo_audit, set_photo_audit

PATH = "/admin/practice/settings"
_DONE = {"saved": "練習の設定を登録しました。"}


def practice_settings_router(pages: Pages) -> APIRouter:
    """Show and switch."""
    router, service = APIRouter(), pages.service
    visitor = Depends(pages.visit(ADMIN))

    @router.get(PATH)
    def show(visit: Visit = visitor, done: str = "") -> Response:
        with service.database.read() as connection:
            on = photo_audit(connection, visit.tenant.id)
        return pages.page("practice_settings.html", visit=visit, here=PATH, photo_audit=on, message=_DONE.get(done, ""))

    @router.post(PATH)
    async def switch(request: Request, visit: Visit = visitor) -> Response:
        on = (await pages.form(request, visit.form_token)).get("photo_audit") == "1"

        def write() -> None:
            with service.database.write() as connection:
                set_photo_audit(connection, visit.tenant.id, on=on)
        await pages.work(write)
        return go(f"{PATH}?done=saved")
    return router
