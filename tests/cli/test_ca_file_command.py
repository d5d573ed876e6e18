"""The company's CA file by command, and what decides besides the settings: nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nxdesk.lab.network import Network
from tests.cli.command import Command, serve, stop


@pytest.fixture(scope="module")
def nxdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    command = Command(tmp_path_factory.mktemp("ca") / "data")
    process = serve(command)
    yield command
    stop(process)


@pytest.fixture(scope="module")
def issued(nxdesk: Command) -> dict[str, str]:
    return nxdesk("eamano", "issue-id", "--contact", "試験", "--json").facts


@pytest.fixture(scope="module")
def network(issued: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    with Network(issued["url"], tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def values(issued: dict[str, str], network: Network) -> list[str]:
    return ["--url", network.tls_url, "--customer-id", issued["customer_id"], "--auth-id", issued["auth_id"],
            "--retries", "0"]


def misleading(network: Network, folder: Path) -> dict[str, str]:
    """An environment that would lead other programs elsewhere, and make them trust the practice CA."""
    (folder / ".netrc").write_text("default login someone password else\n")
    (folder / ".netrc").chmod(0o600)
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
                            "http://127.0.0.1:1")
    trusted = dict.fromkeys(("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), str(network.certificates.ca_file))
    return nowhere | trusted | {"NETRC": str(folder / ".netrc"), "HOME": str(folder)}


def test_only_the_file_of_the_settings_is_trusted(nxdesk: Command, values: list[str], network: Network,
                                                  tmp_path: Path) -> None:
    environment = misleading(network, tmp_path)
    refused = nxdesk("connect", "set", *values, "--json", **environment)
    assert (refused.status, refused.facts["code"]) == (4, "NXD_T_01")
    assert "(発行者: nxdesk 練習用CA)" in refused.facts["sentence"]
    done = nxdesk("connect", "set", *values, "--ca-file", str(network.certificates.ca_file), "--json", **environment)
    assert (done.status, done.facts["registered"]) == (0, True), done.out + done.err
    assert nxdesk("connect", "check", "--ladder", **environment).status == 0


def test_neither_a_proxy_nor_its_absence_comes_from_the_environment(nxdesk: Command, values: list[str],
                                                                    network: Network, tmp_path: Path) -> None:
    environment = misleading(network, tmp_path) | {"NO_PROXY": "*", "no_proxy": "*"}
    before = network.ruler.counts()
    network.ruler.arm("proxy-forbidsx*")
    done = nxdesk("connect", "check", *values, "--ca-file", str(network.certificates.ca_file), "--proxy",
                  network.proxy_address, "--json", **environment)
    network.ruler.disarm()
    assert (done.status, done.facts["code"]) == (4, "NXD_P_05"), "NO_PROXY is ignored"
    assert network.ruler.counts() == before


def test_a_file_is_named_from_where_the_terminal_stands_and_an_empty_name_takes_it_back(
        nxdesk: Command, values: list[str], network: Network, tmp_path: Path) -> None:
    missing = nxdesk("connect", "check", *values, "--ca-file", "missing.pem", "--json")
    assert (missing.status, missing.facts["code"]) == (1, "NXD_I_07")
    assert missing.facts["sentence"] == "証明書ファイルが見つかりません。"
    climbed = nxdesk("connect", "check", *values, "--ca-file", str(tmp_path), "--ladder")
    assert climbed.status == 1
    assert "証明書ファイルを開けません。(NXD_I_07)" in climbed.err
    without = nxdesk("connect", "check", *values, "--ca-file", "", "--ladder", "--json")
    failed = [step for step in without.facts["steps"] if step["standing"] == "NG"]
    assert (without.status, [(step["rung"], step["code"]) for step in failed]) == (4, [("暗号化通信(TLS)", "NXD_T_01")])
