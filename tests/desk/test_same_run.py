"""A 再登録 in which most people stay as they are: what is shown is the same as if all had been compared in full."""

from typing import Any

import pytest

from nxdesk.boot.build import Program
from nxdesk.desk import registration
from nxdesk.desk.program import Session
from nxdesk.desk.registration import RegistrationRun
from nxdesk.link.client import Client
from nxdesk.link.dry_runs import Question, Reader, Verdicts
from tests.desk.eamano_side import EamanoSide
from tests.desk.runs import compared, family, sent

CODES = ("0000000160", "0000000161", "0000000162", "0000000163")
CHILD = {"first_name": "太郎", "first_name_kana": "タロウ", "relationship_code": "11", "birth_date": "2012-07-07",
         "gender": "male", "tax_dependent": "under16"}


def _told(run: RegistrationRun) -> dict[str, Any]:
    """All that lists and panes are made of."""
    impact, state = run.impact, run.state
    return {"rows": state.rows, "labels": state.labels, "counts": (state.sendable, state.left_out, state.with_errors),
            "impact": [getattr(impact, name) for name in (
                "written", "new", "relinked", "deleted", "unchanged", "losses", "people", "newer", "emptied")],
            "records": [tuple(record) for record in impact.records]}


def _asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people are asked about in full from now on."""
    asked: list[int] = []
    read = Reader.read

    def counted(reader: Reader, question: Question, body: Any) -> Verdicts:
        asked.append(len(question.people))
        return read(reader, question, body)
    monkeypatch.setattr(Reader, "read", counted)
    return asked


@pytest.mark.parametrize("kind", ["employee", "family"])
def test_what_is_shown_does_not_depend_on_the_way(relinking: Session, program: Program, eamano: EamanoSide, kind: str,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    for code in CODES[:3]:
        family(program, code, {}, CHILD)
    for step in ("employee", "family"):
        sent(compared(relinking, step, *CODES))
    family(program, CODES[1], {"occupation_code": "5"})
    eamano.change(kind, {"disability_grade": "2"}, employee_code=CODES[1])
    asked = _asked(monkeypatch)
    run = compared(relinking, kind, *CODES)
    assert asked == [1]
    with monkeypatch.context() as plain:
        plain.setattr(registration, "answers", lambda *_: False)
        whole = _told(compared(relinking, kind, *CODES))
    assert asked == [1, 4]
    assert _told(run) == whole
    result = sent(run)
    assert (result.outcome, result.registered) == ("登録済", run.impact.written)
    assert compared(relinking, kind, *CODES).impact.unchanged == run.impact.written


def test_one_who_stays_can_be_looked_at_whole(relinking: Session) -> None:
    sent(compared(relinking, "employee", CODES[0]))
    run = compared(relinking, "employee", CODES[0])
    assert run.impact.records[0].items == ()
    record = run.full_effects(CODES[0])
    assert record is not None
    assert "last_name" in {item.item for item in record.items}


def test_who_has_a_photo_in_nx_is_asked_about_in_full(relinking: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "0000000164"
    relinking.people.set_photo(code, b"\x89PNG\r\n\x1a\n")
    sent(compared(relinking, "employee", code, CODES[0]))
    asked = _asked(monkeypatch)
    compared(relinking, "employee", code, CODES[0])
    assert asked == [1]


def test_with_my_numbers_everybody_is(relinking: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(compared(relinking, "employee", *CODES))
    asked = _asked(monkeypatch)
    compared(relinking, "employee", *CODES, my_number=True)
    assert asked == [len(CODES)]


def test_a_service_that_does_not_know_the_question_is_not_asked_it(relinking: Session,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    sent(compared(relinking, "employee", *CODES))
    check = Client.check_connection
    monkeypatch.setattr(Client, "check_connection", lambda client: check(client) | {"limits": {"batch": 500}})
    asked = _asked(monkeypatch)
    run = compared(relinking, "employee", *CODES)
    assert asked == [len(CODES)]
    assert sent(run).relinked == len(CODES)


def test_who_changes_at_e_amano_after_the_comparison_stays_behind(relinking: Session, eamano: EamanoSide) -> None:
    sent(compared(relinking, "employee", *CODES))
    run = compared(relinking, "employee", *CODES)
    eamano.change("employee", {"position": "顧問"}, employee_code=CODES[2])
    result = sent(run)
    assert (result.outcome, result.code, result.rest) == ("未登録", "NXD_B_03", 3)
    assert [row.code for row in result.rows] == [CODES[2]]
    run.retry_with_rest()
    run.compare()
    assert sent(run).relinked == 3
    assert eamano.one("employee", employee_code=CODES[2])["position"] == "顧問"
