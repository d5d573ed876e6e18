"""Questions that go out before anybody waits for their answers."""

from functools import partial
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest

from nxdesk.link.abreast import Asking
from nxdesk.link.ahead import Ahead
from nxdesk.link.answers import Answer
from nxdesk.link.causes import named
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.lane import Call
from nxdesk.link.retry import Patience
from nxdesk.link.traffic import Deaf


class Lane:
    """Fails so often, and answers then; an attempt waits for the door."""

    def __init__(self, failures: int = 0) -> None:
        self.door = Event()
        self.door.set()
        self.attempts: list[int] = []
        self._failures = failures

    def attempt(self, call: Call, number: int, _of: int) -> Answer:
        assert self.door.wait(20)
        self.attempts.append(number)
        if len(self.attempts) <= self._failures:
            raise LinkFailure(Diagnosis(named("busy")))
        return Answer(200, "r", call.path, "")


class Quick(Patience):
    """Makes no pauses."""

    def __init__(self, tries: int) -> None:
        super().__init__(tries - 1, Deaf())

    def pause(self, attempt: int, failure: LinkFailure) -> None:
        """None."""


def ahead(lane: Lane, tries: int = 3) -> Ahead:
    lanes: list[Any] = [lane]
    return Ahead(lanes, Quick(tries))


def until(ready: Any) -> None:
    end = monotonic() + 20
    while not ready():
        assert monotonic() < end
        sleep(0.001)


def test_an_answer_is_there_for_just_the_question_that_is_next():
    asked = ahead(Lane())
    first, second = (asked.ask([name], partial(Call, "GET", name)) for name in "ab")
    assert asked.answer(["b"]) is None
    assert (asked.answer(["a"]), asked.answer(["a"]), asked.answer(["b"])) == (first, None, second)
    assert [answer.result(20).body for answer in (first, second)] == ["a", "b"]
    assert asked.asking.want()
    asked.asking.close()


def test_what_fails_before_is_not_tried_again_and_ends_the_asking():
    lane = Lane(failures=9)
    asked = ahead(lane)
    answers = [asked.ask(name, lambda: Call("GET", "x")) for name in "abc"]
    until(lambda: all(answer.done() for answer in answers))
    assert lane.attempts == [1]
    assert not asked.left
    assert not asked.asking.want()
    asked.asking.close()


def test_what_fails_when_it_is_wanted_is_tried_as_often_as_any():
    lane = Lane(failures=2)
    lane.door.clear()
    asked = ahead(lane)
    answer = asked.ask("a", lambda: Call("GET", "x"))
    assert asked.left
    assert asked.asking.want()
    lane.door.set()
    assert answer.result(20).body == "x"
    assert lane.attempts == [1, 2, 3]
    asked.asking.close()


def test_what_went_out_before_is_not_kept_waiting_by_what_is_asked_now():
    slow, quick = Lane(), Lane()
    slow.door.clear()
    lanes: list[Any] = [slow, quick]
    asking = Asking(lanes, Quick(1))
    before = [asking.ask(lambda: Call("GET", "before"))]
    until(lambda: asking._idle.qsize() == 1)

    def asked():
        yield "now", Call("GET", "now")
        slow.door.set()
        until(before[0].done)
        yield "before", before[0]
        yield "last", Call("GET", "last")
    answers = asking.answers(asked())
    assert next(answers)[0] in ("before", "now")
    assert {about for about, _ in answers} | {"before", "now"} == {"before", "now", "last"}
    asking.close()


def test_nothing_that_was_cancelled_is_wanted():
    lane = Lane()
    asked = ahead(lane)
    asked.asking._patience.cancel()
    assert not asked.asking.want()
    asked.asking.close()


def test_what_cannot_be_asked_is_told_to_who_waits():
    def broken() -> Call:
        raise LookupError("same")
    asked = ahead(Lane())
    answer = asked.ask("a", broken)
    with pytest.raises(LookupError, match="same"):
        answer.result(20)
    assert asked.asking.want()
    asked.asking.close()
