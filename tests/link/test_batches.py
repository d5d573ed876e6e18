"""A registration is encoded once, in batches the service accepts."""

from hashlib import sha256

import orjson
import pytest

from nxdesk.link.batches import RecordTooLarge, prepare
from nxdesk.records.employee import EMPLOYEE
from nxdesk.wire.protocol import BODY_LIMIT
from tests.link.conftest import UUID, people

REST = len(EMPLOYEE.linked) - 1


def test_batches_hold_at_most_five_hundred():
    prepared = people(1001)
    assert list(prepared.sizes) == [500, 500, 1]
    assert prepared.manifest["batches"] == 3
    assert orjson.loads(prepared.batches[2])["rows"][0][0] == "0000001000"
    assert orjson.loads(prepared.batches[0])["fields"] == list(EMPLOYEE.linked_ids)


@pytest.mark.parametrize("many", [501, 5001])
def test_digest_is_that_of_the_batches_digests(many):
    prepared = people(many)
    text = "".join(sha256(body).hexdigest() for body in prepared.batches)
    assert prepared.manifest["digest"] == sha256(text.encode()).hexdigest()


def test_rows_that_are_json_already_make_the_same_batches():
    rows = [(f"{n:010d}", "天野\"", *[None] * (REST - 1)) for n in range(3)]
    as_values, as_json = (prepare(UUID, EMPLOYEE, rows=some, versions=[1, None, 3], as_of="2026-04-06")
                          for some in (rows, list(map(orjson.dumps, rows))))
    assert as_json.batches == as_values.batches
    assert orjson.loads(as_json.batches[0]) == {
        "fields": list(EMPLOYEE.linked_ids), "rows": list(map(list, rows)), "versions": [1, None, 3]}


def test_large_records_make_smaller_batches():
    rows = [(f"{n:010d}", "あ" * 20_000, *[None] * (REST - 1)) for n in range(500)]
    prepared = prepare(UUID, EMPLOYEE, rows=rows, versions=[None] * 500, as_of="2026-04-06")
    assert sum(prepared.sizes) == 500
    assert all(len(body) <= BODY_LIMIT for body in prepared.batches)
    assert len(prepared.batches) > 1


def test_one_record_over_the_limit_is_refused():
    row = ("0000000001", "あ" * BODY_LIMIT, *[None] * (REST - 1))
    with pytest.raises(RecordTooLarge):
        prepare(UUID, EMPLOYEE, rows=[row], versions=[None], as_of="2026-04-06")


def test_my_numbers_travel_apart_and_never_show():
    number = "000012345678"
    prepared = people(2, my_numbers=[number, None])
    assert orjson.loads(prepared.batches[0])["my_numbers"] == [number, None]
    assert prepared.manifest["with_my_number"]
    assert number not in repr(prepared)
    assert "my_numbers" not in orjson.loads(people(2).batches[0])
