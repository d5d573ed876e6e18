"""How the end of a registration is told where e-AMANO refuses it late: one document, or one list and its sentence."""

import json
from collections.abc import Iterator

import pytest

from nxdesk.boot.build import Program, build
from nxdesk.boot.options import Options
from nxdesk.cli.course import Course, Wish
from nxdesk.cli.exits import Exit
from nxdesk.desk.program import Desk, registration_run
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_state import Selection
from nxdesk.desk.service_settings import Draft, ServiceSettingsDesk
from nxdesk.eamano.administration import issue_practice_id
from nxdesk.link.client import Client, Endpoint
from nxdesk.records.clock import Clock

CODE = "0000000102"


@pytest.fixture
def program(tmp_path) -> Iterator[Program]:
    """The practice company, connected."""
    options = Options(tmp_path / "data", Clock())
    program = build(options)
    issued = issue_practice_id(options.service_data, "試験", options.clock)
    desk = program.desk
    settings = ServiceSettingsDesk(program.masters.settings, desk.nx_version, desk.clock, desk.connect)
    draft = Draft(url=program.service.url, customer_id=issued.customer_id, auth_id=issued.auth_id)
    settings.check(draft)
    settings.register(draft)
    yield program
    program.close()


def chosen(desk: Desk) -> RegistrationRun:
    run = registration_run(desk, "employee", "test", may_my_number=False)
    run.choose(Selection((CODE,), "2026-04-01"))
    run.confirm()
    return run


def overtaken(program: Program) -> RegistrationRun:
    """A run whose person is registered by another one right before it sends."""
    clients: list[Endpoint] = []

    def connect(endpoint: Endpoint) -> Client:
        clients.append(endpoint)
        if len(clients) == 2:
            other = chosen(program.desk)
            other.check()
            other.compare()
            other.accept()
            other.send(lambda done, everybody: None)
        return Client(endpoint)

    desk = Desk(program.masters, program.desk.clock, program.desk.nx_version, program.service.url)
    desk.connect = connect
    return chosen(desk)


def test_a_late_refusal_is_told_with_its_rows(program: Program, capsys: pytest.CaptureFixture[str]):
    course = Course(program, overtaken(program), Wish(skip_errors=False, dry_run=False, as_json=True))
    assert course.told(course.state_reached()) is Exit.REFUSED
    facts = json.loads(capsys.readouterr().out)
    assert (facts["step"], facts["outcome"], facts["registered"]) == ("result", "未登録", 0)
    assert [row["個人コード"] for row in facts["rows"]] == [CODE]
    assert facts["rows"][0]["NXデータ"]
    assert facts["errors"] == []
