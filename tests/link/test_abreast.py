"""Questions of which two are under way at once."""

from threading import Barrier
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
    lanes: Any = [Lane(attempt), Lane(attempt)]
    return abreast(lanes, Patience(0, Deaf()), calls())


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
