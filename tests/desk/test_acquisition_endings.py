"""Acquisitions that do not come to their end: 中止 while e-AMANO is silent, and people for whom NX has no room."""

import threading
import time

import pytest

from nxdesk.boot.build import Program
from nxdesk.boot.options import Options
from nxdesk.desk.acquisition import AcquisitionRun
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.run_state import Selection, Step
from nxdesk.link.client import Client, Endpoint
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.vault.secret import Secret
from tests.desk.acquiring import looked, written
from tests.desk.eamano_side import ByHand, EamanoSide
from tests.desk.runs import MEMBER, TODAY, family
from tests.desk.test_family_run import CHILD, registered
from tests.link.servers import Hang, Request, Server, answer

AT_MOST = 0.5
CODE = "0000000110"


@pytest.mark.parametrize("silent", ["GET", "POST"])
def test_stop_ends_a_comparison_at_once(program: Program, silent: str) -> None:
    """Silent about what there is, and silent when the records themselves are asked for."""
    def behaviour(request: Request) -> bytes:
        if request.method == silent:
            raise Hang
        return answer(200, {"rows": [[CODE, 7, "0" * 64, "2026-04-01T00:00:00Z"]]})

    with Server(behaviour) as server:
        endpoint = Endpoint(server.url, "AMANO-0001", Secret("auth-secret-4711"), timeout=60, retries=3, proxy=None,
                            nx_version="1.2.6.0")
        run = AcquisitionRun(EMPLOYEE, program.masters, Clock(), "admin", lambda: Client(endpoint))
        run.choose(Selection((CODE,), TODAY))
        run.confirm()
        comparing = threading.Thread(target=run.compare)
        comparing.start()
        server.wait_for(lambda: any(request.method == silent for request in server.received))
        began = time.monotonic()
        run.cancel()
        comparing.join()
        took = time.monotonic() - began
    assert (run.state.step, run.state.result.code if run.state.result else "") == (Step.FAILED, "NXD_X_05")
    assert took < AT_MOST
    assert run.back().step is Step.SELECT_PEOPLE


def test_a_family_without_room_is_told_and_nothing_is_written(connected: Session, program: Program,
                                                              by_hand: ByHand) -> None:
    registered(connected, program, CODE, {})
    by_hand.add(FAMILY, CODE, {name: value for name, value in (MEMBER | CHILD).items() if name in FAMILY.by_id})
    family(program, CODE, {}, *({"first_name": f"子{n}", "birth_date": f"19{n:02d}-05-05", "relationship_code": "11",
                                 "gender": "male"} for n in range(1, 99)))
    run = looked(connected, "family", CODE)
    assert run.state.step is Step.COMPARISON
    if run.accept().step is Step.LOSSES:
        run.accept_losses("", [tick.id for tick in run.impact.ticks()])
    state = run.write()
    assert state.result is not None
    assert (state.step, state.result.outcome, state.result.code) == (Step.FAILED, "未取得", "NXD_N_65")
    assert state.result.sentence.startswith(f"個人コード「{CODE}」の家族が99件を超えるため、取得できません。")
    assert len(program.masters.families.of(CODE)) == 99


def test_what_is_too_long_ago_is_said_so(connected: Session, options: Options, eamano: EamanoSide,
                                         program: Program) -> None:
    code = "0000000112"
    registered(connected, program, code, {})
    eamano.change("employee", {"position": "係長"}, employee_code=code)
    done = written(looked(connected, "employee", code))
    desk = connected.acquisitions()
    assert desk.rows()[0].undoable
    clock = options.clock
    now = clock.now()
    clock.set(Clock.parse(f"{now.year + 2}-01-01"))
    try:
        assert not desk.rows()[0].undoable
        for asked in (desk.preview, desk.undo):
            with pytest.raises(Refusal, match="90日を過ぎた"):
                asked(done.id)
    finally:
        clock.set(now)
