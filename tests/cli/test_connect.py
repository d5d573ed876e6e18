"""Wrong settings by command: each gets its sentence, its code and its exit status, and nothing is saved."""

import socket
from collections.abc import Iterator

import pytest

from tests.cli.command import Command, serve, stop
from tests.cli.in_process import Nxdesk


@pytest.fixture(scope="module")
def nxdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nxdesk]:
    """One data folder for all, because what is refused changes nothing; its service runs."""
    command = Command(tmp_path_factory.mktemp("connect") / "data")
    process = serve(command)
    yield Nxdesk(command.data)
    stop(process)


@pytest.fixture(scope="module")
def issued(nxdesk: Nxdesk) -> dict[str, str]:
    return nxdesk("eamano", "issue-id", "--contact", "試験", "--json").facts


def test_a_wrong_id_is_refused_in_one_sentence_for_both_ids(nxdesk: Nxdesk, issued: dict[str, str]) -> None:
    for wrong in ({"customer_id": "X000"}, {"auth_id": "WRONG"}):
        values = issued | wrong
        done = nxdesk("connect", "set", "--url", values["url"], "--customer-id", values["customer_id"],
                      "--auth-id", "-", "--json", stdin=values["auth_id"])
        assert (done.status, done.facts["code"]) == (1, "NXD_A_01")
        assert done.facts["sentence"] == "お客様IDまたは認証用IDが正しくありません。"


@pytest.mark.parametrize(("values", "words"), [
    ({"--timeout": "29", "--retries": "10", "--url": "htp://example.jp", "--proxy": "proxy1:abc"},
     ["タイムアウトは30～300秒", "リトライ回数は0～9回", "htp://", "プロキシ"]),
    ({"--timeout": "301", "--retries": "三"}, ["タイムアウトは30～300秒", "リトライ回数は0～9回"])], ids=["four", "two"])
def test_values_out_of_range_are_named(nxdesk: Nxdesk, issued: dict[str, str], values: dict[str, str],
                                       words: list[str]) -> None:
    settings = {"--url": issued["url"], "--customer-id": issued["customer_id"], "--auth-id": issued["auth_id"]}
    arguments = [part for pair in (settings | values).items() for part in pair]
    done = nxdesk("connect", "set", *arguments)
    assert done.status == 1
    assert len(done.err.splitlines()) >= len(words)
    assert all(word in done.err for word in words)


def test_a_service_that_is_down_and_a_name_that_is_unknown_end_with_no_connection(nxdesk: Nxdesk,
                                                                                  issued: dict[str, str]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        for url, code in ((f"http://127.0.0.1:{port}", "NXD_C_01"), ("https://no-such-host.invalid", "NXD_D_01")):
            done = nxdesk("connect", "set", "--url", url, "--customer-id", issued["customer_id"], "--auth-id",
                          issued["auth_id"], "--retries", "0", "--json")
            assert (done.status, done.facts["code"]) == (4, code), done.out + done.err


def test_what_did_not_pass_is_not_saved(nxdesk: Nxdesk) -> None:
    done = nxdesk("register", "employee", "--all", "--skip-errors", "--json")
    assert (done.status, done.facts["code"], len(done.facts["errors"])) == (1, "NXD_N_07", 3)
    done = nxdesk("connect", "check")
    assert (done.status, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "接続設定が登録されていません。" in done.err
    assert "NXD_N_07" in done.err


def test_settings_pass_whatever_proxies_the_environment_names(nxdesk: Nxdesk, issued: dict[str, str]) -> None:
    process = Command(nxdesk.data)
    done = process("connect", "set", "--url", issued["url"], "--customer-id", issued["customer_id"], "--auth-id",
                   issued["auth_id"], HTTP_PROXY="http://127.0.0.1:1", HTTPS_PROXY="http://127.0.0.1:1",
                   http_proxy="http://127.0.0.1:1", REQUESTS_CA_BUNDLE="/nowhere")
    assert done.status == 0, done.err
    assert nxdesk("connect", "check").out.startswith("正常に終了しました。")
