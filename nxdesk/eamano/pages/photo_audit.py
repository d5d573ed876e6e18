"""練習の道具: whether photos that a registration replaces stand in the audit log. The real e-AMANO has no such switch."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from nxdesk.eamano.pages.screens import Pages, Screen, Visit, go
from nxdesk.eamano.store.editing import photo_audit, set_photo_audit


def add_photo_audit(router: APIRouter, pages: Pages, screen: Screen, home: str) -> None:
    """The switch of the page at `home`, which includes `photo_audit.html` and hands it `photo_audit`."""
    service, visitor = pages.service, Depends(pages.visit(screen))

    @router.post(f"{home}/photo-audit")
    async def switch(request: Request, visit: Visit = visitor) -> Response:
        on = (await pages.form(request, visit.form_token)).get("on") == "1"

        def write() -> None:
            with service.database.write() as connection:
                set_photo_audit(connection, visit.tenant.id, on=on)
        await pages.work(write)
        return go(f"{home}?done=photo-audit")


def photo_audit_on(pages: Pages, visit: Visit) -> bool:
    """How the switch of the visitor's company stands."""
    with pages.service.database.read() as connection:
        return photo_audit(connection, visit.tenant.id)
