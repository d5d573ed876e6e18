"""中止 at each phase returns at once and tells what became of the registration; a deadline does the same."""

import socket
import threading
import time

import pytest

from nxdesk.link.addresses import ParsedProxy
from nxdesk.link.causes import OutcomeWord
from nxdesk.link.failure import LinkFailure
from tests.link.conftest import UUID, people
from tests.link.servers import Hang, RawServer, Server, Trickle, answer, deaf_port

LIMIT = 0.5


def cancelled_when(client, ready, action) -> tuple[LinkFailure, float]:
    """Run `action` in a thread, cancel when `ready` returns, and tell how long it took to come back."""
    caught: list[LinkFailure] = []

    def run() -> None:
        try:
            action()
        except LinkFailure as failure:
            caught.append(failure)
    thread = threading.Thread(target=run)
    thread.start()
    ready()
    began = time.monotonic()
    client.cancel()
    thread.join()
    return caught[0], time.monotonic() - began


def silent() -> RawServer:
    server: list[RawServer] = []
    server.append(RawServer(lambda connection: server[0].hang()))
    return server[0]


def test_while_connecting(connect):
    with deaf_port() as port:
        client, _ = connect(f"http://127.0.0.1:{port}")
        under_way = threading.Event()
        threading.Timer(0.1, under_way.set).start()
        failure, took = cancelled_when(client, under_way.wait, lambda: client.register(people(1)))
    assert (failure.code, failure.outcome) == ("NXD_C_04", OutcomeWord.NOT_SENT)
    assert took < LIMIT


def test_while_the_proxy_is_silent(connect):
    with silent() as proxy:
        client, _ = connect("https://e-amano.example", proxy=ParsedProxy("127.0.0.1", proxy.port))
        failure, took = cancelled_when(client, lambda: proxy.wait_for(lambda: proxy.connections == 1),
                                       lambda: client.register(people(1)))
    assert (failure.code, failure.outcome) == ("NXD_C_04", OutcomeWord.NOT_SENT)
    assert took < LIMIT


def test_in_the_handshake(connect):
    with silent() as server:
        client, _ = connect(f"https://127.0.0.1:{server.port}")
        failure, took = cancelled_when(client, lambda: server.wait_for(lambda: server.connections == 1),
                                       lambda: client.register(people(1)))
    assert (failure.code, failure.outcome) == ("NXD_C_04", OutcomeWord.NOT_SENT)
    assert took < LIMIT


def test_while_staging(service, registry, connect):
    registry.arm("PUT .*/batches/1$", lambda proceed: (_ for _ in ()).throw(Hang()))
    client, _ = connect(service.url)
    failure, took = cancelled_when(client, lambda: service.wait_for(lambda: service.paths("PUT", "/batches/1") != []),
                                   lambda: client.register(people(1)))
    assert (failure.code, failure.outcome) == ("NXD_X_05", OutcomeWord.NOT_REGISTERED)
    assert failure.sentence == "中止しました。登録は確定していません。"
    assert took < LIMIT


def test_while_waiting_for_the_answer_to_the_commit(service, registry, connect):
    registry.arm("PUT .*/commit$", lambda proceed: (_ for _ in ()).throw(Hang()))
    client, _ = connect(service.url)
    failure, took = cancelled_when(client, lambda: service.wait_for(lambda: service.paths("PUT", "/commit") != []),
                                   lambda: client.register(people(1)))
    assert (failure.code, failure.outcome) == ("NXD_X_05", OutcomeWord.UNKNOWN)
    assert took < LIMIT
    assert registry.applied == []


def test_in_the_middle_of_an_answer(connect):
    whole = answer(200, {"rows": [], "next": None})
    reading = threading.Event()

    def part(request):
        threading.Timer(0.1, reading.set).start()
        raise Trickle(whole[:-5])
    with Server(part) as server:
        client, _ = connect(server.url)
        failure, took = cancelled_when(client, reading.wait, lambda: client.digests("employee"))
    assert (failure.code, failure.sentence, failure.outcome) == ("NXD_X_05", "中止しました。", None)
    assert took < LIMIT


def test_in_a_pause(service, registry, connect):
    client, listener = connect(service.url)
    pausing = threading.Event()
    listener.on_wait = pausing.set
    registry.arm("PUT .*/commit$", lambda proceed: (_ for _ in ()).throw(OSError()))
    failure, took = cancelled_when(client, pausing.wait, lambda: client.register(people(1)))
    assert failure.outcome is OutcomeWord.UNKNOWN
    assert took < LIMIT


def test_cancelled_client_sends_nothing_more(service, connect):
    client, _ = connect(service.url)
    client.cancel()
    with pytest.raises(LinkFailure) as caught:
        client.outcome(UUID)
    assert caught.value.code == "NXD_C_04"
    assert service.received == []


def test_trickling_body_ends_with_the_deadline(connect):
    """Each byte comes within the read timeout, all of them never do."""
    def drip(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer(200, b" " * 1000)[:-1000])
        while not dripping.wait(0.05):
            connection.sendall(b" ")
    dripping = threading.Event()
    with RawServer(drip) as server:
        client, _ = connect(f"http://127.0.0.1:{server.port}", timeout=0.3, retries=0)
        began = time.monotonic()
        with pytest.raises(LinkFailure) as caught:
            client.digests("employee")
        took = time.monotonic() - began
        dripping.set()
    assert caught.value.code == "NXD_X_04"
    assert took < 2
