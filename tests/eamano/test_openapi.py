"""The published OpenAPI describes what the service does: every route, every body, every answer."""

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, checks
from starlette.routing import Route

from nxdesk.eamano.api.callers import Callers
from nxdesk.eamano.api.openapi import openapi_document
from nxdesk.eamano.api.routes import api_router
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.throttle import FailureThrottle
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.wire.problems import PROBLEM_TYPES

EXAMPLES = 4
HARD = {("/v1/registrations/check", "post"), ("/v1/registrations/{id}/batches/{number}", "put")}
"""Nobody draws whole valid records from 48 patterns by chance; `test_registration` sends them."""


DOCUMENT = openapi_document("http://127.0.0.1")
OPERATIONS = [(path, method) for path, item in DOCUMENT["paths"].items() for method in item if method != "parameters"]
CHECKS = (checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
          checks.response_headers_conformance, checks.response_schema_conformance)


def test_the_document_is_published(api):
    published = api("GET", "/v1/openapi.json").json()
    assert published == openapi_document(api.url)


@pytest.mark.parametrize(("path", "method", "mode"), [
    (path, method, mode) for path, method in OPERATIONS for mode in GenerationMode
    if mode is GenerationMode.NEGATIVE or (path, method) not in HARD])
def test_answers_are_as_published(api, path, method, mode):
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
              database=None, phases=[Phase.generate])
    @given(operation.as_strategy(generation_mode=mode))
    def judged(case):
        answer = case.call(base_url=api.url, session=api.session, headers=dict(api.session.headers))
        case.validate_response(answer, checks=list(CHECKS))
    judged()


def test_every_route_is_described(tmp_path):
    service = open_service(tmp_path, Clock())
    callers = Callers(service, FailureThrottle(1))
    routes = {(route.path, method.lower()) for route in api_router(service, callers, "http://x").routes
              if isinstance(route, Route) for method in route.methods or ()}
    service.database.close()
    described = {(path, method) for path, item in openapi_document("http://x")["paths"].items()
                 for method in item if method != "parameters"}
    assert routes - described == {("/v1/openapi.json", "get")}
    assert described <= routes


def test_every_linked_item_has_its_schema():
    schemas = openapi_document("http://x")["components"]["schemas"]
    for item in EMPLOYEE.linked:
        assert schemas[f"employee_item_{item.id}"]["title"] == item.label


def test_every_problem_type_has_its_help_page(service):
    for name, kind in PROBLEM_TYPES.items():
        with requests.get(f"{service.url}/problems/{name}", timeout=20) as page:
            assert kind.title in page.text
