"""Who stays is asked while people are still being checked: nothing else comes out, and nothing is left behind."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk import run_early, run_people
from nxdesk.desk.endpoint import endpoint_of
from nxdesk.desk.program import Session
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_checks import Checked, Person
from nxdesk.desk.run_people import Chosen, Told
from nxdesk.desk.run_state import Selection, Step
from nxdesk.link import staying
from nxdesk.link.client import Client
from nxdesk.masters.journal import UNKNOWN
from nxdesk.records.kinds import kind
from nxdesk.wire import protocol
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import TODAY, compared, family, result_of, sent
from tests.link.conftest import Impatient
from tests.link.servers import Hang, Server, free_port, problem

CODES = tuple(f"{n:010d}" for n in range(170, 175))
WRONG = "0000000101"
CHECK_SECONDS = 5
"""Far more than such a check takes, far less than anybody waits for a service."""


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Five people are enough, and are read and asked about in pieces; afterwards no thread of a client's is left."""
    monkeypatch.setattr(run_early, "FEWEST", len(CODES))
    monkeypatch.setattr(staying, "_ASKED", 2)
    monkeypatch.setattr(run_people, "_READ_AT_ONCE", 2)
    yield
    until = time.monotonic() + 10
    while left := [thread.name for thread in threading.enumerate()
                   if thread.name.startswith(("nxdesk-early", "nxdesk-lane", "nxdesk-deadlines"))]:
        assert time.monotonic() < until, left
        time.sleep(0.01)


class Heard(Impatient):
    """What the clients of a run asked."""

    def paths(self) -> Counter[str]:
        return Counter(attempt.path for attempt in self.attempts)


def run_at(session: Session, url: str = "", kind_id: str = "employee", *, codes: tuple[str, ...] = CODES,
           my_number: bool = False, retries: int = 0, relink: bool = True, asks_early: bool = True,
           still_on: Callable[[], bool] = lambda: True) -> tuple[RegistrationRun, Heard]:
    """A run that is about to be checked; at the registered service or another one."""
    desk, heard = session.desk, Heard()
    stored = desk.masters.settings.load()
    assert stored is not None
    registered = endpoint_of(stored, desk.nx_version)

    def connect() -> Client:
        endpoint = type(registered)(**vars(registered) | {"url": url or registered.url, "retries": retries})
        heard.client = Client(endpoint, heard)
        return heard.client
    run = RegistrationRun(kind(kind_id), desk.masters, desk.clock, "admin", connect, may_my_number=True, relink=relink,
                          still_on=still_on, asks_early=asks_early)
    run.choose(Selection(codes, TODAY, my_number))
    run.confirm()
    return run, heard


def answered(heard: Heard, path: str, many: int) -> None:
    """Wait until so many such questions have been answered."""
    until = time.monotonic() + 20
    while heard.paths()[path] < many:
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def both_there(relinking: Session, program: Program) -> Session:
    """The five and their families are in e-AMANO; two of them have changed in NX since."""
    for code in CODES[1:4]:
        family(program, code, {}, {"first_name": "太郎", "first_name_kana": "タロウ", "relationship_code": "11",
                                   "birth_date": "2012-07-07", "gender": "male", "tax_dependent": "under16"})
    for step in ("employee", "family"):
        sent(compared(relinking, step, *CODES))
    family(program, CODES[1], {"occupation_code": "5"})
    for code in CODES[2:4]:
        person = program.masters.people.get(code) or {}
        program.masters.people.save(code, {"position": f"役{time.monotonic()}"}, int(person["version"] or 0), "test")
    return relinking


@pytest.mark.parametrize("kind_id", ["employee", "family"])
def test_the_same_comes_out_and_nothing_is_asked_twice(both_there: Session, kind_id: str) -> None:
    states = []
    for asks_early in (True, False):
        run, heard = run_at(both_there, kind_id=kind_id, asks_early=asks_early)
        assert run.check().step is Step.COMPARING
        if asks_early:
            answered(heard, protocol.SAME, 3)
        assert bool(heard.attempts) is asks_early
        states.append(run.compare())
        assert heard.paths()[protocol.CONNECTION] == 1
        assert heard.paths()[protocol.SAME] == 3
        assert heard.paths()[protocol.CHECK] >= 1
    early, late = states
    assert early.step is Step.COMPARISON
    assert replace(early, impact=None) == replace(late, impact=None)
    assert early.impact
    assert late.impact
    assert list(map(tuple, early.impact.records)) == list(map(tuple, late.impact.records))


def test_it_is_registered_as_ever(both_there: Session) -> None:
    run, _ = run_at(both_there)
    run.check()
    run.compare()
    assert sent(run).relinked == len(CODES)


