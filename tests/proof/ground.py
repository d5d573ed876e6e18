"""Where registrations are proven: the real service, the practice network before it, real proxies, and its tables.

What a client believes is held against what stands in the service's database, never against what the service says.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from uuid import uuid4

from nxdesk.eamano.administration import issue_practice_id
from nxdesk.lab.network import Network
from nxdesk.link.addresses import ParsedProxy, parse_proxy
from nxdesk.link.causes import OutcomeWord
from nxdesk.link.client import Client, Endpoint, Prepared, prepare
from nxdesk.link.failure import LinkFailure
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.vault.secret import Secret
from nxdesk.wire.shapes import Outcome
from tests.eamano.people import person
from tests.eamano.service import Running
from tests.link.conftest import Impatient
from tests.link.proxies import JAPANESE_PASSWORD, JAPANESE_USER, PASSWORD, USER, squid, tinyproxy

WAYS = ("direct", "squid", "tinyproxy", "practice")
DIRECT, PRACTICE = WAYS[0], WAYS[-1]
PLAIN = "-plain"
"""Added to a way: without TLS, so that a proxy reads the requests and may send them again by itself."""

SILENCE = 0.4
"""Seconds after which a client of the proof gives up waiting for an answer, where silence is what is proven."""

REGISTERED = OutcomeWord.REGISTERED
NOTHING_THERE = (OutcomeWord.NOT_SENT, OutcomeWord.NOT_REGISTERED)


@dataclass(frozen=True)
class Truth:
    """What the service's tables hold of one registration's people: rows, the runs and entries that wrote them."""

    state: str
    people: int
    newest: int
    runs: int
    entries: int

    def word(self, people: int) -> OutcomeWord:
        """登録済 where everybody is there once, 未登録 where nobody is and nothing was written; the rest is a fault."""
        if self == Truth("committed", people, 1, 1, people):
            return REGISTERED
        if self.state != "committed" and (self.people, self.runs, self.entries) == (0, 0, 0):
            return OutcomeWord.NOT_REGISTERED
        return OutcomeWord.PARTIAL


class Tables:
    """The service's database, read beside it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def truth(self, registration_id: str, codes: Sequence[str]) -> Truth:
        """What is there now."""
        return self.truths([(registration_id, codes)])[0]

    def truths(self, cases: Sequence[tuple[str, Sequence[str]]]) -> list[Truth]:
        """The same of several at one moment: what is committed while they are read is in all of them or in none."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as database:
            database.execute("BEGIN")
            return [self._read(database, registration_id, codes) for registration_id, codes in cases]

    @staticmethod
    def _read(database: sqlite3.Connection, registration_id: str, codes: Sequence[str]) -> Truth:
        holes = ",".join("?" * len(codes))
        state = database.execute("SELECT state FROM registrations WHERE id = ?", (registration_id,)).fetchone()
        people, newest = database.execute(
            f"SELECT count(*), max(version) FROM employee WHERE employee_code IN ({holes})", codes).fetchone()
        runs, entries = database.execute(
            f"SELECT count(DISTINCT run), count(*) FROM audit_entries WHERE target IN ({holes})", codes).fetchone()
        return Truth(state[0] if state else "", people, newest or 0, runs, entries)


@dataclass(frozen=True)
class Case:
    """A registration of people whom nobody has registered before."""

    prepared: Prepared
    codes: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.prepared.id


class Ground:
    """One service, one gate, and one proxy of every kind, for all registrations of a proof."""

    def __init__(self, folder: Path, proxies: dict[str, ParsedProxy]) -> None:
        self.service = Running(folder / "data")
        self._issued = issue_practice_id(self.service.data, "proof", Clock())
        self._proxies = proxies
        self._numbers = count(100_000)
        self.tables = Tables(self.service.data / "eamano.sqlite")
        self.network = Network(self.service.url, folder / "lab", credentials=(USER, PASSWORD))

    @property
    def ruler(self):
        return self.network.ruler

    def restart(self) -> None:
        """kill -9, and start it again where it was."""
        self.service.kill()
        self.start_again()

    def start_again(self) -> None:
        """Start the killed service where it was."""
        self.service = Running(self.service.data, port=int(self.service.url.rpartition(":")[2]))

    def case(self, people: int = 2) -> Case:
        """New people under a new registration id."""
        rows = [tuple(person(next(self._numbers))) for _ in range(people)]
        return Case(self._prepared(rows), tuple(str(row[0]) for row in rows))

    def again(self, case: Case) -> Case:
        """The same people under a new id, as somebody does who registers them once more."""
        return Case(self._prepared([tuple(person(int(code))) for code in case.codes]), case.codes)

    @staticmethod
    def _prepared(rows: Sequence[tuple]) -> Prepared:
        return prepare(str(uuid4()), EMPLOYEE, rows=rows, versions=[None] * len(rows), as_of="2026-04-06")

    def endpoint(self, way: str, retries: int, timeout: float = 10, proxy: ParsedProxy | None = None) -> Endpoint:
        """The settings of somebody who goes this way: by TLS; through the proxies with their logins, or one more."""
        way, plain, _ = way.partition(PLAIN)
        if way == PRACTICE:
            proxy = parse_proxy(self.network.proxy_address).with_login(USER, Secret(PASSWORD))
        proxy = self._proxies.get(way, proxy)
        # By number: a name would be looked up at every connection.
        url = self.network.gate_url if plain else self.network.tls_url.replace("localhost", "127.0.0.1")
        return Endpoint(url, self._issued.customer_id, Secret(self._issued.auth_id), timeout, retries,
                        proxy, "1.2.6.0", self.network.certificates.ca_file)

    @contextmanager
    def client(self, way: str, retries: int = 0, timeout: float = 10) -> Iterator[tuple[Client, Impatient]]:
        """A client that ends every pause at once."""
        listener = Impatient()
        with Client(self.endpoint(way, retries, timeout), listener) as client:
            listener.client = client
            yield client, listener

    def arm(self, way: str, *rules: str) -> None:
        """These faults and no others; the practice proxy wants its login."""
        self.ruler.disarm()
        self.ruler.arm(*rules, *(["proxy-407x*"] if way.startswith(PRACTICE) else []))

    def ask(self, way: str, case: Case) -> Outcome | None:
        """結果を確認, with the faults over."""
        self.arm(way)
        with self.client(way) as (client, _):
            return client.settle(case.id)

    def truth(self, case: Case) -> OutcomeWord:
        """What became of the case in the service's tables."""
        return self.tables.truth(case.id, case.codes).word(len(case.codes))


def believed(client: Client, case: Case, *, resumed: bool = False) -> tuple[OutcomeWord, LinkFailure | None]:
    """What a client says of a registration that it sends, and why."""
    try:
        client.register(case.prepared, resumed=resumed)
    except LinkFailure as failure:
        return OutcomeWord(failure.outcome or ""), failure
    return REGISTERED, None


def asked_word(outcome: Outcome | None) -> OutcomeWord:
    """What 結果を確認 makes of the service's answer, as the ledger does."""
    return REGISTERED if outcome is not None and outcome["state"] == "committed" else OutcomeWord.NOT_REGISTERED


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Everything running."""
    with squid() as office, tinyproxy() as small:
        made = Ground(folder, {"squid": office.typed(JAPANESE_USER, JAPANESE_PASSWORD),
                               "tinyproxy": small.typed("proxy-user", "pass-1")})
        try:
            with made.network:
                yield made
        finally:
            made.service.stop()
