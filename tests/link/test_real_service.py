"""The client and the real service, which is killed at bad moments: all or nothing, and nobody twice."""

import uuid
from collections.abc import Iterator

import pytest

from nxdesk.eamano.administration import issue_practice_id
from nxdesk.link.causes import OutcomeWord
from nxdesk.link.client import Prepared, prepare
from nxdesk.link.failure import LinkFailure
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.vault.secret import Secret
from nxdesk.wire.protocol import BATCH_LIMIT
from tests.eamano.people import my_number, person
from tests.eamano.service import Running

PEOPLE = 1200


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[list[Running]]:
    """The service in a list, so that a test can put a restarted one in its place."""
    services = [Running(tmp_path_factory.mktemp("eamano") / "data")]
    yield services
    services[-1].stop()


@pytest.fixture
def opened(running, connect):
    """Open a client for the service that runs now."""
    issued = issue_practice_id(running[-1].data, "link", Clock())

    def client(**changes):
        identity = {"customer_id": issued.customer_id, "auth_id": Secret(issued.auth_id)}
        return connect(running[-1].url, **(identity | changes))[0]
    return client


def company(first: int, count: int = PEOPLE, **keywords) -> tuple[list[str], Prepared]:
    rows = [tuple(person(first + n)) for n in range(count)]
    return [str(row[0]) for row in rows], prepare(
        str(uuid.uuid4()), EMPLOYEE, rows=rows, versions=[None] * count, as_of="2026-04-06", **keywords)


def restart(running: list[Running]) -> None:
    killed = running[-1]
    running.append(Running(killed.data, port=int(killed.url.rpartition(":")[2])))


def test_check_register_ask_and_digests(opened):
    client = opened()
    assert client.check_connection()["service"] == "e-AMANO"
    assert client.remarks == []
    codes, prepared = company(1, my_numbers=[my_number(n) if n in range(1, 10) else None for n in range(PEOPLE)])
    assert client.outcome(prepared.id) is None
    assert client.register(prepared)["registered"] == PEOPLE
    outcome = client.outcome(prepared.id)
    assert outcome is not None
    assert (outcome["state"], outcome["registered"]) == ("committed", PEOPLE)
    found = client.digests("employee", codes)
    assert set(found) == set(codes)
    assert found.items() <= client.digests("employee").items()


def test_registering_people_who_are_there_is_refused_by_name(opened):
    codes, prepared = company(10_000, 3)
    opened().register(prepared)
    again = prepare(str(uuid.uuid4()), EMPLOYEE, rows=[tuple(person(10_000))], versions=[None], as_of="2026-04-06")
    with pytest.raises(LinkFailure) as caught:
        opened().register(again)
    assert (caught.value.code, caught.value.outcome) == ("NXD_B_02", OutcomeWord.NOT_REGISTERED)
    assert caught.value.problem is not None
    assert caught.value.problem["errors"][0]["person"] == codes[0]


@pytest.mark.parametrize(("changes", "code"), [
    ({"auth_id": Secret("wrong")}, "NXD_A_01"), ({"customer_id": "NOBODY"}, "NXD_A_01"),
    ({"nx_version": "1.1.3.9"}, "NXD_V_01")])
def test_refused_identity(opened, changes, code):
    with pytest.raises(LinkFailure) as caught:
        opened(**changes).check_connection()
    assert caught.value.code == code


def test_wrong_path_is_not_found(running, connect):
    with pytest.raises(LinkFailure) as caught:
        connect(f"{running[-1].url}/wrong")[0].check_connection()
    assert caught.value.code in ("NXD_R_05", "NXD_A_01")


def test_service_killed_while_staging(running, opened):
    many = 10 * BATCH_LIMIT
    codes, prepared = company(20_000, many)
    with pytest.raises(LinkFailure) as caught:
        opened(retries=1).register(prepared, lambda done, of: running[-1].kill() if done == BATCH_LIMIT else None)
    assert caught.value.outcome is OutcomeWord.NOT_REGISTERED
    restart(running)
    client = opened()
    assert client.digests("employee", codes) == {}
    assert client.register(prepared, resumed=True)["registered"] == many
    assert len(client.digests("employee", codes)) == many


@pytest.mark.parametrize("first", [30_000, 40_000])
def test_service_killed_while_committing(running, opened, first):
    codes, prepared = company(first)

    def kill_when_sent(state: str) -> None:
        if state == "送信済":
            running[-1].kill()
    with pytest.raises(LinkFailure) as caught:
        opened(retries=1).register(prepared, on_state=kill_when_sent)
    assert caught.value.outcome is OutcomeWord.UNKNOWN
    restart(running)
    client = opened()
    outcome = client.outcome(prepared.id)
    assert outcome is not None
    there = len(client.digests("employee", codes))
    assert there == (PEOPLE if outcome["state"] == "committed" else 0)
    assert client.register(prepared, resumed=True)["registered"] == PEOPLE
    assert {record.version for record in client.digests("employee", codes).values()} == {1}