def test_a_check_with_errors_ends_it(both_there: Session) -> None:
    run, heard = run_at(both_there, codes=(WRONG, *CODES))
    assert run.check().step is Step.ERRORS
    before = heard.paths()[protocol.SAME]
    run.accept()
    assert run.compare().step is Step.COMPARISON
    assert heard.paths()[protocol.SAME] - before == 3
    assert heard.paths()[protocol.CONNECTION] <= 2


def test_an_unknown_person_ends_it(both_there: Session) -> None:
    run, _ = run_at(both_there, codes=("9999999999", *CODES))
    state = run.check()
    assert (state.step, result_of(state).code) == (Step.FAILED, "NXD_N_03")


@pytest.mark.parametrize("retries", [0, 2])
def test_a_service_that_is_down_is_told_by_the_comparison_alone(both_there: Session, retries: int) -> None:
    run, heard = run_at(both_there, f"http://127.0.0.1:{free_port()}", retries=retries)
    assert run.check().step is Step.COMPARING
    answered(heard, protocol.CONNECTION, 1)
    early, _ = len(heard.attempts), heard.attempts.clear()
    assert early == 1
    state = run.compare()
    assert state.step is Step.FAILED
    assert [(attempt.number, attempt.of) for attempt in heard.attempts] == [
        (n + 1, retries + 1) for n in range(retries + 1)]


def test_a_refused_login_is_tried_once(both_there: Session) -> None:
    with Server(lambda _request: problem("authentication", 401)) as server:
        run, heard = run_at(both_there, server.url, retries=2)
        assert run.check().step is Step.COMPARING
        answered(heard, protocol.CONNECTION, 1)
        state = run.compare()
    assert (state.step, result_of(state).code, len(heard.attempts)) == (Step.FAILED, "NXD_A_01", 1)


def test_what_is_under_way_when_the_comparison_begins_is_tried_as_often_as_ever(both_there: Session) -> None:
    asked, goes_on = threading.Event(), threading.Event()

    def busy(_request: object) -> bytes:
        asked.set()
        assert goes_on.wait(20)
        return problem("busy", 503)
    with Server(busy) as server:
        run, heard = run_at(both_there, server.url, retries=2)
        assert run.check().step is Step.COMPARING
        assert asked.wait(20)
        threading.Timer(0.2, goes_on.set).start()
        state = run.compare()
    assert (state.step, result_of(state).code) == (Step.FAILED, "NXD_S_02")
    assert [(attempt.number, attempt.of) for attempt in heard.attempts] == [(1, 3), (2, 3), (3, 3)]


@pytest.fixture
def silent() -> Iterator[Server]:
    def hang(_request: object) -> bytes:
        raise Hang
    with Server(hang) as server:
        yield server


