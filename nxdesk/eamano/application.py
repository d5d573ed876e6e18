"""Puts the service together: API and pages behind one door."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from nxdesk.eamano.api import doors
from nxdesk.eamano.api.callers import Callers
from nxdesk.eamano.api.gate import Gate
from nxdesk.eamano.api.routes import api_router
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.settings import Limits
from nxdesk.eamano.throttle import FailureThrottle


def application(service: Service, service_url: str, limits: Limits) -> ASGIApp:
    """The whole service as one ASGI application."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    doors.install(app, service_url)
    app.include_router(api_router(service, Callers(service, FailureThrottle(limits.failures_a_minute)), service_url))
    return Gate(app, limits, service_url)
