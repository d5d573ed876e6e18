"""The word that a record stays as it is: where it holds, and that other rules have another one."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nxdesk.records.effects import plan
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Field, Kind, Treatment, Value
from nxdesk.records.kinds import KINDS
from nxdesk.records.settled import may_stay, settled_mark, settles


def _values(item: Field) -> st.SearchStrategy[Value]:
    if item.shape.codes is not None:
        codes = [int(code) if item.shape.integer else code for code, _ in item.shape.codes.entries]
        return st.none() | st.sampled_from(codes)
    return st.none() | (st.integers(0, 9) if item.shape.integer else st.sampled_from(("値", "他")))


@cache
def _rows(kind: Kind) -> st.SearchStrategy[tuple[tuple[Value, ...], tuple[Value, ...]]]:
    """What is sent, and what is stored. Made once: making it takes longer than drawing from it."""
    return st.tuples(*(st.tuples(*map(_values, items)) for items in (kind.linked, kind.eamano_columns)))


def _linked(kind: Kind, record: tuple[Value, ...]) -> tuple[Value, ...]:
    named = dict(zip((item.id for item in kind.eamano_columns), record, strict=True))
    return tuple(named[item] for item in kind.linked_ids)


@pytest.mark.parametrize("kind", [EMPLOYEE, FAMILY], ids=lambda kind: kind.id)
@given(data=st.data())
def test_who_is_sent_a_second_time_stays_where_e_amano_has_what_was_sent(kind, data):
    sent, stored = data.draw(_rows(kind))
    for before in (None, stored):
        there = plan(kind, new=before is None).target(sent, before)
        assert plan(kind).target(sent, there) == there
        # ③-10 may leave what was not sent, so that it is not NX's digest that stands there.
        if _linked(kind, there) == sent:
            assert settles(kind)(there)
        if before is None:
            assert _linked(kind, there) == sent


@pytest.mark.parametrize("kind", [EMPLOYEE, FAMILY], ids=lambda kind: kind.id)
@given(data=st.data())
def test_it_is_said_of_nobody_who_would_change(kind, data):
    _, stored = data.draw(_rows(kind))
    assert settles(kind)(stored) is (plan(kind).target(_linked(kind, stored), stored) == stored)


def test_what_is_registered_document_by_document_has_no_word():
    assert [kind for kind in KINDS if may_stay(kind)] == [EMPLOYEE, FAMILY]


def test_other_versions_and_other_rules_have_another_word():
    fewer = replace(FAMILY, rules=FAMILY.rules[1:])
    alone = replace(FAMILY, group_rules=FAMILY.group_rules[1:])
    kept = replace(FAMILY, fields=tuple(
        replace(item, treatment=Treatment.KEEP) if item.treatment is Treatment.CLEAR else item
        for item in FAMILY.fields))
    words = [settled_mark(kind, 1) for kind in (FAMILY, fewer, alone, kept)]
    assert len({*words, settled_mark(FAMILY, 2)}) == 5
    assert words[0] == settled_mark(replace(FAMILY), 1)
