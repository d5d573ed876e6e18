"""Photos and pictures of documents. Who looks at a document with a My Number on it is written down."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.hr_place import Code, MemberId
from nxdesk.eamano.pages.screens import HR, Pages, Visit
from nxdesk.eamano.store.attachments import SLOTS, Attachments
from nxdesk.eamano.store.editing import PERSON, Records
from nxdesk.eamano.store.people import Photos

_NUMBERED = {f"{field}.{slot}": name for field, slots in SLOTS.items() for slot, name in slots}
ItemId = Annotated[str, Path(pattern=r"^[a-z_]{1,40}(\.[a-z]{1,20})?$")]


def add_pictures(router: APIRouter, pages: Pages) -> None:
    """The addresses of the pictures."""
    service, visitor = pages.service, Depends(pages.visit(HR))

    def document(visit: Visit, code: str, member: int, item: str) -> Response:
        tenant = visit.tenant.id
        with service.database.read() as connection:
            image = Attachments(connection, tenant, service.sealer).image((code, member), item)
        if image is None:
            raise HTTPException(404)
        if item in _NUMBERED:
            with service.database.write() as connection:
                Records(connection, tenant).log_number(
                    code, member, service.clock.utc_stamp(), visit.account.name, f"{_NUMBERED[item]}の画像の表示")
        return _picture(image)

    @router.get("/hr/employees/{code}/photo")
    def photo(code: Code, visit: Visit = visitor) -> Response:
        with service.database.read() as connection:
            image = Photos(connection, visit.tenant.id).image(code)
        if image is None:
            raise HTTPException(404)
        return _picture(image)

    @router.get("/hr/employees/{code}/pictures/{item}")
    def of_person(code: Code, item: ItemId, visit: Visit = visitor) -> Response:
        return document(visit, code, PERSON, item)

    @router.get("/hr/employees/{code}/family/{member}/pictures/{item}")
    def of_member(code: Code, member: MemberId, item: ItemId, visit: Visit = visitor) -> Response:
        return document(visit, code, member, item)


def _picture(image: bytes) -> Response:
    return Response(image, media_type="image/png" if image.startswith(b"\x89PNG") else "image/jpeg")
