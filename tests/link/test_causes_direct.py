"""Causes on the direct way, each made by something real."""

import gzip
import socket
import threading

import pytest

from nxdesk.link.causes import OutcomeWord
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.wire.protocol import HEADER_REQUEST_ID
from tests.link.conftest import people
from tests.link.servers import Cut, Hang, RawServer, Reset, Server, Trickle, answer, deaf_port, free_port, problem

NOT_SENT, NOT_REGISTERED, UNKNOWN = OutcomeWord.NOT_SENT, OutcomeWord.NOT_REGISTERED, OutcomeWord.UNKNOWN
HTML = answer(200, b"<html>login</html>", kind="text/html", ours=False)


def failing_check(client: Client) -> LinkFailure:
    with pytest.raises(LinkFailure) as caught:
        client.check_connection()
    assert caught.value.outcome is None
    return caught.value


def failing_registration(client: Client) -> LinkFailure:
    with pytest.raises(LinkFailure) as caught:
        client.register(people(1))
    return caught.value


def test_service_refuses(connect):
    client, listener = connect(f"http://127.0.0.1:{free_port()}")
    failure = failing_registration(client)
    assert (failure.code, failure.outcome, failure.attempts) == ("NXD_C_01", NOT_SENT, 4)
    assert failure.sentence == "接続先が接続を受け付けていません。"
    assert [wait.next_attempt for wait in listener.waits] == [2, 3, 4]


def test_service_name_unknown_or_resolver_silent(connect):
    """Which of the two it is depends on the machine's resolver, so it is asked first."""
    try:
        socket.getaddrinfo("no-such-host.invalid", 443)
    except socket.gaierror as error:
        expected = "NXD_D_02" if error.errno == socket.EAI_AGAIN else "NXD_D_01"
    client, _ = connect("https://no-such-host.invalid", retries=0)
    failure = failing_registration(client)
    assert (failure.code, failure.outcome) == (expected, NOT_SENT)


def test_service_unreachable_in_time(connect):
    with deaf_port() as port:
        client, _ = connect(f"http://127.0.0.1:{port}", timeout=0.3, retries=0)
        failure = failing_registration(client)
    assert (failure.code, failure.outcome) == ("NXD_C_02", NOT_SENT)
    assert failure.sentence == "接続先が応答しません (接続 0.3 秒)。"


def test_network_down(connect):
    """No TCP connection leads to a multicast address: the system itself has no way there."""
    with pytest.raises(OSError, match="unreachable"), socket.create_connection(("224.0.0.1", 443), 1):
        pass
    client, _ = connect("https://224.0.0.1", timeout=1, retries=0)
    assert failing_registration(client).code == "NXD_C_03"


@pytest.mark.parametrize(("how", "code"), [(Hang, "NXD_X_01"), (Cut, "NXD_X_02"), (Reset, "NXD_X_02"),
                                           (Trickle(answer(200, {"a": 1})[:-3]), "NXD_X_04")])
def test_answer_that_does_not_come(connect, how, code):
    def behave(request):
        raise how
    with Server(behave) as server:
        client, _ = connect(server.url, timeout=0.3, retries=0)
        failure = failing_registration(client)
        assert (failure.code, failure.outcome) == (code, NOT_REGISTERED)
        assert failing_check(client).code == code


@pytest.mark.parametrize(("reply", "code"), [
    (HTML, "NXD_R_02"),
    (answer(200, {"status": "up"}, ours=False), "NXD_R_01"),
    (answer(200, b"{", ours=True), "NXD_R_03"),
    (answer(200, ["unexpected"]), "NXD_R_03"),
    (answer(302, b"", ours=False, headers={"Location": "https://other.example/"}), "NXD_R_04"),
    (answer(404, b"<html>", kind="text/html", ours=False), "NXD_R_01"),
    (answer(400, b"The plain HTTP request was sent to HTTPS port", kind="text/html", ours=False), "NXD_T_08"),
    (answer(502, b"<html>", kind="text/html", ours=False, headers={"Server": "gate/1"}), "NXD_X_06"),
    (answer(504, b"<html>", kind="text/html", ours=False), "NXD_X_06"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "NXD_R_01"),
    (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "NXD_R_01"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "NXD_R_01"),
    (answer(200, b"not gzip", headers={"Content-Encoding": "gzip"}), "NXD_R_03"),
    (answer(401, b"<html>", kind="text/html", ours=False), "NXD_R_01"),
    (problem("authentication", 401), "NXD_A_01"),
    (problem("auth-id-revoked", 403), "NXD_A_02"),
    (problem("auth-id-expired", 403), "NXD_A_02"),
    (problem("mynumber-permission", 403), "NXD_A_03"),
    (problem("client-too-old", 426, min_version="1.2.6.0"), "NXD_V_01"),
    (problem("unsupported-api-version", 400), "NXD_V_02"),
    (problem("not-found", 404), "NXD_R_05"),
    (problem("busy", 503, retry_after="3"), "NXD_S_02"),
    (problem("maintenance", 503, retry_after="3"), "NXD_S_02"),
    (problem("internal", 500), "NXD_S_03"),
    (problem("something-new", 500), "NXD_S_03"),
    (problem("something-new", 418), "NXD_B_01"),
])
def test_answers_that_are_no_help(connect, reply, code):
    def behave(request):
        if reply.startswith(b"HTTP"):
            return reply
        raise Trickle(reply)
    with Server(behave) as server:
        client, _ = connect(server.url, timeout=5, retries=0)
        assert failing_check(client).code == code


