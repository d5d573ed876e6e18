"""The command or the service killed (kill -9) at each state of the journal: right afterwards, and nobody twice."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from nxdesk.lab.network import Network
from nxdesk.lab.rules import Firing
from nxdesk.link.addresses import ParsedProxy, parse_proxy
from nxdesk.link.causes import OutcomeWord
from nxdesk.masters.journal import BEFORE_SENDING, PREPARED, REGISTERED, SENDING, SENT
from nxdesk.vault.secret import Secret
from tests.cli.command import Command, serve, stop
from tests.cli.in_process import Nxdesk
from tests.link.proxies import JAPANESE_PASSWORD, JAPANESE_USER, PASSWORD, USER, squid, tinyproxy
from tests.proof.ground import WAYS, Tables

PEOPLE = 150
DYING = """
import os, signal, sys
from nxdesk.cli.main import main
from nxdesk.desk.program import registration_run
from nxdesk.masters.journal import Journal

def dying(write, word_of, state, when):
    def written(self, *args, **facts):
        mine = word_of(args) == state
        if mine and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = write(self, *args, **facts)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return written

def command(state, when, arguments):
    Journal.open = dying(Journal.open, lambda args: "準備", state, when)
    Journal.mark = dying(Journal.mark, lambda args: str(args[1]), state, when)
    Journal.complete = dying(Journal.complete, lambda args: "登録済", state, when)
    sys.argv[1:] = arguments
    main()

for line in sys.stdin:
    state, when, *arguments = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        os.dup2(2, 1)
        command(state, when, arguments)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Processes of `nxdesk`, one a line, each of which kills itself before or after the journal has written a state.

