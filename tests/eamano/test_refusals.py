"""Every refusal is a problem (RFC 9457) with a request id, whoever refuses; and none of them is an oracle."""

import socket
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from nxdesk.wire.problems import PROBLEM_TYPES
from nxdesk.wire.protocol import BODY_LIMIT, HEADER_AUTH_ID, HEADER_CUSTOMER, HEADER_REQUEST_ID
from tests.eamano.people import my_number, person
from tests.eamano.service import Api, Registration, Running, batch, new_id

OPEN = "/v1/registrations/00000000-0000-4000-8000-000000000001"


def problem_of(answer, name):
    """The problem in the answer, checked for its form."""
    kind = PROBLEM_TYPES[name]
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"].endswith(f"/problems/{name}")
    assert (answer.status_code, problem["status"]) == (kind.status, kind.status)
    assert (problem["title"], problem["code"], problem["retryable"]) == (kind.title, kind.code, kind.retryable)
    assert problem["request_id"] == answer.headers[HEADER_REQUEST_ID] == str(UUID(problem["request_id"]))
    return problem


@pytest.mark.parametrize(("method", "path", "body", "name"), [
    ("GET", "/v1/nothing", None, "not-found"), ("GET", "/v1/connection/", None, "not-found"),
    ("DELETE", "/v1/connection", None, "method-not-allowed"), ("POST", OPEN, b"{}", "method-not-allowed"),
    ("PUT", "/v1/registrations/nonsense", b"{}", "invalid-request"),
    ("PUT", "/v1/registrations/00000000000040008000000000000001", b"{}", "invalid-request"),
    ("PUT", OPEN, b"{", "invalid-request"), ("PUT", OPEN, b"", "invalid-request"),
    ("PUT", OPEN, b"[]", "invalid-request"),
    ("PUT", OPEN, b"\xff\xfe", "invalid-request"), ("PUT", OPEN, b"[" * 100_000, "invalid-request"),
    ("PUT", f"{OPEN}/batches/0", b"{}", "invalid-request"), ("PUT", f"{OPEN}/batches/x", b"{}", "invalid-request"),
    ("PUT", f"{OPEN}/photos/..%2f..", b"", "not-found"), ("PUT", f"{OPEN}/photos/12345", b"", "invalid-request"),
    ("GET", "/v1/employee?limit=0", None, "invalid-request"),
    ("GET", "/v1/employee?codes=1;2", None, "invalid-request"),
    ("GET", "/v1/employee?cursor=%00", None, "invalid-request"),
    ("POST", "/v1/employee/lookup", {"codes": ["x"]}, "invalid-request"),
    ("POST", "/v1/employee/lookup", {"codes": ["0000000001"] * 10_001}, "invalid-request"),
    ("POST", "/v1/registrations/check", {"kind": "nobody"}, "invalid-request"),
    ("PUT", f"{OPEN}9/commit", b"x" * (BODY_LIMIT + 1), "invalid-request")])
def test_wrong_requests(api, method, path, body, name):
    answer = api(method, path, body)
    problem_of(answer, name)


def test_the_allowed_methods_are_named(api):
    assert api("POST", OPEN).headers["Allow"] == "DELETE, GET, PUT"


def test_a_body_over_the_limit_is_refused_declared_or_in_pieces(api):
    problem_of(api("PUT", OPEN, b" " * (BODY_LIMIT + 1)), "body-too-large")

    def pieces():
        for _ in range(BODY_LIMIT // 65536 + 2):
            yield b" " * 65536
    answer = api.session.put(api.url + OPEN, data=pieces(), timeout=20)
    problem_of(answer, "body-too-large")


def _raw(service, sent: bytes) -> bytes:
    """What the service says to these bytes, until it hangs up."""
    where = urlsplit(service.url)
    with closing(socket.create_connection((where.hostname, where.port), timeout=20)) as line:
        line.sendall(sent)
        heard = b""
        while part := line.recv(65536):
            heard += part
    return heard


def _head(api, length: int) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in api.session.headers.items() if name.startswith("X-"))
    return f"PUT {OPEN} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {length}\r\n\r\n".encode()


def test_the_number_of_a_batch_is_told_to_be_wrong(api):
    for number in ("0", "1000000", "-1", "1.0", "١"):
        problem = problem_of(api("PUT", f"{OPEN}/batches/{number}", b"{}"), "invalid-request")
        assert [error["pointer"] for error in problem["errors"]] == ["/path/number"]
    assert problem_of(api("PUT", f"{OPEN}/batches/999999", b"{}"), "unknown-registration")


def test_who_is_unknown_is_refused_before_the_body_is_read(service):
    heard = _raw(service, f"PUT {OPEN}/batches/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-EAmano-Protocol: 1\r\n"
                          "X-NX-Version: 1.2.6.0\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n".encode())
    assert heard.startswith(b"HTTP/1.1 401 ")
    assert b"/problems/authentication" in heard


def test_an_answer_comes_in_one_piece_and_permission_to_go_on_before_it(api, service):
    where = urlsplit(service.url)
    head = _head(api, 2).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    with closing(socket.create_connection((where.hostname, where.port), timeout=20)) as line:
        for _ in range(2):
            line.sendall(head)
            assert line.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
            line.sendall(b"[]")
            heard = line.recv(65536)
            assert heard.startswith(b"HTTP/1.1 422 ")
            assert heard.endswith(b"}")


