"""Lists of codes are looked at as one text; what is in them is told apart as if each were looked at by itself."""

import orjson
import pytest

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.rules import bodies
from nxdesk.records.employee import EMPLOYEE

ONE, TWO = "0000000001", "0000000002"


def listed(codes: list[object]) -> list[str]:
    return bodies.lookup(EMPLOYEE, orjson.dumps({"codes": codes})).codes


@pytest.mark.parametrize("codes", [[], [ONE], [ONE, TWO], [TWO, ONE], [ONE, ONE], [TWO, ONE, TWO, ONE]])
def test_they_come_out_in_order_and_once(codes):
    assert listed(codes) == sorted(set(codes))


@pytest.mark.parametrize("wrong", [
    "", "1", "000000000x", f"{ONE}0", f"{ONE}\x1f{TWO}", f"{ONE}\x1f", "\x1f", f"{ONE}\n", 1, None, [ONE], True])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_that_is_none_is_refused_by_its_place(wrong, place):
    codes: list[object] = [ONE, TWO]
    codes.insert(place, wrong)
    with pytest.raises(Refused) as caught:
        listed(codes)
    assert [error["pointer"] for error in caught.value.errors] == [f"/codes/{place}"]
