"""The client against a service that keeps its promises."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import orjson
import pytest

from nxdesk.link.batches import parts_of
from nxdesk.link.client import RemoteRecord
from nxdesk.link.dry_runs import questions
from nxdesk.link.failure import LinkFailure
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from tests.link.conftest import UUID, people
from tests.link.servers import Request, problem


def test_connection_check_sends_identity_and_versions(service, connect):
    client, listener = connect(service.url)
    assert client.check_connection()["customer_name"] == "株式会社天野"
    sent = service.received[0].headers
    assert (sent["x-eamano-customer"], sent["x-eamano-auth-id"]) == ("AMANO-0001", "auth-secret-4711")
    assert (sent["x-nx-version"], sent["x-eamano-protocol"]) == ("1.2.6.0", "1")
    assert [phase for phase, _ in listener.attempts[0].phases] == [
        "START", "RESOLVE_CONNECT", "CONNECTED", "SENDING", "SENT", "HEADERS", "DONE"]
    assert client.remarks == []


def test_clock_that_is_off_is_remarked(service, registry, connect):
    registry.date = format_datetime(datetime.now(UTC) + timedelta(minutes=20), usegmt=True)
    client, _ = connect(service.url)
    client.check_connection()
    assert client.remarks == ["PCの時計が 約20分 ずれています。(NXD_V_03)"]


def test_digests_by_code_and_of_all_in_pages(service, registry, connect):
    registry.rows = {f"{n:010d}": [f"{n:010d}", n + 1, f"{n:016x}", "2026-04-06T00:00:00Z"] for n in range(25)}
    registry.page_size = 10
    client, _ = connect(service.url)
    assert client.digests("employee", ["0000000003", "9999999999"]) == {
        "0000000003": RemoteRecord(4, f"{3:016x}", "2026-04-06T00:00:00Z")}
    assert len(client.digests("employee")) == 25


def test_long_code_lists_go_in_several_lookups(service, registry, connect):
    codes = [f"{n:010d}" for n in range(10_001)]
    registry.rows = {code: [code, 1, "0" * 16, "2026-04-06T00:00:00Z"] for code in codes}
    client, _ = connect(service.url)
    assert len(client.digests("employee", codes)) == 10_001
    assert len(service.received) == 2


def test_registration_of_many_uses_three_kept_connections(service, registry, connect):
    def together(request: Request) -> bytes:
        # However late a thread may begin on a busy machine: nobody is answered before three are on their way.
        if "/batches/" in request.path:
            service.wait_for(lambda: len([one for one in service.received if "/batches/" in one.path]) >= 3)
        return registry(request)
    service.behaviour = together
    client, _ = connect(service.url)
    seen: list[tuple[int, int]] = []
    states: list[str] = []
    prepared = people(2300, photos={"0000000001": b"\x89PNG....", "0000000002": b"\xff\xd8\xff..."})
    outcome = client.register(prepared, lambda done, of: seen.append((done, of)), states.append)
    assert outcome["registered"] == 2300
    assert registry.applied == [UUID]
    assert 3 <= service.connections <= 4, "up to three are kept, and nobody can have hung up the commit's"
    assert states == ["送信中", "送信済"]
    assert seen[-1] == (2300, 2300)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    kinds = {r.path[-10:]: r.headers["content-type"] for r in service.received if "/photos/" in r.path}
    assert kinds == {"0000000001": "image/png", "0000000002": "image/jpeg"}


def test_registering_again_under_the_same_id_has_no_second_effect(service, registry, connect):
    client, _ = connect(service.url)
    client.register(people(3))
    assert client.register(people(3), resumed=True)["registered"] == 3
    assert registry.applied == [UUID]


def test_outcome_is_told_and_never_seen_is_none(service, connect):
    client, _ = connect(service.url)
    assert client.outcome(UUID) is None
    client.register(people(3))
    found = client.outcome(UUID)
    assert found is not None
    assert found["state"] == "committed"


def test_dry_run_hands_out_the_verdicts_question_by_question(service, connect):
    client, _ = connect(service.url)
    rows = [(f"{n:010d}", *[None] * (len(EMPLOYEE.linked) - 1)) for n in range(1001)]
    codes = [f"{n:010d}" for n in range(1001)]
    asked = questions(EMPLOYEE, parts_of(EMPLOYEE, codes), rows=rows, codes=codes, as_of="2026-04-06", relink=True,
                      photos=[None] * 1001)
    answers = list(client.dry_run(asked))
    assert [len(verdicts.rows) for verdicts in answers] == [500, 500, 1]
    assert [row.code for verdicts in answers for row in verdicts.rows] == codes
    assert answers[0].rows[0].effects == (("ei_no_held", "新規", None, 0, ""),)


def test_dry_run_asks_nothing_more_after_a_failure(service, registry, connect):
    registry.arm("POST .*check", *[lambda proceed: problem("internal", 500)] * 9)
    client, _ = connect(service.url)
    rows = [(f"{n:010d}", *[None] * (len(EMPLOYEE.linked) - 1)) for n in range(2000)]
    codes = [str(row[0]) for row in rows]
    with pytest.raises(LinkFailure, match="NXD_S_03"):
        list(client.dry_run(questions(EMPLOYEE, parts_of(EMPLOYEE, codes), rows=rows, codes=codes, as_of="2026-04-06",
                                      relink=True)))
    # One may have been under way beside it.
    assert len([request for request in service.received if request.path.endswith("check")]) <= 2


def test_a_dry_run_never_holds_a_number_and_parts_nobodys_family():
    row = (*[None] * (len(FAMILY.linked) - 1),)
    rows = [(f"{n // 4:010d}", *row) for n in range(2001)]
    people_asked = [f"{n:010d}" for n in range(600)]
    codes = [str(row[0]) for row in rows]
    asked = list(questions(FAMILY, parts_of(FAMILY, codes, rows, people_asked), rows=rows, codes=codes,
                           as_of="2026-04-06", relink=True, numbers=[True] * len(rows)))
    bodies = [orjson.loads(question.body) for question in asked]
    assert [code for question in asked for code in question.people] == people_asked
    assert [place for question in asked for place in question.places] == list(range(len(rows)))
    assert all(set(question.codes) <= set(question.people) for question in asked)
    assert all(len(body["numbers"]) == len(body["batch"]["rows"]) <= 500 for body in bodies)
    assert all("my_numbers" not in body["batch"] for body in bodies)


def test_fingerprint_tells_tenants_apart_without_naming_them(service, connect):
    one, _ = connect(service.url)
    other, _ = connect(service.url, customer_id="AMANO-0002")
    assert one.fingerprint != other.fingerprint
    assert "AMANO" not in one.fingerprint
