"""Puts the service together: API and pages behind one door."""

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from nxdesk.eamano.api import doors
from nxdesk.eamano.api.callers import Callers
from nxdesk.eamano.api.gate import Gate
from nxdesk.eamano.api.routes import api_router
from nxdesk.eamano.api.spare import Spare
from nxdesk.eamano.pages.admin import admin_router
from nxdesk.eamano.pages.audit import audit_router
from nxdesk.eamano.pages.front import front_router
from nxdesk.eamano.pages.hr import hr_router
from nxdesk.eamano.pages.join import join_router
from nxdesk.eamano.pages.logins import login_router
from nxdesk.eamano.pages.practice_settings import practice_settings_router
from nxdesk.eamano.pages.screens import LoggedOut, Pages, go
from nxdesk.eamano.pages.snapshots import snapshots_router
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.settings import Limits
from nxdesk.eamano.throttle import FailureThrottle


def application(service: Service, service_url: str, limits: Limits) -> ASGIApp:
    """The whole service as one ASGI application."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    pages = Pages(service, service_url)
    routers = (
        api_router(service, Callers(service, FailureThrottle(limits.failures_a_minute)), service_url),
        login_router(pages, FailureThrottle(limits.failures_a_minute)), front_router(pages), admin_router(pages),
        audit_router(pages), snapshots_router(pages), practice_settings_router(pages),
        hr_router(pages), join_router(pages))
    for router in routers:
        app.include_router(router)
    doors.install(app, service_url, [route for router in routers for route in router.routes], pages.problem_page)
    app.add_exception_handler(LoggedOut, _to_login)
    return Gate(app, limits, service_url, Spare(service.remembered))


async def _to_login(_request: Request, failure: Exception) -> Response:
    if not isinstance(failure, LoggedOut):
        raise failure
    return go(failure.screen.path + ("?expired=true" if failure.expired else ""))
