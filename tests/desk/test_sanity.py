"""照合 after a registration: counts and digests against the real service, with differences put in behind its back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk.outcomes import REGISTERED
from nxdesk.desk.program import Session
from nxdesk.desk.registration import RegistrationRun
from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen
from nxdesk.desk.run_sanity import Sanity
from nxdesk.desk.run_sanity import compared as looked_at
from nxdesk.link.causes import named
from nxdesk.link.client import Client, Glances
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.traffic import Attempt
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import kind
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import compared, family, sent

CHILD = {"first_name": "太郎", "first_name_kana": "タロウ", "relationship_code": "11", "birth_date": "2010-01-01"}


def registered(session: Session, kind_id: str, *codes: str) -> RegistrationRun:
    run = compared(session, kind_id, *codes)
    assert sent(run).outcome == REGISTERED
    return run


def state_of(program: Program, run: RegistrationRun) -> tuple[str, object]:
    assert run.state.result is not None
    entry = program.masters.journal.get(run.state.result.registration_id)
    assert entry is not None
    return entry.state, entry.facts["sanity"]


def test_what_was_sent_is_there_and_asked_with_one_lookup(program, connected):
    run = registered(connected, "employee", "0000000102", "0000000103", "0000000104")
    before = len(program.desk.traffic.records())
    assert run.sanity().sentence == "照合OK 3/3"
    asked = [record.what for record in program.desk.traffic.records()[before:]]
    assert [(one.method, one.path) for one in asked if isinstance(one, Attempt)] == [("POST", "/v1/employee/lookup")]
    assert state_of(program, run) == (REGISTERED, "照合OK 3/3")


def test_a_difference_is_named_and_the_outcome_stays(program, connected, eamano: EamanoSide):
    run = registered(connected, "employee", "0000000110", "0000000111")
    eamano.change("employee", {"digest": "0" * 16}, employee_code="0000000111")
    assert run.sanity().sentence == "照合NG 1/2 送った内容とe-AMANOの内容が違う個人: 0000000111"
    assert run.state.result is not None
    assert run.state.result.outcome == REGISTERED
    assert state_of(program, run)[0] == REGISTERED


def test_families_are_compared_record_by_record(program, connected, eamano: EamanoSide):
    registered(connected, "employee", "0000000112")
    family(program, "0000000112", {}, CHILD)
    run = registered(connected, "family", "0000000112")
    assert run.sanity().sentence == "照合OK 2/2"
    eamano.change("family", {"digest": "f" * 16}, employee_code="0000000112", birth_date="2010-01-01")
    found = run.sanity()
    assert (found.ok, found.matched, found.expected, found.codes) == (False, 1, 2, ("0000000112",))


def test_registering_again_agrees_with_what_stays_as_it_was_there(relinking, eamano: EamanoSide):
    run = registered(relinking, "employee", "0000000113")
    assert run.sanity().ok
    eamano.change("employee", {"disability_class": 2}, employee_code="0000000113")
    again = registered(relinking, "employee", "0000000113")
    assert eamano.one("employee", employee_code="0000000113")["disability_class"] == 2
    assert again.sanity().sentence == "照合OK 1/1"


def test_what_cannot_be_asked_is_no_failure(program, connected, monkeypatch):
    run = registered(connected, "employee", "0000000114")

    def broken(self: Client, kind: Kind, codes: object = None, *, unfinished: bool = False) -> Iterator[Glances]:
        raise LinkFailure(Diagnosis(named("no-answer"), {"n": 60}))
    monkeypatch.setattr(Client, "glances", broken)
    found = run.sanity()
    assert (found.ok, found.expected) == (None, 1)
    assert found.sentence.startswith("照合できませんでした（登録は済んでいます）。60秒以内に応答がありませんでした。")
    assert state_of(program, run)[0] == REGISTERED


@pytest.mark.parametrize(("there", "told"), [
    ({"A": ["1"], "B": ["2"]}, Sanity(ok=True, matched=2, expected=2)),
    ({"A": ["1"]}, Sanity(ok=False, matched=1, expected=2, codes=("B",))),
    ({"A": ["1", "1"], "B": ["2"]}, Sanity(ok=False, matched=2, expected=2, codes=("A",))),
    ({}, Sanity(ok=False, matched=0, expected=2, codes=("A", "B")))])
def test_more_and_less_than_was_sent(there: dict[str, list[str]], told: Sanity):
    person = Person("A", "", "", "1", ())
    chosen = Chosen(kind("employee"), ("A", "B"), (person, person._replace(code="B", digest="2")))
    assert looked_at(chosen, there, relink=False) == told
    assert looked_at(replace(chosen), there, relink=False).sentence
