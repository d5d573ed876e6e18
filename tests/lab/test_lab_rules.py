"""How faults are armed: read, counted, and struck at exactly the requests that the rule names."""

from uuid import UUID

import pytest

from nxdesk.lab.faults import FAULTS, Place, Point
from nxdesk.lab.rules import STEPS, BadRule, Ruler, parse_rule, step_of
from nxdesk.wire import protocol

ID = str(UUID(int=7))
COMMIT, BATCH = protocol.COMMIT.format(id=ID), protocol.BATCH.format(id=ID, number=2)


@pytest.mark.parametrize(("text", "written"), [
    ("cut-after@commit", "cut-after@commitx1"), ("busy@batch#2x3", "busy@batch#2x3"),
    ("proxy-407x*", "proxy-407@anyx*"),
    ("silent@batch=0000000101", "silent@batch=0000000101x1")])
def test_a_rule_is_read_and_written(text, written):
    rule = parse_rule(text)
    assert rule.text == written
    assert parse_rule(written) == rule
    assert rule.fault.words in rule.words


@pytest.mark.parametrize("text", [
    "", "cut after", "nothing@commit", "cut-after@never", "cut-after=101", "cut-after#0", "cut-afterx0",
    "proxy-407@commit", "expired=0000000101", "cut-in-request=0000000101"])
def test_a_rule_that_says_nothing_is_refused_in_words(text):
    with pytest.raises(BadRule) as refused:
        parse_rule(text)
    assert refused.value.sentence.endswith(("。", "、".join(STEPS), "x*"))


@pytest.mark.parametrize(("method", "path", "step", "registration"), [
    ("GET", protocol.CONNECTION, "connection", ""), ("POST", protocol.CHECK, "check", ""),
    ("PUT", protocol.REGISTRATION.format(id=ID), "open", ID),
    ("GET", protocol.REGISTRATION.format(id=ID), "outcome", ID),
    ("DELETE", protocol.REGISTRATION.format(id=ID), "withdraw", ID), ("PUT", BATCH, "batch", ID),
    ("PUT", protocol.PHOTO.format(id=ID, code="0000000101"), "photo", ID), ("PUT", COMMIT, "commit", ID),
    ("POST", protocol.LOOKUP.format(kind="employee"), "lookup", ""),
    ("GET", protocol.DIGEST_LINES.format(kind="employee") + "?limit=9", "lookup", ""),
    ("GET", protocol.DIGESTS.format(kind="employee"), "lookup", ""), ("GET", "/v1/employee?codes=1", "records", ""),
    ("CONNECT", "localhost:443", "connect", "")])
def test_every_request_has_its_step(method, path, step, registration):
    assert step_of(method, path) == (step, registration)


def struck(ruler: Ruler, times: int, path: str = BATCH, body: bytes = b"") -> list[bool]:
    return [ruler.fires(Place.GATE, Point.REQUEST, "PUT", path, body) is not None for _ in range(times)]


def test_a_rule_strikes_from_its_match_on_and_as_often_as_it_says():
    ruler = Ruler()
    ruler.arm("busy@batch#2x2")
    assert struck(ruler, 2, COMMIT) == [False, False]
    assert struck(ruler, 5) == [False, True, True, False, False]
    assert ruler.armed() == []
    assert len(ruler.firings) == 2


def test_a_rule_for_a_person_strikes_where_the_person_is_named():
    ruler = Ruler()
    ruler.arm("cut-before=0000000101x*")
    assert struck(ruler, 2, body=b'["0000000102"]') == [False, False]
    assert struck(ruler, 2, body=b'["0000000101"]') == [True, True]
    ruler.disarm()
    assert struck(ruler, 1, body=b'["0000000101"]') == [False]


def test_a_rule_that_cannot_be_read_arms_none_of_those_beside_it():
    ruler = Ruler()
    with pytest.raises(BadRule):
        ruler.arm("busy", "nonsense")
    assert ruler.armed() == []


def test_firings_are_told_and_requests_are_counted_by_registration():
    told = []
    ruler = Ruler(told.append)
    ruler.arm("busy")
    struck(ruler, 2)
    assert [firing.path for firing in told] == [BATCH]
    ruler.reached("PUT", COMMIT)
    ruler.reached("GET", protocol.CONNECTION)
    assert ruler.counts(ID) == {"commit": 1}
    assert ruler.counts() == {"commit": 1, "connection": 1}


def test_every_fault_says_what_it_leads_to_or_only_takes_longer():
    assert {fault.id for fault in FAULTS.values() if not fault.leads_to} == {"hang-up", "late", "slow"}
    assert len({fault.words for fault in FAULTS.values()}) == len(FAULTS)
