"""The pages for everybody: the choice of the two screens, the help pages of the problems, style and script."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from nxdesk.eamano.pages.screens import FOLDER, SCREENS, Pages
from nxdesk.wire.problems import PROBLEM_TYPES
from nxdesk.wire.protocol import PROBLEMS

_ASSETS = {"eamano.css": "text/css", "copy.js": "text/javascript", "icon.svg": "image/svg+xml"}


def front_router(pages: Pages) -> APIRouter:
    """What needs no login."""
    router = APIRouter()
    contents = {name: (FOLDER / "assets" / name).read_bytes() for name in _ASSETS}

    @router.get("/")
    def front() -> Response:
        return pages.page("front.html", screens=SCREENS)

    @router.get(PROBLEMS)
    def problem(name: str) -> Response:
        if name not in PROBLEM_TYPES:
            raise HTTPException(404)
        return pages.page("help.html", problem=PROBLEM_TYPES[name])

    @router.get("/assets/{name}")
    def asset(name: str) -> Response:
        if name not in contents:
            raise HTTPException(404)
        return Response(contents[name], media_type=_ASSETS[name], headers={"Cache-Control": "max-age=300"})
    return router
