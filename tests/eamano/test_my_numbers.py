"""個人番号: accepted where allowed, sealed from the first byte on disk, and nowhere else to be found."""

import sqlite3
from contextlib import closing

from nxdesk.eamano.opening import open_service
from nxdesk.records.clock import Clock
from tests.eamano.people import FIELDS, my_number, person
from tests.eamano.service import Api, Registration, Running, batch, new_id


def _numbered(api: Api, first: int, many: int = 5) -> Registration:
    rows = [person(first + n) for n in range(many)]
    numbers = [my_number(first + n) if n else None for n in range(many)]
    return Registration(api, [batch(rows, my_numbers=numbers)], with_my_number=True)


def _on_disk(running: Running) -> bytes:
    files = [path.read_bytes() for path in running.data.iterdir() if path.is_file()]
    return b"".join([*files, running.log.read_bytes()])


def test_numbers_are_nowhere_in_clear(start, first):
    running = start()
    with Api(running.url, new_id(running.data)) as api:
        registration = _numbered(api, first)
        registration.open()
        registration.stage()
        staged = _on_disk(running)
        assert registration.commit().ok
        answers = "".join(api("GET", path).text for path in (
            "/v1/employee", "/v1/employee/digests", "/v1/employee/digest-lines", registration.path))
    running.stop()
    for n in range(1, 5):
        number = my_number(first + n)
        assert number not in answers
        assert number.encode() not in staged
        assert number.encode() not in _on_disk(running)
    service = open_service(running.data, Clock())
    with service.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT employee_code, wrapped_key, sealed FROM my_numbers ORDER BY 1").all()
        log = connection.exec_driver_sql("SELECT employee_code, purpose, actor FROM my_number_log ORDER BY 1").all()
    service.database.close()
    assert [row[0] for row in rows] == [f"{first + n:010d}" for n in range(1, 5)]
    for n, (code, wrapped, sealed) in enumerate(rows, 1):
        context = f"1\x1f{code}\x1fmy_number"
        assert service.sealer.person(wrapped, context).open(sealed, context).decode() == my_number(first + n)
    assert [row[1:] for row in log] == [("社員登録", "NX連携 試験")] * 4


def test_the_staged_bodies_are_sealed_and_their_key_is_destroyed(start, first):
    running = start()
    with Api(running.url, new_id(running.data)) as api:
        registration = _numbered(api, first)
        registration.open()
        registration.stage()
        assert "伊藤".encode() not in _on_disk(running)
        assert registration.commit().ok
    with closing(sqlite3.connect(running.data / "eamano.sqlite", timeout=10)) as database:
        assert database.execute("SELECT staging_key FROM registrations").fetchall() == [(None,)]


def test_a_wrong_number_is_found_and_never_told(api, first):
    rows = [person(first), person(first + 1)]
    numbers = ["1234", "123456789012"]
    registration = Registration(api, [batch(rows, my_numbers=numbers)], with_my_number=True)
    registration.open()
    refused = registration.stage()[0]
    assert {(e["pointer"], e["person"], e["code"]) for e in refused.json()["errors"]} == {
        ("/my_numbers/1", rows[1][0], "NXD_VE_06"), ("/my_numbers/0", rows[0][0], "NXD_VE_06")}
    assert "123456789012" not in refused.text


def test_numbers_stand_beside_the_rows(api, first):
    row = person(first)
    for numbers in ([], [None, None], [5], [["0000000000", None]], "x"):
        registration = Registration(api, [batch([row]) | {"my_numbers": numbers}], with_my_number=True)
        registration.open()
        assert registration.stage()[0].json()["type"].endswith("/problems/invalid-request")


def test_the_part_for_numbers_stands_only_where_it_was_announced(api, first):
    row = person(first)
    for announced, sent in ((True, batch([row])), (False, batch([row], my_numbers=[]))):
        registration = Registration(api, [sent], with_my_number=announced)
        registration.open()
        assert registration.stage()[0].json()["type"].endswith("/problems/invalid-request")


def test_no_item_of_the_record_can_carry_a_number(api, first):
    registration = Registration(api, [batch([[*person(first), my_number(first)]], fields=[*FIELDS, "my_number"])])
    registration.open()
    assert registration.stage()[0].json()["errors"][0]["pointer"] == "/fields"
