"""Between two attempts the commands say on standard error when the next one follows, and why; with --json nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.cli.command import Command, copied, serve, stop
from tests.cli.in_process import Nxdesk
from tests.link.registry import Registry
from tests.link.servers import Server, problem

LINE = "2回目 / 全2回: 1秒後に再試行　"
BUSY = problem("busy", 503, "1")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry()


@pytest.fixture(scope="module")
def server(registry: Registry) -> Iterator[Server]:
    with Server(registry) as running:
        yield running


@pytest.fixture(scope="module")
def nxdesk(prepared: Command, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nxdesk]:
    """The practice company beside its own service, its settings leading to another that can be made busy."""
    company = copied(prepared, tmp_path_factory.mktemp("pauses") / "data")
    process = serve(company)
    command = Nxdesk(company.data)
    done = command("connect", "set", "--url", server.url, "--retries", "1")
    assert done.status == 0, done.err
    assert "再試行" not in done.err
    yield command
    stop(process)


@pytest.mark.parametrize("arguments", [
    ("connect", "check"), ("register", "employee", "--codes", "0000000102", "--dry-run"),
    ("acquire", "employee", "--codes", "0000000102", "--dry-run")], ids=lambda arguments: arguments[0])
def test_a_pause_is_told_in_a_line_and_in_json_not_at_all(nxdesk: Nxdesk, registry: Registry,
                                                          arguments: tuple[str, ...]) -> None:
    registry.arm(".", lambda proceed: BUSY)
    told = nxdesk(*arguments)
    lines = [line for line in told.err.splitlines() if "再試行" in line]
    assert [line[:len(LINE)] for line in lines] == [LINE]
    assert lines[0].endswith("(NXD_S_02)")
    registry.arm(".", lambda proceed: BUSY)
    assert "再試行" not in nxdesk(*arguments, "--json").err


def test_asking_after_an_unknown_outcome_tells_its_pauses_too(nxdesk: Nxdesk, registry: Registry) -> None:
    assert nxdesk("register", "employee", "--codes", "0000000102").status == 0
    for told in ("outcome", "resolve", "--all"), ("outcome", "resolve", "--all", "--json"):
        with closing(sqlite3.connect(nxdesk.data / "nx.sqlite")) as masters, masters:
            masters.execute("UPDATE registration SET state = '送信済'")
        registry.arm(".", lambda proceed: BUSY)
        done = nxdesk(*told)
        assert (done.status, "登録済" in done.out) == (0, True), done.out
        assert done.err.count("再試行") == ("--json" not in told)
        assert "--json" in told or done.err.startswith(LINE)
