"""What the client makes of listings of people, and which it does not believe."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from urllib.parse import parse_qs

import pytest

from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.records.employee import EMPLOYEE
from tests.link.conftest import Connect
from tests.link.servers import Behaviour, Request, Server, answer

Serve = Callable[[Behaviour], Server]
DIGEST = "0123456789abcdef"
STAMP = "2020-04-06T00:00:00Z"
FIELDS = [item.id for item in EMPLOYEE.eamano_columns]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that behave as told."""
    with ExitStack() as started:
        yield lambda behaviour: started.enter_context(Server(behaviour))


def line(number: int, version: int = 1, digest: str = DIGEST) -> str:
    return f"{number:010d}:{version}:{digest}"


def lines(*numbers: int) -> str:
    return " ".join(map(line, numbers))


def paged(*pages: tuple[str, str | None]) -> Behaviour:
    """Answers the listing with these pages, by their cursors."""
    def behave(request: Request) -> bytes:
        cursor = parse_qs(request.path.partition("?")[2]).get("cursor", [""])[0]
        cursors = ["", *(following for _, following in pages)]
        text, following = pages[cursors.index(cursor)]
        return answer(200, {"lines": text, "next": following})
    return behave


def listed(client: Client, expected: frozenset[str] = frozenset(),
           codes: Sequence[str] | None = None) -> list[tuple[list[str], list[bool]]]:
    with closing(client.people(EMPLOYEE, codes)) as pages:
        return [(people.codes, people.among(expected)) for people in pages]


def test_everybody_is_listed_page_by_page(serve: Serve, connect: Connect) -> None:
    server = serve(paged((lines(1, 2), "0000000002"), (lines(3), "0000000003"), ("", None)))
    client, _ = connect(server.url)
    expected = frozenset((line(1), line(2, 2), line(3, digest="f" * 16), line(4)))
    assert listed(client, expected) == [(["0000000001", "0000000002"], [True, False]), (["0000000003"], [False])]
    assert [request.path.partition("?")[0] for request in server.received] == ["/v1/employee/digest-lines"] * 3


@pytest.mark.parametrize("pages", [
    [(lines(1, 1), None)], [(lines(2, 1), None)], [(line(1) + " " + line(1, 2), None)],
    [(lines(1, 2), "0000000002"), (lines(2, 3), None)], [(lines(2), "0000000002"), (lines(1), None)],
    *([(text, None)] for text in (
        "x", " ", line(1) + " ", " " + line(1), line(1) + "\n", line(1).replace(":1:", ":x:"), "0000000001:1",
        "0000000001::" + DIGEST, "0000000001:-1:" + DIGEST, "0000000001:1:" + "x" * 16, "0000000001:1:",
        "1:1:" + DIGEST, "０００００００００１:1:" + DIGEST, "0000000001:１:" + DIGEST, line(1) + ":", "\x1b[2J:1:" + DIGEST))])
def test_lines_that_cannot_be_are_unreadable(serve: Serve, connect: Connect,
                                             pages: list[tuple[str, str | None]]) -> None:
    client, _ = connect(serve(paged(*pages)).url)
    with pytest.raises(LinkFailure) as caught:
        listed(client, frozenset((line(2),)))
    assert caught.value.code == "NXD_R_03"


@pytest.mark.parametrize("body", [[], {}, {"lines": None, "next": None}, {"lines": [line(1)], "next": None},
                                  {"lines": 1, "next": None}, {"lines": line(1), "next": 5},
                                  {"rows": [["0000000001", 1, DIGEST, STAMP]], "next": None}])
def test_another_answer_than_lines_is_unreadable(serve: Serve, connect: Connect, body: object) -> None:
    client, _ = connect(serve(lambda _: answer(200, body)).url)
    with pytest.raises(LinkFailure) as caught:
        listed(client)
    assert caught.value.code == "NXD_R_03"


