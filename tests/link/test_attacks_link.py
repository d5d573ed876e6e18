"""A service, or who pretends to be one, that answers to do harm: nothing crashes, hangs or is believed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from gzip import compress
from itertools import count

import pytest

from nxdesk.link.batches import parts_of
from nxdesk.link.causes import OutcomeWord, Retry
from nxdesk.link.client import Client
from nxdesk.link.dry_runs import questions
from nxdesk.link.failure import LinkFailure
from nxdesk.records.employee import EMPLOYEE
from nxdesk.wire.protocol import HEADER_REQUEST_ID
from tests.link.conftest import Connect, people
from tests.link.registry import checked
from tests.link.servers import Behaviour, Last, Server, answer, problem

Serve = Callable[[Behaviour], Server]
CONNECTION = {"service": "e-AMANO", "version": "1", "protocol": "1", "time": "2020-04-06T00:00:00Z",
              "customer_name": "練習", "my_number_allowed": True, "services": [], "limits": {}}
ESCAPES = "\x1b]0;x\x07\x1b[2J\u202e"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that behave as told."""
    with ExitStack() as started:
        yield lambda behaviour: started.enter_context(Server(behaviour))


def refused(client: Client, do: Callable[[Client], object]) -> LinkFailure:
    with pytest.raises(LinkFailure) as caught:
        do(client)
    return caught.value


@pytest.mark.parametrize("members", [
    {"status": "500"}, {"status": []}, {"status": True}, {"errors": "x"}, {"errors": {"a": 1}},
    {"errors": [1, None, []]}, {"errors": [{"person": [], "detail": 5}]},
    {"title": {}, "detail": 7, "code": None, "request_id": [ESCAPES]},
    {"min_version": {"a": 1}}, {"type": "x" * 5_000_000}])
@pytest.mark.parametrize("name", ["invalid-records", "client-too-old", "internal", "nobody-knows-this"])
def test_problem_with_wrong_members_is_still_a_problem(serve: Serve, connect: Connect, name: str,
                                                       members: dict[str, object]) -> None:
    client, _ = connect(serve(lambda _: answer(
        422, {"type": f"x/{name}"} | members, kind="application/problem+json")).url, retries=0)
    failure = refused(client, Client.check_connection)
    assert failure.problem is not None
    assert failure.sentence
    assert failure.check
    for error in failure.problem.get("errors", []):
        assert all(isinstance(value, str) for value in error.values())
    assert len(failure.sentence) < 1000


def test_rejection_with_a_weird_problem_tells_that_nobody_is_registered(serve: Serve, connect: Connect) -> None:
    sent = people(1)
    told = {"id": sent.id, "state": "rejected", "kind": "employee", "people": 1, "digest": sent.manifest["digest"],
            "registered": 0, "relinked": 0, "deleted": 0, "committed_at": None, "run": None, "replayed": False,
            "problem": {"type": "x/nobody-knows-this", "status": "9", "errors": {"x": 1}}}
    client, _ = connect(serve(lambda _: answer(200, told)).url, retries=0)
    failure = refused(client, lambda opened: opened.register(sent))
    assert failure.outcome is OutcomeWord.NOT_REGISTERED


@pytest.mark.parametrize("lie", [{"people": 0, "registered": 0}, {"people": 2, "registered": 2},
                                 {"people": 1, "registered": -1, "relinked": 2}])
def test_outcome_of_other_people_is_not_believed(serve: Serve, connect: Connect, lie: dict[str, int]) -> None:
    sent = people(1)
    told = {"id": sent.id, "state": "committed", "kind": "employee", "people": 1, "digest": sent.manifest["digest"],
            "registered": 1, "relinked": 0, "deleted": 0, "committed_at": "x", "run": 1, "replayed": False}
    client, _ = connect(serve(lambda _: answer(200, told | lie)).url, retries=0)
    assert refused(client, lambda opened: opened.register(sent)).code == "NXD_R_03"


@pytest.mark.parametrize("header", ["Server", "Via", "X-Squid-Error"])
def test_control_characters_of_headers_do_not_reach_people(serve: Serve, connect: Connect, header: str) -> None:
    evil = "\x1b]0;x\x07\x1b[2J"
    told = answer(502, b"x", kind="text/html", ours=False, headers={header: evil})
    client, _ = connect(serve(lambda _: told).url, retries=0)
    failure = refused(client, Client.check_connection)
    assert (failure.sentence + failure.check).isprintable()


def test_control_characters_of_bodies_do_not_reach_people(serve: Serve, connect: Connect) -> None:
    told = problem("client-too-old", 426, min_version=ESCAPES + "9" * 100_000)
    client, _ = connect(serve(lambda _: told).url, retries=0)
    sentence = refused(client, Client.check_connection).sentence
    assert sentence.isprintable()
    assert len(sentence) < 1000
    client, _ = connect(serve(lambda _: answer(200, CONNECTION | {"customer_name": f"練習{ESCAPES}"})).url)
    assert client.check_connection()["customer_name"].isprintable()


@pytest.mark.parametrize("lengths", ["Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2, 3"])
def test_two_lengths_are_the_other_sides_fault(serve: Serve, connect: Connect, lengths: str) -> None:
    """What the user typed is not blamed for it, and the commit that was answered so is asked about."""
    sent = people(1)
    receiving = {"id": sent.id, "state": "receiving", "kind": "employee", "people": 1, "registered": 0, "relinked": 0,
                 "digest": sent.manifest["digest"], "deleted": 0, "committed_at": "", "run": 0, "replayed": False}
    client, _ = connect(serve(lambda request: f"HTTP/1.1 200 OK\r\n{lengths}\r\n\r\n{{}}".encode()
                              if request.path.endswith("/commit") or request.method == "GET"
                              else answer(200, receiving)).url, retries=0)
    failure = refused(client, Client.check_connection)
    assert (failure.code, failure.cause.retry) == ("NXD_R_01", Retry.ASK_THEN_STOP)
    assert refused(client, lambda opened: opened.register(sent)).outcome is OutcomeWord.UNKNOWN