They are forked from one that has everything loaded: loading takes longer than all that is proven here.
"""


class Company:
    """A connected company, its service behind the practice network, and codes that nobody has used yet."""

    def __init__(self, nxdesk: Command, folder: Path) -> None:
        self.nxdesk = nxdesk
        self.at_hand = Nxdesk(nxdesk.data)
        self.on_fault: Callable[[], None] = lambda: None
        self.deaths = subprocess.Popen([sys.executable, "-c", DYING], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       text=True, env=nxdesk.environment)
        assert nxdesk("masters", "generate", "--people", str(PEOPLE), "--replace").status == 0
        self.issued: dict[str, Any] = nxdesk("eamano", "issue-id", "--contact", "試験", "--json").facts
        self.service = serve(nxdesk)
        self.network = Network(self.issued["url"], folder / "lab", credentials=(USER, PASSWORD), told=self._told)
        self.tables = Tables(next((nxdesk.data / "eamano").glob("*.sqlite")))
        with closing(sqlite3.connect(nxdesk.data / "nx.sqlite")) as masters:
            self.codes = [row[0] for row in masters.execute("SELECT employee_code FROM employee ORDER BY 1")]

    def _told(self, firing: Firing) -> None:
        self.on_fault()

    def kill_service(self) -> None:
        """kill -9."""
        os.kill(self.service.pid, signal.SIGKILL)
        self.service.communicate()

    def restart_service(self) -> None:
        """Again on the same folder and port."""
        stop(self.service)
        self.service = serve(self.nxdesk)

    def dies(self, state: str, when: str, *arguments: str) -> int:
        """Run a command that dies at a state of the journal; its exit status."""
        assert self.deaths.stdin is not None
        assert self.deaths.stdout is not None
        print(state, when, "--data", self.nxdesk.data, *arguments, sep="\t", file=self.deaths.stdin, flush=True)
        return int(self.deaths.stdout.readline())

    def end(self) -> None:
        """Stop everything."""
        self.deaths.communicate(timeout=30)
        stop(self.service)

    def go(self, proxy: ParsedProxy | None, retries: int) -> None:
        """Register the connection settings of somebody who goes this way."""
        login = ["--proxy", f"{proxy.host}:{proxy.port}", "--proxy-user", proxy.user, "--proxy-password", "-"] if (
            proxy) else ["--proxy", ""]
        words = [self.issued["auth_id"], *([proxy.password.reveal()] if proxy else [])]
        url = self.network.tls_url.replace("localhost", "127.0.0.1")  # A name would be looked up at every connection.
        done = self.at_hand("connect", "set", "--url", url, "--customer-id",
                            self.issued["customer_id"], "--auth-id", "-", "--retries", str(retries), "--ca-file",
                            str(self.network.certificates.ca_file), *login, stdin="\n".join([*words, ""]))
        assert done.status == 0, done.out + done.err

    def some(self) -> tuple[str, ...]:
        """Two people whom no other test takes."""
        return self.codes.pop(), self.codes.pop()

    def journal(self, code: str) -> tuple[str, str]:
        """Id and state of the newest registration of a person."""
        with closing(sqlite3.connect(self.nxdesk.data / "nx.sqlite")) as masters:
            return masters.execute(
                "SELECT registration.id, state FROM registration, registration_people, json_each(codes) "
                "WHERE registration.id = registration_id AND value = ? "
                "ORDER BY opened_at DESC, registration.rowid DESC", (code,)).fetchone()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, dict[str, ParsedProxy | None]]]:
    folder = tmp_path_factory.mktemp("kills")
    company = Company(Command(folder / "data"), folder)
    with ExitStack() as stack:
        stack.callback(company.end)
        stack.enter_context(company.network)
        practice = parse_proxy(company.network.proxy_address).with_login(USER, Secret(PASSWORD))
        yield company, {
            "direct": None, "squid": stack.enter_context(squid()).typed(JAPANESE_USER, JAPANESE_PASSWORD),
            "tinyproxy": stack.enter_context(tinyproxy()).typed("proxy-user", "pass-1"), "practice": practice}


@pytest.fixture
def go(made: tuple[Company, dict[str, ParsedProxy | None]]) -> Callable[[str, int], None]:
    company, proxies = made
    company.network.ruler.disarm()
    return lambda way, retries: company.go(proxies[way], retries)


@pytest.fixture
def company(made: tuple[Company, dict[str, ParsedProxy | None]]) -> Company:
    return made[0]


def right_and_once(company: Company, codes: tuple[str, ...]) -> None:
    """Ask, and register the same people again: the journal says what the tables say, and everybody is there once."""
    company.network.ruler.disarm()
    asked = company.at_hand("outcome", "resolve", "--all", "--json")
    assert asked.status == 0, asked.out
    registration, state = company.journal(codes[0])
    truth = company.tables.truth(registration, codes).word(len(codes))
    assert truth is not OutcomeWord.PARTIAL
    assert (state == REGISTERED) == (truth is OutcomeWord.REGISTERED), (state, truth)
    again = company.at_hand("register", "employee", "--codes", ",".join(codes), "--json")
    assert again.status == 0, again.out
    registration, state = company.journal(codes[0])
    assert state == REGISTERED
    assert company.tables.truth(registration, codes).word(len(codes)) is OutcomeWord.REGISTERED


RETRIES = (0, 3, 9)
DEATHS = ((PREPARED, "after"), (BEFORE_SENDING, "after"), (SENDING, "after"), (SENT, "after"), (REGISTERED, "before"))
"""The states of the journal at which the command dies; `before`: when e-AMANO has acted."""

MOMENTS = ("cut-before@open", "cut-before@batch", "cut-before@commit", "cut-after@commit")
"""The moments at which the service dies, told by the fault that the gate plays then."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("death", DEATHS, ids="-".join)
def test_killed_command(company: Company, go: Callable[[str, int], None], death: tuple[str, str], way: str) -> None:
    state, when = death
    go(way, RETRIES[(DEATHS.index(death) + WAYS.index(way)) % len(RETRIES)])
    codes = company.some()
    assert company.dies(state, when, "register", "employee", "--codes", ",".join(codes)) == -signal.SIGKILL
    assert company.journal(codes[0])[1] == (SENT if when == "before" else state)
    right_and_once(company, codes)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_service(company: Company, go: Callable[[str, int], None], moment: str, way: str) -> None:
    """It is there again when the client has noticed: with a retry everybody is registered, without one it is told.

    Each moment and each way has every number of retries.
    """
    retries = RETRIES[(MOMENTS.index(moment) + WAYS.index(way)) % len(RETRIES)]
    go(way, retries)
    codes = company.some()
    company.network.ruler.arm(moment)

    def dies() -> None:
        company.kill_service()
        company.restart_service()
    company.on_fault = dies
    done = company.at_hand("register", "employee", "--codes", ",".join(codes), "--json")
    company.on_fault = lambda: None
    committed = moment.endswith("commit")
    status, word = (0, "登録済") if retries else (3, "不明") if committed else (4, "未登録")
    assert (done.status, done.facts["outcome"]) == (status, word), done.out
    right_and_once(company, codes)