def test_cancelling_in_the_check_ends_it(both_there: Session, silent: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    run, heard = run_at(both_there, silent.url)
    judged = run._checked

    def checked(chosen: Chosen) -> Checked:
        run.cancel()
        return judged(chosen)
    monkeypatch.setattr(run, "_checked", checked)
    began = time.monotonic()
    assert run.check().step is Step.COMPARING
    answered(heard, protocol.CONNECTION, 1)
    assert time.monotonic() - began < CHECK_SECONDS
    assert result_of(run.compare()).code == "NXD_C_04"


def test_cancelling_before_the_comparison_ends_it(both_there: Session, silent: Server) -> None:
    run, heard = run_at(both_there, silent.url)
    began = time.monotonic()
    assert run.check().step is Step.COMPARING
    run.cancel()
    answered(heard, protocol.CONNECTION, 1)
    assert time.monotonic() - began < CHECK_SECONDS


@pytest.mark.parametrize("asks_early", [True, False])
def test_cancelling_in_the_comparison_ends_it_as_ever(both_there: Session, silent: Server, asks_early: bool) -> None:
    run, heard = run_at(both_there, silent.url, asks_early=asks_early)
    run.check()
    threading.Timer(0.3, run.cancel).start()
    began = time.monotonic()
    state = run.compare()
    assert time.monotonic() - began < CHECK_SECONDS
    assert (state.step, result_of(state).outcome, result_of(state).code) == (Step.FAILED, "未送信", "NXD_X_05")
    assert heard.paths() == {protocol.CONNECTION: 1}


def test_a_comparison_that_never_comes_ends_it(both_there: Session, silent: Server,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_early, "FRESH_SECONDS", 0.2)
    run, heard = run_at(both_there, silent.url)
    began = time.monotonic()
    run.check()
    answered(heard, protocol.CONNECTION, 1)
    assert time.monotonic() - began < CHECK_SECONDS


def test_going_back_ends_it(both_there: Session) -> None:
    run, _ = run_at(both_there)
    run.check()
    assert run.back().step is Step.SELECT_PEOPLE


def test_an_open_outcome_is_settled_first(both_there: Session) -> None:
    journal = both_there.desk.masters.journal
    journal.open("4c2b7a50-1111-4222-8333-444455556666", "employee", "another", "d", CODES[:1], "admin")
    journal.mark("4c2b7a50-1111-4222-8333-444455556666", UNKNOWN)
    try:
        run, heard = run_at(both_there)
        run.check()
        assert not heard.attempts
        run.compare()
        assert heard.paths()[protocol.SAME] == 3
    finally:
        journal.mark("4c2b7a50-1111-4222-8333-444455556666", "未登録")


def test_an_outcome_that_is_open_since_is_settled_first(both_there: Session) -> None:
    journal = both_there.desk.masters.journal
    run, heard = run_at(both_there)
    run.check()
    answered(heard, protocol.SAME, 3)
    journal.open("4c2b7a50-1111-4222-8333-444455556667", "employee", "another", "d", CODES[:1], "admin")
    journal.mark("4c2b7a50-1111-4222-8333-444455556667", UNKNOWN)
    try:
        run.compare()
        assert heard.paths()[protocol.SAME] == 6
    finally:
        journal.mark("4c2b7a50-1111-4222-8333-444455556667", "未登録")


def test_the_switch_that_went_off_refuses_and_ends_it(both_there: Session) -> None:
    on = [True]
    run, _ = run_at(both_there, still_on=lambda: on[0])
    run.check()
    on[0] = False
    with pytest.raises(Refusal, match="NXD_N_27"):
        run.compare()
    assert run._early._asked is None


def test_what_is_not_fresh_is_asked_again(both_there: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    run, heard = run_at(both_there)
    run.check()
    answered(heard, protocol.SAME, 3)
    monkeypatch.setattr(run_early, "FRESH_SECONDS", 0)
    assert run.compare().step is Step.COMPARISON
    assert heard.paths()[protocol.SAME] == 6


@pytest.mark.parametrize("pictured", [CODES[0], CODES[4]])
def test_a_photo_that_came_since_is_asked_about_in_full(both_there: Session, pictured: str) -> None:
    run, heard = run_at(both_there)
    run.check()
    answered(heard, protocol.SAME, 3)
    both_there.people.set_photo(pictured, b"\x89PNG\r\n\x1a\n")
    try:
        assert run.compare().step is Step.COMPARISON
        assert run._compared.same.keys() == {CODES[0], CODES[1], CODES[4]} - {pictured}
    finally:
        both_there.people.set_photo(pictured, None)


def test_who_changed_at_e_amano_since_is_refused_as_ever(both_there: Session, eamano: EamanoSide) -> None:
    run, heard = run_at(both_there)
    run.check()
    answered(heard, protocol.SAME, 3)
    run.compare()
    eamano.change("employee", {"position": "顧問"}, employee_code=CODES[4])
    result = sent(run)
    assert (result.outcome, result.code, [row.code for row in result.rows]) == ("未登録", "NXD_B_03", [CODES[4]])


@pytest.mark.parametrize("given", [{"my_number": True}, {"relink": False}, {"codes": CODES[:4]}, {"asks_early": False}])
def test_otherwise_nothing_is_asked_early(both_there: Session, given: dict[str, Any]) -> None:
    run, heard = run_at(both_there, **given)
    run.check()
    assert not heard.attempts


def test_a_service_that_does_not_know_the_question_is_not_asked_it(both_there: Session,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("run_early", "registration"):
        monkeypatch.setattr(f"nxdesk.desk.{room}.answers", lambda *_: False)
    run, heard = run_at(both_there)
    run.check()
    assert run.compare().step is Step.COMPARISON
    assert protocol.SAME not in heard.paths()
    assert heard.paths()[protocol.CONNECTION] == 1


def test_people_are_told_whole_and_none_where_records_are_out_of_order() -> None:
    def read(*codes: str) -> list[tuple[list[str], list[str]]]:
        told: list[tuple[list[str], list[str]]] = []
        people = Told(("1", "2", "3", "4"), lambda codes, records: told.append(
            (list(codes), [record.code for record in records])))
        records: list[Person] = []
        for code in codes:
            records.append(Person(code, "", None, "", b""))
            people.read(records)
        people.read(records, last=True)
        return told
    assert read("2", "2", "3") == [(["1"], []), (["2"], ["2", "2"]), (["3", "4"], ["3"]), ([], [])]
    assert read() == [(["1", "2", "3", "4"], []), ([], [])]
    assert read("2", "1", "3") == [(["1"], [])]
