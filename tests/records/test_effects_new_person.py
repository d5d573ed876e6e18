"""The fast way for new people does what `effects` does, for every item."""

from hypothesis import given
from hypothesis import strategies as st

from nxdesk.records.digests import row_digest
from nxdesk.records.effects import effects, new_person_plan
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Field, Value

PLAN = new_person_plan(EMPLOYEE)


def _values(item: Field) -> st.SearchStrategy[Value]:
    given_values: st.SearchStrategy[Value]
    if item.shape.codes is not None:
        codes = [int(code) if item.shape.integer else code for code, _ in item.shape.codes.entries]
        given_values = st.sampled_from(codes)
    else:
        given_values = st.integers(0, 9_999_999) if item.shape.integer else st.text(max_size=20)
    return st.none() | given_values


ROWS = st.tuples(*(_values(item) for item in EMPLOYEE.linked))


@given(ROWS)
def test_plan_equals_effects(row):
    sent = dict(zip(EMPLOYEE.linked_ids, row, strict=True))
    built = dict(zip((item.id for item in PLAN.fields), PLAN.row(row), strict=True))
    for effect in effects(EMPLOYEE, sent, None):
        assert built.pop(effect.field, None) == effect.new
    assert not built


@given(ROWS)
def test_what_is_stored_of_a_new_person_has_the_digest_of_what_was_sent(row):
    stored = dict(zip((item.id for item in PLAN.fields), PLAN.row(row), strict=True))
    assert row_digest([stored[field_id] for field_id in EMPLOYEE.linked_ids]) == row_digest(row)