def test_a_body_that_never_ends_is_cut(api, service):
    heard = _raw(service, _head(api, 1000) + b"{")
    assert heard.startswith(b"HTTP/1.1 408 ")
    assert b"/problems/slow-body" in heard
    assert b"connection: close" in heard.lower()


def test_a_head_that_never_ends_is_cut(service):
    assert _raw(service, b"GET /v1/connection HTTP/1.1\r\nHost: 127.0.0.1\r\n") == b""


def test_what_is_no_http_is_answered_with_a_problem(service):
    heard = _raw(service, b"\x16\x03\x01\x02\x00 not http\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert b"/problems/invalid-request" in heard
    assert HEADER_REQUEST_ID.lower().encode() in heard.lower()


def test_a_header_cannot_be_smuggled_into_the_answer(api):
    answer = api("GET", "/v1/nothing%0d%0aX-Evil:%201")
    problem_of(answer, "not-found")
    assert "X-Evil" not in answer.headers


def test_wrong_id_and_wrong_customer_get_one_answer(service, auth_id):
    answers = []
    for headers in ({HEADER_AUTH_ID: "WRONG"}, {HEADER_CUSTOMER: "NOBODY"}, {HEADER_AUTH_ID: ""},
                    {HEADER_CUSTOMER: "' OR 1=1 --"}, {HEADER_AUTH_ID: None}, {HEADER_CUSTOMER: None}):
        with Api(service.url, auth_id) as api:
            problem = problem_of(api("GET", "/v1/connection", headers=headers), "authentication")
            problem.pop("request_id")
            answers.append(problem)
    assert all(problem == answers[0] for problem in answers)


def test_a_revoked_and_an_expired_id_are_told_apart(service):
    with Api(service.url, new_id(service.data, expires_on="2001-01-01")) as api:
        problem_of(api("GET", "/v1/connection"), "auth-id-expired")
    revoked = new_id(service.data, contact="無効にする")
    with closing(sqlite3.connect(service.data / "eamano.sqlite", timeout=10)) as database, database:
        database.execute("UPDATE auth_ids SET revoked_at = '2020-01-01T00:00:00Z' WHERE contact = '無効にする'")
    with Api(service.url, revoked) as api:
        problem_of(api("GET", "/v1/connection"), "auth-id-revoked")


@pytest.mark.parametrize(("given", "accepted"), [
    ("1.1.4.0", True), ("1.1.4", True), ("1.1.10.0", True), ("1.1.3.9", False), ("", False), ("x", False),
    (None, False)])
def test_the_nx_version_must_be_recent(api, given, accepted):
    answer = api("GET", "/v1/connection", headers={"X-NX-Version": given})
    if accepted:
        assert answer.ok
    else:
        assert problem_of(answer, "client-too-old")["min_version"] == "1.1.4.0"


@pytest.mark.parametrize("given", ["2", "", None])
def test_the_protocol_version_must_be_known(api, given):
    problem_of(api("GET", "/v1/connection", headers={"X-EAmano-Protocol": given}), "unsupported-api-version")


def test_my_numbers_need_the_ids_authority(service, first):
    with Api(service.url, new_id(service.data, my_number=False)) as api:
        assert api("GET", "/v1/connection").json()["my_number_allowed"] is False
        rows = [person(first)]
        numbered = batch(rows, my_numbers=[my_number(first)])
        problem_of(Registration(api, [numbered], with_my_number=True).open(), "mynumber-permission")
        check = {"kind": "employee", "as_of": "2020-04-01", "relink": False, "with_my_number": True, "numbers": [True],
                 "batch": batch(rows)}
        problem_of(api("POST", "/v1/registrations/check", check), "mynumber-permission")


def test_an_address_that_keeps_failing_is_slowed_down(start):
    running: Running = start("failures_a_minute=3")
    with Api(running.url, "WRONG") as api:
        for _ in range(3):
            problem_of(api("GET", "/v1/connection"), "authentication")
        answer = api("GET", "/v1/connection")
        problem_of(answer, "too-many-failures")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        right = new_id(running.data)
        problem_of(api("GET", "/v1/connection", headers={HEADER_AUTH_ID: right}), "too-many-failures")


def test_a_fault_of_the_service_is_a_problem_and_its_log_tells_no_secrets(start, first):
    running: Running = start()
    auth_id = new_id(running.data)
    with closing(sqlite3.connect(running.data / "eamano.sqlite", timeout=10)) as database, database:
        database.execute("ALTER TABLE audit_runs RENAME TO elsewhere")
    with Api(running.url, auth_id) as api:
        rows = [person(first, company_email="geheim@example.co.jp")]
        numbered = batch(rows, my_numbers=[my_number(first)])
        registration = Registration(api, [numbered], with_my_number=True)
        registration.open()
        registration.stage()
        problem = problem_of(registration.commit(), "internal")
        assert registration.outcome().json()["state"] == "receiving"
        assert api("POST", "/v1/employee/lookup", {"codes": [rows[0][0]]}).json()["rows"] == []
    log = running.log.read_text()
    assert problem["request_id"] in log
    for secret in ("geheim", my_number(first), auth_id):
        assert secret not in log
