"""The first comparison: e-AMANO is asked first, and the rows are made while it looks."""

from collections.abc import Callable, Container

import pytest

from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_comparison import compare_people
from nxdesk.records.clock import shown
from nxdesk.records.employee import EMPLOYEE

PEOPLE = [Person(f"000000010{n}", "2020-04-06T09:00:53", None, "d", b"[]", "山田", "花子") for n in range(3)]


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens, in order."""
    happened: list[str] = []

    def noted(stamp: str | None) -> str:
        happened.append("rows")
        return shown(stamp)

    monkeypatch.setattr("nxdesk.desk.run_comparison.shown", noted)
    return happened


def test_rows_are_made_when_the_question_is_on_its_way(course: list[str]) -> None:
    def ask(on_sent: Callable[[], None]) -> Container[str]:
        course.append("asked")
        on_sent()
        return {PEOPLE[1].code}

    compared = compare_people(EMPLOYEE, PEOPLE, ask)
    assert (course[0], set(course[1:])) == ("asked", {"rows"})
    assert [row.code for row in compared.rows] == [PEOPLE[0].code, PEOPLE[2].code]
    assert (compared.sendable, compared.left_out) == ((PEOPLE[0], PEOPLE[2]), 1)


def test_an_answer_that_needs_no_question_is_an_answer() -> None:
    assert compare_people(EMPLOYEE, PEOPLE, lambda on_sent: frozenset()).sendable == tuple(PEOPLE)


def test_a_question_that_cannot_be_sent_ends_the_comparison() -> None:
    def ask(on_sent: Callable[[], None]) -> Container[str]:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        compare_people(EMPLOYEE, PEOPLE, ask)