def test_a_captive_portal_may_say_so_by_its_status(serve: Serve, connect: Connect) -> None:
    client, _ = connect(serve(lambda _: answer(511, b"<h1>Wi-Fi</h1>", kind="text/html", ours=False)).url, retries=0)
    assert refused(client, Client.check_connection).code == "NXD_R_02"


@cache
def gzipped() -> bytes:
    """Little that unpacks to 300 MB."""
    return compress(b" " * (300 << 20), 1)


@pytest.mark.parametrize(("head", "body", "code"), [
    ("Content-Encoding: gzip", gzipped, "NXD_R_03"), ("Content-Encoding: gzip, gzip, gzip", gzipped, "NXD_R_03"),
    ("Content-Encoding: gzip", b"{}", "NXD_R_03"), ("Transfer-Encoding: chunked", b"-5\r\n{}\r\n", "NXD_X_04"),
    ("Transfer-Encoding: chunked", b"5;" + b"x" * (1 << 20), "NXD_X_04"),
    ("Transfer-Encoding: chunked", b"f" * 16 + b"\r\n{}", "NXD_X_04"), ("Content-Length: 99", b"{}", "NXD_X_04"),
    ("Content-Length: -3", b"{}", "NXD_R_03"), ("Content-Length: 2", b"[[", "NXD_R_03"),
    ("Content-Length: 200000", b"[" * 200_000, "NXD_R_03")])
def test_bodies_that_lie_are_not_believed(serve: Serve, connect: Connect, head: str, body: bytes | Callable[[], bytes],
                                          code: str) -> None:
    content = body if isinstance(body, bytes) else body()

    def behaviour(_: object) -> bytes:
        start = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{HEADER_REQUEST_ID}: r\r\n{head}\r\n\r\n"
        raise Last(start.encode() + content)
    client, _ = connect(serve(behaviour).url, retries=0)
    assert refused(client, Client.check_connection).code == code


@pytest.mark.parametrize("date", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 +2359",
                                  "Mon, 01 Jan 9999 23:59:59 -2359", "Mon, 01 Jan 2020 00:00:00 +99999999",
                                  "x" * 50_000])
def test_impossible_date_harms_nothing(serve: Serve, connect: Connect, date: str) -> None:
    client, _ = connect(serve(lambda _: answer(200, CONNECTION, headers={"Date": date})).url)
    assert client.check_connection()["service"] == "e-AMANO"


@pytest.mark.parametrize("cursors", [("a", "b"), ("b", "a"), ("a", "a")])
def test_cursors_that_go_in_circles_end(serve: Serve, connect: Connect, cursors: tuple[str, str]) -> None:
    numbers = count()
    server = serve(lambda _: answer(200, {"rows": [], "next": cursors[next(numbers) % 2]}))
    client, _ = connect(server.url)
    assert refused(client, lambda opened: opened.digests("employee")).code == "NXD_R_03"
    assert len(server.received) <= 3


@pytest.mark.parametrize("row", [
    1, "abcd", {}, ["1", 1, "d"], ["1", "1", "d", "u"], [[], 1, "d", "u"], ["1", 1, {}, 5]])
def test_digest_rows_of_other_types_are_unreadable(serve: Serve, connect: Connect, row: object) -> None:
    client, _ = connect(serve(lambda _: answer(200, {"rows": [row], "next": None})).url)
    assert refused(client, lambda opened: opened.digests("employee")).code == "NXD_R_03"


@pytest.mark.parametrize("answered", [
    {}, {"records": 1, "deletions": []}, {"records": [], "deletions": []}, {"records": [1], "deletions": []},
    {"records": [None], "deletions": []}, {"records": [{}], "deletions": []},
    *({"records": [checked("0000000001") | wrong], "deletions": []} for wrong in (
        {"code": "0000000002"}, {"verdict": 1}, {"verdict": "perhaps"}, {"version": "1"}, {"version": True},
        {"name": None}, {"effects": 1}, {"effects": [1]}, {"effects": [["x", "上書き", 1, 2, ""]]},
        {"effects": [["gender", "魔法", None, None, ""]]}, {"effects": [["gender", "上書き", None]]},
        {"effects": [[[], "上書き", None, None, ""]]}, {"errors": 1}, {"updated_at": 7})),
    {"records": [checked("0000000001")], "deletions": [{}]},
    {"records": [checked("0000000001")], "deletions": [{
        "code": "0000000009", "member": 1, "version": 1, "updated_at": "", "name": "", "my_number": False, "near": None,
        "effects": []}]}])
def test_checked_records_of_other_types_are_unreadable(serve: Serve, connect: Connect, answered: object) -> None:
    client, _ = connect(serve(lambda _: answer(200, answered)).url)
    row = ("0000000001", *[None] * (len(EMPLOYEE.linked) - 1))
    asked = questions(EMPLOYEE, parts_of(EMPLOYEE, ["0000000001"]), rows=[row], codes=["0000000001"],
                      as_of="2026-04-06", relink=False)
    assert refused(client, lambda opened: list(opened.dry_run(asked))).code == "NXD_R_03"
