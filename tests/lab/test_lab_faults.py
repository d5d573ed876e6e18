"""Every fault of the practice network leads the program to the cause it is declared to lead to."""

import threading
import time

import pytest

from nxdesk.lab.faults import FAULTS, Action, Fault, Place
from nxdesk.link.addresses import parse_proxy
from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from nxdesk.vault.secret import Secret
from tests.link.conftest import UUID, people

GATE = [fault for fault in FAULTS.values()
        if fault.place is Place.GATE and fault.leads_to and fault.action is not Action.CERTIFICATE]
CERTIFICATES = [fault for fault in FAULTS.values() if fault.action is Action.CERTIFICATE]
PROXY = [fault for fault in FAULTS.values() if fault.place is Place.PROXY]
named = pytest.mark.parametrize


def proxy_of(network, user="", password=""):
    return parse_proxy(network.proxy_address).with_login(user, Secret(password))


def cause(client) -> str:
    with pytest.raises(LinkFailure) as caught:
        client.check_connection()
    return caught.value.code


def patience(fault: Fault) -> float:
    """Seconds: only who waits for nothing waits shortly, so that a busy machine is not taken for a silent one."""
    return 0.8 if fault.action is Action.SILENT else 10


def declared(fault: Fault) -> str:
    return "NXD_" + fault.leads_to.replace("-", "_")


@named("fault", GATE, ids=lambda fault: fault.id)
def test_fault_at_the_gate(network, connect, fault):
    network.ruler.arm(f"{fault.id}x*")
    client, _ = connect(network.gate_url, retries=0, timeout=patience(fault))
    assert cause(client) == declared(fault)
    assert [firing.rule.fault for firing in network.ruler.firings] == [fault]


@named("fault", CERTIFICATES, ids=lambda fault: fault.id)
def test_fault_of_a_certificate(network, connect, fault):
    network.ruler.arm(f"{fault.id}x*")
    client, _ = connect(network.tls_url, retries=0, ca_file=network.certificates.ca_file)
    assert cause(client) == declared(fault)


def test_the_practice_ca_is_trusted_when_it_is_given(network, connect):
    client, _ = connect(network.tls_url, ca_file=network.certificates.ca_file)
    assert client.check_connection()["service"] == "e-AMANO"
    stranger, _ = connect(network.tls_url, retries=0)
    assert cause(stranger) == "NXD_T_01"


@named("fault", PROXY, ids=lambda fault: fault.id)
def test_fault_of_the_proxy(network, connect, fault):
    network.ruler.arm(f"{fault.id}x*")
    client, _ = connect(network.tls_url, retries=0, timeout=patience(fault), proxy=proxy_of(network),
                        ca_file=network.certificates.ca_file)
    assert cause(client) == declared(fault)
    assert network.ruler.counts() == {}


@named("url", ["gate_url", "tls_url"])
def test_a_challenged_client_passes_with_its_japanese_password(network, connect, url):
    network.ruler.arm("proxy-407x*")
    target = getattr(network, url)
    right, _ = connect(target, proxy=proxy_of(network, "山田", "秘密:ﾊﾟｽ"), ca_file=network.certificates.ca_file)
    assert right.check_connection()["service"] == "e-AMANO"
    wrong, listener = connect(target, retries=9, proxy=proxy_of(network, "山田", "違う"),
                              ca_file=network.certificates.ca_file)
    assert cause(wrong) == "NXD_P_03"
    assert len(listener.attempts) == 1


def test_an_inspecting_proxy_is_seen_through_when_its_ca_is_registered(network, connect, service):
    network.ruler.arm("inspectionx*")
    client, _ = connect(network.tls_url, proxy=proxy_of(network), ca_file=network.certificates.inspection_file)
    assert client.check_connection()["service"] == "e-AMANO"
    assert len(service.received) == 1


def test_the_proxy_leads_nowhere_but_to_this_pc(network, connect):
    client, _ = connect("https://e-amano.example.jp", retries=0, proxy=proxy_of(network))
    assert cause(client) == "NXD_P_05"


@named("fault", ["late", "slow"])
def test_what_only_takes_longer_ends_well(network, connect, fault, monkeypatch):
    monkeypatch.setitem(FAULTS, "late", Fault(**{name: getattr(FAULTS["late"], name) for name in (
        "id", "words", "place", "point", "action", "leads_to")}, seconds=0.5))
    network.ruler.arm(fault)
    client, _ = connect(network.gate_url)
    began = time.monotonic()
    assert client.check_connection()["service"] == "e-AMANO"
    assert time.monotonic() - began > 0.3


def test_a_kept_connection_that_was_hung_up_is_replaced(network, connect, registry):
    network.ruler.arm("hang-upx*")
    client, listener = connect(network.gate_url, retries=1)
    assert client.register(people(3))["state"] == "committed"
    assert all(attempt.cause in ("", "NXD_X_02") for attempt in listener.attempts)
    assert registry.applied == [UUID]


def test_a_request_cut_off_on_its_way_never_reaches_the_service(network, connect, service):
    network.ruler.arm("cut-in-request@batchx*")
    client, _ = connect(network.gate_url, retries=2)
    with pytest.raises(LinkFailure) as caught:
        client.register(people(3))
    assert (caught.value.code, caught.value.outcome) == ("NXD_X_02", OutcomeWord.NOT_REGISTERED)
    assert (len(network.ruler.firings), network.ruler.counts()) == (3, {"open": 1})
    assert len(service.received) == 1


def test_a_commit_whose_answer_is_cut_off_happens_once(network, connect, registry):
    network.ruler.arm("cut-after@commit")
    client, _ = connect(network.gate_url)
    assert client.register(people(3))["state"] == "committed"
    assert registry.applied == [UUID]
    assert network.ruler.counts(UUID) == {"open": 1, "batch": 1, "commit": 1, "outcome": 1}


def test_without_retries_the_outcome_is_unknown_until_it_is_asked(network, connect, registry):
    network.ruler.arm("no-answer@commit")
    client, _ = connect(network.gate_url, retries=0, timeout=2)
    with pytest.raises(LinkFailure) as caught:
        client.register(people(3))
    assert caught.value.outcome is OutcomeWord.UNKNOWN
    found = client.outcome(UUID)
    assert found is not None
    assert found["state"] == "committed"
    assert registry.applied == [UUID]


def threads_of_networks() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "nxdesk-lab"}


def test_stopping_ends_silent_conversations_and_the_thread(network, connect):
    before = threads_of_networks()  # The proofs' own may be among them.
    network.ruler.arm("silentx*")
    client, _ = connect(network.gate_url, retries=0, timeout=30)
    failed: list[str] = []
    asking = threading.Thread(target=lambda: failed.append(cause(client)))
    asking.start()
    while not network.ruler.firings:
        assert asking.is_alive()
        time.sleep(0.01)
    network.stop()
    asking.join(5)
    assert failed == ["NXD_X_02"]
    assert len(before - threads_of_networks()) == 1
