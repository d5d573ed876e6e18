"""`nxdesk connect check --ladder`: from a wrong setting to the hop at fault, by command."""

import socket
from collections.abc import Iterator

import pytest

from tests.cli.command import Command, serve, stop
from tests.cli.in_process import Nxdesk


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Its service runs for all."""
    command = Command(tmp_path_factory.mktemp("ladder") / "data")
    process = serve(command)
    yield command
    stop(process)


@pytest.fixture(scope="module")
def issued(company: Command) -> dict[str, str]:
    return company.connect()


@pytest.fixture
def nxdesk(company: Command) -> Nxdesk:
    return Nxdesk(company.data)


def test_registered_settings_climb_to_the_top(nxdesk: Nxdesk, issued: dict[str, str]) -> None:
    done = nxdesk("connect", "check", "--ladder", "--json")
    assert (done.status, done.facts["ok"]) == (0, True)
    assert [step["standing"] for step in done.facts["steps"]] == [
        "OK", "OK", "対象外", "対象外", "OK", "OK", "OK", "OK"]
    told = nxdesk("connect", "check", "--ladder")
    assert told.out.startswith("接続の階段\n1. 名前解決: OK")
    assert issued["auth_id"] not in told.out + told.err


def test_a_proxy_that_does_not_listen_is_the_hop_at_fault(nxdesk: Nxdesk, issued: dict[str, str]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        proxy = f"localhost:{closed.getsockname()[1]}"
        done = nxdesk("connect", "check", "--ladder", "--proxy", proxy)
    assert done.status == 4
    assert "2. TCP接続: NG" in done.out
    assert "(NXD_P_01)" in done.out
    assert "問い合わせ先: 社内の情報システム・ネットワーク担当" in done.out
    assert "3. プロキシ: 未確認" in done.out
    assert nxdesk("connect", "check").status == 0, "checking registers nothing"


def test_a_wrong_id_is_the_rung_of_authentication(nxdesk: Nxdesk, issued: dict[str, str]) -> None:
    done = nxdesk("connect", "check", "--ladder", "--auth-id", "-", "--json", stdin="WRONG\n")
    failed = [step for step in done.facts["steps"] if step["standing"] == "NG"]
    assert (done.status, [step["rung"] for step in failed], failed[0]["code"]) == (1, ["認証"], "NXD_A_01")


def test_values_that_cannot_be_used_climb_nowhere(nxdesk: Nxdesk, issued: dict[str, str]) -> None:
    done = nxdesk("connect", "check", "--ladder", "--proxy", "socks5://proxy1:1080")
    assert (done.status, "NXD_I_05" in done.err) == (1, True)
    assert "確認すること: 情報システム部門に、HTTPプロキシのアドレスとポートを確認してください。" in done.err
