"""The practice clock: moved, running on, and held for a moment."""

import re
from datetime import timedelta

import pytest

from nxdesk.records.clock import LATEST, Clock, shown

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


@pytest.mark.parametrize("text", ["0001-01-01", "1799-12-31 23:59:59", "2200-01-01", "9999-12-31 23:59:59",
                                  "1800-01-01T00:00:00+14:00"])
def test_years_without_records_are_refused(text: str):
    with pytest.raises(ValueError, match=re.escape(text)):
        Clock.parse(text)


@pytest.mark.parametrize("text", ["1800-01-01T00:00:00", "2199-12-31T23:59:59"])
def test_a_clock_at_the_ends_of_the_years_tells_every_kind_of_time(text: str):
    clock = Clock(Clock.parse(text))
    assert clock.utc_stamp().endswith("Z")
    assert clock.today() in ("1800-01-01", "2199-12-31", "2200-01-01")
    assert Clock.parse(min(clock.now(), LATEST).isoformat()) <= LATEST
