"""Questions of which two are under way at once."""

from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest

from nxdesk.link.abreast import abreast
from nxdesk.link.answers import Answer
from nxdesk.link.causes import named
from nxdesk.link.failure import Diagnosis, LinkFailure
from nxdesk.link.lane import Call
from nxdesk.link.retry import Patience
from nxdesk.link.traffic import Deaf


class Lane:
    """Does what it is told to; `busy` tells whether somebody asks on it."""

    def __init__(self, attempt):
        self._attempt = attempt
        self.busy = False

    def attempt(self, call, _number, _of):
        assert not self.busy
        self.busy = True
        try:
            return self._attempt(call)
        finally:
            self.busy = False


def _asked(attempt, paths, made=lambda path: None):
    def calls():
        for path in paths:
            made(path)
            yield path, Call("GET", path)
    return abreast(_lanes(attempt), Patience(0, Deaf()), calls())


def _lanes(attempt) -> Any:
    return [Lane(attempt), Lane(attempt)]


def _answer(call):
    return Answer(200, "r", call.path, "")


def test_two_are_under_way_at_once():
    both = Barrier(2, timeout=20)

    def attempt(call):
        both.wait()
        return _answer(call)
    assert [about for about, _ in _asked(attempt, "abcdef")] == list("abcdef")


def test_answers_come_in_the_order_of_the_questions():
    def attempt(call):
        sleep(0.05 if call.path in "ac" else 0)
        return _answer(call)
    assert [(about, answer.body) for about, answer in _asked(attempt, "abcde")] == [(path, path) for path in "abcde"]


def test_questions_are_made_when_their_turn_is_near():
    made: list[str] = []
    answers = _asked(_answer, "abcdefgh", made.append)
    assert next(answers)[0] == "a"
    assert made == ["a", "b", "c"]
    answers.close()
    assert made == ["a", "b", "c"]


def test_after_a_failure_nothing_more_is_asked():
    asked: list[str] = []

    def attempt(call):
        asked.append(call.path)
        if call.path == "b":
            raise LinkFailure(Diagnosis(named("cancelled")))
        return _answer(call)
    answers = _asked(attempt, [chr(ord("a") + n) for n in range(20)])
    assert next(answers)[0] == "a"
    with pytest.raises(LinkFailure):
        list(answers)
    assert len(asked) <= 4


def test_what_depends_on_an_answer_waits_for_it():
    told: list[str] = []

    def calls():
        yield "a", Call("GET", "a")
        while "a" not in told:
            yield None
        yield "b", Call("GET", "b")
    for about, _ in abreast(_lanes(_answer), Patience(0, Deaf()), calls()):
        told.append(about)
    assert told == ["a", "b"]


def test_something_is_done_while_an_answer_is_waited_for_and_only_then():
    done, open_door = [], Event()

    def meanwhile():
        done.append(1)
        if len(done) == 3:
            open_door.set()
        return len(done) < 4

    def attempt(call):
        assert open_door.wait(20)
        return _answer(call)
    calls = [(path, Call("GET", path)) for path in "ab"]
    assert [about for about, _ in abreast(_lanes(attempt), Patience(0, Deaf()), calls, meanwhile)] == ["a", "b"]
    assert 3 <= len(done) <= 8


def test_what_fails_meanwhile_ends_the_asking():
    def meanwhile():
        raise KeyError("here")

    def attempt(call):
        sleep(0.05)
        return _answer(call)
    calls = [(path, Call("GET", path)) for path in "abcd"]
    with pytest.raises(KeyError, match="here"):
        list(abreast(_lanes(attempt), Patience(0, Deaf()), calls, meanwhile))
