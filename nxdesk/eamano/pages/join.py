"""入社手続き as the invited person sees it: one page behind the link of the invitation, without a login."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages import forms
from nxdesk.eamano.pages.form_page import UNFIT, WRONG
from nxdesk.eamano.pages.forms import Tabs
from nxdesk.eamano.pages.record_view import full_name
from nxdesk.eamano.pages.screens import Pages, go
from nxdesk.eamano.pages.uploads import upload
from nxdesk.eamano.rules import joining
from nxdesk.eamano.rules.editing import Wrong
from nxdesk.eamano.store.invitations import OPEN, SUBMITTED, Invitation
from nxdesk.eamano.store.tenants import tenant_of
from nxdesk.records.employee import EMPLOYEE

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$")]
_SHEET = forms.sheet_of("入社手続き", joining.ITEMS)
_HINTS = {joining.NEW_GRADUATE: "新卒の方は空欄のまま提出してください。",
          joining.MID_CAREER: "前職で交付された番号を入力してください。例) 1234-567890-1"}


def join_router(pages: Pages) -> APIRouter:
    """The page behind the link."""
    router, service = APIRouter(), pages.service

    def page(token: str, invitation: Invitation, tabs: Tabs, message: str = "", status: int = 200) -> Response:
        found = joining.opened(service, token)
        with service.database.read() as connection:
            tenant = tenant_of(connection, tenant_id=invitation.tenant_id)
        return pages.page(
            "join.html", status, company=tenant.name if tenant else "", name=full_name(found[1]) if found else "",
            invitation=invitation, entry=joining.ENTRY.label(invitation.entry), tabs=tabs, message=message,
            form_token=pages.form_token(token), token=token, wrong=forms.wrong(tabs),
            open=invitation.state in OPEN and not invitation.expired(service.clock.today()),
            submitted=invitation.state == SUBMITTED)

    def entries(invitation: Invitation, token: str) -> Tabs:
        found = joining.opened(service, token)
        tabs = forms.entries(_SHEET, EMPLOYEE, joining.proposed(found[1]) if found else {}, (), numbered=False)
        return forms.with_hint(tabs, joining.EI_NUMBER, _HINTS[invitation.entry])

    @router.get("/join/{token}")
    def show(token: Token) -> Response:
        found = joining.opened(service, token)
        if found is None:
            raise HTTPException(404)
        return page(token, found[0], entries(found[0], token))

    @router.post("/join/{token}")
    async def hand_in(token: Token, request: Request) -> Response:
        sent = await upload(request, pages.form_token(token))
        values = forms.draft_of(_SHEET, EMPLOYEE, sent).values
        address = request.client.host if request.client else ""

        def answer() -> Response:
            outcome = joining.submit(service, token, values, address, request.state.request_id)
            if isinstance(outcome, Wrong):
                found = joining.opened(service, token)
                if found is not None:
                    tabs = forms.with_typed(entries(found[0], token), sent)
                    return page(token, found[0], forms.with_errors(tabs, outcome.issues), WRONG, UNFIT)
            if outcome is None:
                raise HTTPException(404)
            return go(f"/join/{token}")
        return await pages.work(answer)
    return router
