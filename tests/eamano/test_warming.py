"""What the service makes ready after its start is what the first dry run needs, and changes nothing."""

import pytest
from sqlalchemy import event

from nxdesk.eamano.opening import open_service
from nxdesk.eamano.rules.warming import warm
from nxdesk.eamano.store.audit import Audit
from nxdesk.records.checks import link_checker
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from tests.eamano.direct import look, send
from tests.eamano.people import member, person


@pytest.fixture
def service(tmp_path):
    opened = open_service(tmp_path, Clock(Clock.parse("2020-04-06 09:00")))
    yield opened
    opened.database.close()


@pytest.fixture
def compiled(service):
    """How each statement came by its text from now on: `True` where it had to be made."""
    found = []

    def seen(_connection, _cursor, statement, _parameters, context, _many):
        if context.compiled is not None:
            found.append((context.cache_hit.name == "CACHE_MISS", statement))

    event.listen(service.database.engine, "before_cursor_execute", seen)
    return found


def _dry_runs(service):
    return look(service, "employee", [person(1)]), look(service, "family", [member(1)])


def test_a_dry_run_makes_no_statement_after_it(service, compiled):
    warm(service)
    assert any(made for made, _ in compiled)
    compiled.clear()
    _dry_runs(service)
    assert [statement for made, statement in compiled if made] == []
    assert all("_whole" in vars(link_checker(kind)) for kind in (EMPLOYEE, FAMILY))


def test_a_registration_makes_no_statement_after_it(service, compiled):
    warm(service)
    compiled.clear()
    send(service, "employee", [person(1), person(2)], versions=[None, None], relink=False)
    assert [statement for made, statement in compiled if made] == []


def _everything(service):
    with service.database.read() as connection:
        return {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in
                connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()}


def test_nothing_of_it_stays(service, tmp_path):
    send(service, "employee", [person(1)], versions=[None], relink=False)
    files = {path.name for path in tmp_path.iterdir()}
    before, heads = _everything(service), service.database.heads.path.read_bytes()
    warm(service)
    assert (_everything(service), service.database.heads.path.read_bytes()) == (before, heads)
    assert {path.name for path in tmp_path.iterdir()} == files
    send(service, "employee", [person(2)], versions=[None], relink=False)
    with service.database.read() as connection:
        assert Audit(service.database, connection, 1).broken() is None


def test_it_changes_no_answer(service):
    send(service, "employee", [person(1)], versions=[None], relink=False)
    before = _dry_runs(service)
    warm(service)
    assert _dry_runs(service) == before
