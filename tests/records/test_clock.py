"""The practice clock: moved, running on, and held for a moment."""

from datetime import timedelta

import pytest

from nxdesk.records.clock import Clock, shown

MOMENT = Clock.parse("2020/04/06 09:00:53")


def test_moved_clock_runs_on():
    clock = Clock(MOMENT)
    first = clock.now()
    assert timedelta() <= first - MOMENT < timedelta(seconds=5)
    assert clock.now() > first
    assert clock.moved
    assert not Clock().moved


def test_held_clock_stands_still_and_then_goes_on_as_if_it_had_not():
    clock = Clock(MOMENT + timedelta(hours=1))
    with clock.held(MOMENT):
        assert {clock.stamp() for _ in range(1000)} == {"2020-04-06T09:00:53"}
        assert clock.utc_stamp() == "2020-04-06T00:00:53Z"
        assert clock.today() == "2020-04-06"
    assert clock.now() - MOMENT >= timedelta(hours=1)


def test_held_clock_goes_on_after_a_failure():
    clock = Clock()
    with pytest.raises(ZeroDivisionError), clock.held(MOMENT):
        raise ZeroDivisionError
    assert not clock.moved


def test_stamps_are_shown_in_japanese_time():
    assert shown("2020-04-06T09:00:53") == shown("2020-04-06T00:00:53Z") == "2020/04/06 09:00:53"
    assert shown(None) == shown("") == ""