def test_some_people_are_asked_about_by_their_codes(serve: Serve, connect: Connect) -> None:
    rows = [["0000000002", 3, DIGEST, STAMP], ["0000000001", 1, DIGEST, STAMP]]
    server = serve(lambda _: answer(200, {"rows": rows, "next": None}))
    client, _ = connect(server.url)
    [people] = client.people(EMPLOYEE, ["0000000001", "0000000002"])
    assert people.codes == ["0000000001", "0000000002"]
    assert people.among({line(1), line(2)}) == [True, False]
    assert server.received[0].path == "/v1/employee/lookup"


@pytest.mark.parametrize("rows", [
    1, [1], [{}], [["0000000001", 1, DIGEST]], [["0000000001", 1, DIGEST, STAMP, 0]],
    [["0000000001", "1", DIGEST, STAMP]], [["0000000001", True, DIGEST, STAMP]],
    [["0000000001", 1, None, STAMP]], [["0000000001", 1, DIGEST, 5]],
    [["0000000001", 1, DIGEST, STAMP]] * 2, [["1", 1, DIGEST, STAMP]], [["0000000001", -1, DIGEST, STAMP]],
    [["0000000001", 1, DIGEST + " ", STAMP]], [["0000000001:1", 1, DIGEST, STAMP]]])
def test_looked_up_rows_of_other_types_are_unreadable(serve: Serve, connect: Connect, rows: object) -> None:
    client, _ = connect(serve(lambda _: answer(200, {"rows": rows, "next": None})).url)
    with pytest.raises(LinkFailure) as caught:
        listed(client, codes=["0000000001"])
    assert caught.value.code == "NXD_R_03"


def row(number: int, **values: object) -> list[object]:
    """A whole record as it travels."""
    told = {"employee_code": f"{number:010d}"} | values
    return [*map(told.get, FIELDS), 2, DIGEST, STAMP]


def records(body: dict[str, object]) -> Behaviour:
    return lambda _: answer(200, {"fields": [*FIELDS, "version", "digest", "updated_at"], "next": None} | body)


def test_whole_records_are_read_by_item(serve: Serve, connect: Connect) -> None:
    client, _ = connect(serve(records({"rows": [row(1, last_name="佐藤", over70=1), row(2)]})).url)
    [(first, second)] = client.records(EMPLOYEE, ["0000000001", "0000000002", "0000000003"])
    assert (first.owner, first.about, second.owner) == ("0000000001", (2, DIGEST, STAMP, 0), "0000000002")
    assert first.values == dict.fromkeys(FIELDS) | {
        "employee_code": "0000000001", "last_name": "佐藤", "over70": 1}


def test_an_item_that_the_service_does_not_have_stands_nowhere(serve: Serve, connect: Connect) -> None:
    body = {"fields": ["employee_code", "later", "version", "digest", "updated_at"],
            "rows": [["0000000001", {}, 1, DIGEST, STAMP]]}
    client, _ = connect(serve(records(body)).url)
    [[record]] = client.records(EMPLOYEE, ["0000000001"])
    assert record.values == {"employee_code": "0000000001"}


@pytest.mark.parametrize("rows", [
    [1], [{}], ["x"], [row(1)[:-1]], [[*row(1), 1]], [row(1), []], [row(1, last_name=1)], [row(1, over70="1")],
    [row(1, over70=True)], [row(1), row(2, last_name={})], [[None, *row(1)[1:]]], [[*row(1)[:-3], "2", DIGEST, STAMP]],
    [[*row(1)[:-3], True, DIGEST, STAMP]], [[*row(1)[:-2], None, STAMP]], [[*row(1)[:-1], 5]], [row(9)], 1, None])
def test_records_of_other_types_are_unreadable(serve: Serve, connect: Connect, rows: object) -> None:
    client, _ = connect(serve(records({"rows": rows})).url)
    with pytest.raises(LinkFailure) as caught:
        list(client.records(EMPLOYEE, ["0000000001", "0000000002"]))
    assert caught.value.code == "NXD_R_03"
