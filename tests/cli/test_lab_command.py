"""`nxdesk lab`: the practice network in front of the real service, armed from another process."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cli.command import Command, serve, stop


@contextmanager
def running(nxdesk: Command, *arguments: str, ended_by: int = signal.SIGTERM) -> Iterator[dict[str, str]]:
    """A network, with the values that it says to type."""
    with nxdesk.start("lab", "run", "--json", *arguments) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["started"]
        finally:
            process.send_signal(ended_by)
        assert process.wait(10) == 0


@contextmanager
def closing_process(process: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        stop(process)


def test_a_registration_cut_off_after_its_commit_happens_once(nxdesk: Command) -> None:
    with closing_process(serve(nxdesk)), running(nxdesk) as doors:
        issued = nxdesk("eamano", "issue-id", "--contact", "試験", "--json").facts
        done = nxdesk("connect", "set", "--url", doors["gate"], "--customer-id", issued["customer_id"],
                      "--auth-id", "-", "--retries", "0", "--json", stdin=issued["auth_id"] + "\n")
        assert done.status == 0, done.out
        armed = nxdesk("lab", "arm", "cut-after@commit", "--json").facts
        assert [rule["rule"] for rule in armed["armed"]] == ["cut-after@commitx1"]
        lost = nxdesk("register", "employee", "--codes", "0000000110", "--json")
        assert lost.status == 3, lost.out
        again = nxdesk("register", "employee", "--codes", "0000000110", "--json")
        assert (again.status, again.facts["left_out"]) == (0, 1), again.out
        status = nxdesk("lab", "status", "--json").facts
        assert status["armed"] == []
        assert [fired["rule"] for fired in status["fired"]] == ["cut-after@commitx1"]
        assert status["counts"]["commit"] == 1
        assert "登録の確定 1回" in nxdesk("lab", "status").out
    assert nxdesk("lab", "status").status == 1


def test_what_cannot_be_armed_is_refused_in_words(nxdesk: Command) -> None:
    wrong = nxdesk("lab", "run", "--arm", "nonsense")
    assert (wrong.status, wrong.out) == (1, "")
    assert "「nonsense」という障害はありません。" in wrong.err
    assert "nxdesk lab run" in nxdesk("lab", "disarm").err


def test_one_network_a_data_folder(nxdesk: Command) -> None:
    with running(nxdesk, "--arm", "busyx*", ended_by=signal.SIGINT):
        assert "すでに動いています" in nxdesk("lab", "run").err
        assert nxdesk("lab", "disarm", "--json").facts["armed"] == []
        assert "という段階はありません" in nxdesk("lab", "arm", "busy@nowhere").err


def test_the_list_names_every_fault_with_its_cause(nxdesk: Command) -> None:
    listed = nxdesk("lab", "list")
    assert "登録後に切断" in listed.out
    faults = nxdesk("lab", "list", "--json").facts["faults"]
    assert {fault["id"] for fault in faults} >= {
        "no-answer", "cut-after", "proxy-ntlm", "expired", "inspection", "portal"}
