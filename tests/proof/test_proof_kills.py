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

PEOPLE = 60
DYING = """
import os, signal, sys
from nxdesk.cli.main import main
from nxdesk.masters.journal import Journal
state, when, sys.argv[1:3] = sys.argv[1], sys.argv[2], []

def dying(write, word_of):
    def written(self, *args, **facts):
        mine = word_of(args) == state
        if mine and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = write(self, *args, **facts)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return written

Journal.open = dying(Journal.open, lambda args: "準備")
Journal.mark = dying(Journal.mark, lambda args: str(args[1]))
main()
"""
"""`nxdesk`, which kills itself before or after the journal has written a state."""


class Company:
    """A connected company, its service behind the practice network, and codes that nobody has used yet."""

    def __init__(self, nxdesk: Command, folder: Path) -> None:
        self.nxdesk = nxdesk
        self.at_hand = Nxdesk(nxdesk.data)
        self.on_fault: Callable[[], None] = lambda: None
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
        self.service.wait()

    def restart_service(self) -> None:
        """Again on the same folder and port."""
        stop(self.service)
        self.service = serve(self.nxdesk)

    def go(self, proxy: ParsedProxy | None) -> None:
        """Register the connection settings of somebody who goes this way."""
        login = ["--proxy", f"{proxy.host}:{proxy.port}", "--proxy-user", proxy.user, "--proxy-password", "-"] if (
            proxy) else ["--proxy", ""]
        words = [self.issued["auth_id"], *([proxy.password.reveal()] if proxy else [])]
        done = self.at_hand("connect", "set", "--url", self.network.tls_url, "--customer-id",
                            self.issued["customer_id"], "--auth-id", "-", "--retries", "1", "--ca-file",
                            str(self.network.certificates.ca_file), *login, stdin="\n".join([*words, ""]))
        assert done.status == 0, done.out + done.err

    def some(self) -> tuple[str, ...]:
        """Two people whom no other test takes."""
        return self.codes.pop(), self.codes.pop()

    def journal(self, code: str) -> tuple[str, str]:
        """Id and state of the newest registration of a person."""
        with closing(sqlite3.connect(self.nxdesk.data / "nx.sqlite")) as masters:
            return masters.execute(
                "SELECT id, state FROM registration JOIN registration_person ON id = registration_id "
                "WHERE employee_code = ? ORDER BY opened_at DESC, registration.rowid DESC", (code,)).fetchone()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, dict[str, ParsedProxy | None]]]:
    folder = tmp_path_factory.mktemp("kills")
    company = Company(Command(folder / "data"), folder)
    with ExitStack() as stack:
        stack.callback(lambda: stop(company.service))
        stack.enter_context(company.network)
        practice = parse_proxy(company.network.proxy_address).with_login(USER, Secret(PASSWORD))
        yield company, {
            "direct": None, "squid": stack.enter_context(squid()).typed(JAPANESE_USER, JAPANESE_PASSWORD),
            "tinyproxy": stack.enter_context(tinyproxy()).typed("proxy-user", "pass-1"), "practice": practice}


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest, made: tuple[Company, dict[str, ParsedProxy | None]]) -> str:
    company, proxies = made
    company.network.ruler.disarm()
    company.go(proxies[request.param])
    return str(request.param)


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


DEATHS = {"direct": ((PREPARED, "after"), (SENT, "after")), "squid": ((BEFORE_SENDING, "after"),),
          "tinyproxy": ((SENDING, "after"),), "practice": ((SENT, "after"), (REGISTERED, "before"))}
"""On each way, the states of the journal at which the command dies; `before`: when e-AMANO has acted."""

STRIKES = {"direct": "cut-after@commit", "squid": "cut-before@open", "tinyproxy": "cut-before@batch",
           "practice": "cut-before@commit"}
"""On each way, the moment at which the service dies, told by the fault that the gate plays then."""


def test_killed_command(company: Company, way: str) -> None:
    for state, when in DEATHS[way]:
        codes = company.some()
        line = company.nxdesk.line("register", "employee", "--codes", ",".join(codes))
        done = subprocess.run([sys.executable, "-c", DYING, state, when, *line[3:]], capture_output=True, text=True,
                              timeout=60, env=company.nxdesk.environment, check=False)
        assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
        assert company.journal(codes[0])[1] == (SENT if when == "before" else state)
        right_and_once(company, codes)


def test_killed_service(company: Company, way: str) -> None:
    codes, rule = company.some(), STRIKES[way]
    company.network.ruler.arm(rule)
    company.on_fault = company.kill_service
    lost = company.at_hand("register", "employee", "--codes", ",".join(codes), "--json")
    company.on_fault = lambda: None
    company.restart_service()
    assert lost.status == (3 if rule.endswith("commit") else 4), lost.out
    assert lost.facts["outcome"] == ("不明" if rule.endswith("commit") else "未登録")
    right_and_once(company, codes)