def test_answer_in_tls(connect):
    def alert(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"\x15\x03\x03\x00\x02\x02\x16")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    with RawServer(alert) as server:
        client, _ = connect(f"http://127.0.0.1:{server.port}", retries=0)
        failure = failing_registration(client)
    assert (failure.code, failure.sentence) == ("NXD_T_08", "接続先は https を求めています。")


def test_sentences_carry_what_is_known(connect):
    replies = [problem("client-too-old", 426, min_version="1.2.6.0"), problem("auth-id-expired", 403),
               problem("busy", 503, retry_after="20"), problem("internal", 500), HTML]
    with Server(lambda request: replies.pop(0)) as server:
        client, _ = connect(server.url, retries=0, nx_version="1.1.4.0")
        said = [failing_check(client).sentence for _ in range(len(replies))]
    assert said == ["TimePro-NX 1.1.4.0 では利用できません。1.2.6.0 以上に更新してください。",
                    "この認証用IDは有効期限が切れています。", "混み合っています (目安 20秒)。",
                    "e-AMANO側で問題が発生しました。問い合わせ番号: req-0001",
                    "接続先の代わりに別の画面が応答しました (公衆Wi-Fiのログイン画面など)。"]


def test_endless_answer_is_cut_off(connect):
    def pour(connection: socket.socket) -> None:
        connection.recv(65536)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{HEADER_REQUEST_ID}: req-1\r\n\r\n"
        connection.sendall(head.encode())
        while True:
            connection.sendall(b" " * 1_000_000)
    with RawServer(pour) as server:
        client, _ = connect(f"http://127.0.0.1:{server.port}", retries=0)
        assert failing_check(client).code == "NXD_R_03"


def test_compressed_answer_is_bounded_too(connect):
    bomb = gzip.compress(b" " * 50_000_000)
    with Server(lambda request: answer(200, bomb, headers={"Content-Encoding": "gzip"})) as server:
        client, _ = connect(server.url, retries=0)
        assert failing_check(client).code == "NXD_R_03"


def test_unsendable_id(connect, service):
    client, _ = connect(service.url, customer_id="天野")
    failure = failing_registration(client)
    assert (failure.code, failure.outcome) == ("NXD_I_06", NOT_SENT)
    assert service.received == []


def test_slow_upload_is_cut_at_the_timeout(connect):
    """The other side takes the connection and reads nothing; the socket's buffers fill up."""
    with RawServer(lambda connection: done.wait()) as server:
        done = threading.Event()
        client, _ = connect(f"http://127.0.0.1:{server.port}", timeout=0.4, retries=0)
        prepared = people(1, photos={"0000000000": b"\x89PNG" + b"x" * 12_000_000})
        prepared = type(prepared)(prepared.id, prepared.manifest | {"kind": "x" * 12_000_000}, prepared.batches,
                                  prepared.sizes)
        with pytest.raises(LinkFailure) as caught:
            client.register(prepared)
        done.set()
    assert (caught.value.code, caught.value.phase.name) == ("NXD_X_01", "SENDING")


def test_no_secret_in_failures_and_records(connect):
    with Server(lambda request: problem("authentication", 401)) as server:
        client, listener = connect(server.url)
        failure = failing_check(client)
    shown = f"{failure!r} {failure} {failure.sentence} {vars(failure)} {listener.attempts} {failure.__context__!r}"
    assert "auth-secret-4711" not in shown
    assert "AMANO-0001" not in shown
    assert failure.__context__ is None


def test_the_surroundings_decide_nothing(connect, service, monkeypatch, tmp_path):
    """HTTP_PROXY, .netrc and REQUESTS_CA_BUNDLE (connection.md §0-5)."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password else\n")
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    client, _ = connect(service.url)
    client.check_connection()
    assert "authorization" not in service.received[0].headers
    assert "cookie" not in service.received[0].headers
