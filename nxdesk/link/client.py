"""What the desk asks of the service: connection check, digests, dry run, registration, outcome.

Calls block; `cancel` ends them from any thread, and for good: a client serves one step of a run. It knows what each
request means and so what may be repeated; how a request travels is the lanes' business.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import urlencode

import orjson

from nxdesk.link.abreast import Asked, abreast
from nxdesk.link.ahead import Ahead
from nxdesk.link.answers import Answer
from nxdesk.link.batches import Prepared, prepare
from nxdesk.link.causes import harmless
from nxdesk.link.clocks import clock_remarks
from nxdesk.link.dry_runs import Question, Reader, Verdicts, dry_run
from nxdesk.link.exchange import StopReason, Watchdog
from nxdesk.link.failure import LinkFailure
from nxdesk.link.lane import Call, Endpoint, Lane
from nxdesk.link.looking import named_by_certificate
from nxdesk.link.reading import Glances, PersonLines, Reading, RemoteMember, RemoteRow
from nxdesk.link.registering import Registering, ask, never_seen, read_outcome, tried, withdraw
from nxdesk.link.retry import OnPause, Patience
from nxdesk.link.staying import Follow, Relinking, StayingAhead
from nxdesk.link.traffic import Deaf, Listener
from nxdesk.records.fields import Kind
from nxdesk.wire import protocol
from nxdesk.wire.shapes import Connection, Outcome

__all__ = ["Client", "Endpoint", "Glances", "PersonLines", "Prepared", "RemoteMember", "RemoteRecord", "RemoteRow",
           "prepare"]

T = TypeVar("T")
R = TypeVar("R")
_ABREAST = 2
"""Questions under way at once."""
_CONNECTION = Call("GET", protocol.CONNECTION)


class RemoteRecord(NamedTuple):
    """What e-AMANO says of one person without sending the record."""

    version: int
    digest: str
    updated_at: str


class Client:
    """One step's conversation with the service. Close it when the step is over."""

    def __init__(self, endpoint: Endpoint, listener: Listener | None = None) -> None:
        self._endpoint = endpoint
        self._listener = listener or Deaf()
        self._patience = Patience(endpoint.retries, self._listener)
        self._watchdog = Watchdog()
        self._lane = self._open_lane()
        self._lanes = [self._lane]
        self._ahead: Ahead | None = None
        self.remarks: list[str] = []
        """What the connection check noticed beside its result."""

    @property
    def fingerprint(self) -> str:
        """A digest that tells services and tenants apart, for the journal."""
        return sha256(f"{self._endpoint.url}\x1f{self._endpoint.customer_id}".encode()).hexdigest()

    @property
    def address(self) -> str:
        """接続先URL of the service."""
        return self._endpoint.url

    def cancel(self) -> None:
        """中止: end what is under way and refuse what would follow; from any thread."""
        self._patience.cancel()
        self._watchdog.stop_all(StopReason.CANCEL)

    def watch(self, on_pause: OnPause | None) -> None:
        """Tell this of the pauses between attempts, or nobody."""
        self._patience.on_pause = on_pause

    def hurry(self) -> None:
        """今すぐ: end the pause before the next try."""
        self._patience.hurry()

    def close(self) -> None:
        """Close connections and threads; what was asked ahead and is not needed any more is stopped."""
        if self._ahead is not None:
            if self._ahead.left:
                self.cancel()
            self._ahead.asking.close()
        for lane in self._lanes:
            lane.close()
        self._watchdog.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def check_connection(self) -> Connection:
        """接続確認: who answers, and what this ID may do. Fills `remarks`.

        A certificate that was refused is looked at once more, with nothing sent, so that the failure can name it.
        """
        try:
            asked = self._asked_ahead(_CONNECTION)
            answer = asked.result() if asked else self._read(_CONNECTION)
        except LinkFailure as failure:
            raise named_by_certificate(failure, self._endpoint, self._lane.route, self._watchdog,
                                       self._patience) from None
        found = self._members(answer, {"service": str, "version": str, "protocol": str, "customer_name": str,
                                       "my_number_allowed": bool, "time": str})
        self.remarks[:] = clock_remarks(answer.date)
        clean = {name: harmless(value) if isinstance(value, str) else value for name, value in found.items()}
        return cast(Connection, clean)

    def digests(self, kind_id: str, codes: Sequence[str] | None = None,
                on_sent: Callable[[], None] | None = None) -> dict[str, RemoteRecord]:
        """Version, digest and time of the given people that the service has, or of all.

        `on_sent` is called whenever a question about the given people has been sent and its answer is waited for.
        """
        found: dict[str, RemoteRecord] = {}
        if codes is None:
            self._all_digests(kind_id, found)
            return found
        path = protocol.LOOKUP.format(kind=kind_id)
        bodies = (orjson.dumps({"codes": list(codes[start:start + protocol.CODES_LIMIT])})
                  for start in range(0, len(codes), protocol.CODES_LIMIT))
        for _, answer in self._abreast((None, Call("POST", path, body, on_sent=on_sent)) for body in bodies):
            self._digest_rows(answer, found)
        return found

    def staying_ahead(self, kind: Kind, as_of: str, knows: Callable[[Connection], bool]) -> StayingAhead:
        """Asks now what `check_connection` will want to know, and `relinking` of the people whom the answer is told.

        `knows`: the service that the connection check has found knows the question.
        """
        ahead = self._going_ahead()
        connection = ahead.ask(_CONNECTION, lambda: _CONNECTION)

        def call(made: Callable[[], Call]) -> Call:
            if not knows(connection.result().body):
                raise LookupError(protocol.SAME)
            return made()
        return StayingAhead(kind, as_of, lambda piece, made: ahead.ask(piece, partial(call, made)))

    def want(self) -> bool:
        """What was asked ahead is waited for from now on; False where it is in vain, and another client has to ask."""
        return self._ahead is None or self._ahead.asking.want()

    def forget_ahead(self) -> None:
        """What was asked ahead is not what is to be known now."""
        if self._ahead is not None:
            self._ahead.forget()

    def glances(self, kind: Kind, codes: Sequence[str] | None = None, *,
                unfinished: bool = False) -> Generator[Glances]:
        """Versions and digests of everything that the given people have, or everybody, in pieces of whole people.

        With `unfinished` also of what is still being worked on there.
        """
        return Reading(self._read, self._broken).glances(kind, codes, unfinished=unfinished)

    def people(self, kind: Kind, codes: Sequence[str] | None = None) -> Generator[PersonLines]:
        """`glances` of kinds with one record a person, as digest lines: for everybody there is."""
        return Reading(self._read, self._broken).people(kind, codes)

    def records(self, kind: Kind, codes: Sequence[str], *, unfinished: bool = False) -> Iterator[list[RemoteRow]]:
        """Their whole records, in pieces of whole people; My Numbers and pictures are never in them."""
        return Reading(self._read, self._broken).records(kind, codes, unfinished=unfinished)

    def anything(self, kind_id: str) -> bool:
        """The service has at least one record of this kind."""
        answer = self._get(f"{protocol.DIGESTS.format(kind=kind_id)}?limit=1")
        return bool(self._members(answer, {"rows": list})["rows"])

    def dry_run(self, questions: Iterable[Question]) -> Iterator[Verdicts]:
        """What the service would do with these records, question by question; nothing is written.

        While an answer is read here, the next questions are already there.
        """
        readers: dict[str, Reader] = {}
        for question, answer in self._abreast((question, dry_run(question)) for question in questions):
            reader = readers.setdefault(question.kind.id, Reader(question.kind))
            yield self._understood(reader.read, question, answer)

    def relinking(self, kind: Kind, people: Iterable[tuple[str, Sequence[str]]], as_of: str, follow: Follow,
                  meanwhile: Callable[[], bool]) -> Iterator[Verdicts]:
        """Who of the people, codes with the digests of all their records, would stay just as he is when these were
        registered again without My Numbers and photos; and as `dry_run` what becomes of the others.

        `follow` is told who stays, and gives the questions about the others (`staying.Relinking`). `meanwhile` is
        called while there is nothing to do here but to wait (`abreast`).
        """
        relinking, reader = Relinking(kind, people, as_of, follow, self._asked_ahead), Reader(kind)
        for about, answer in self._abreast(relinking.asked(), meanwhile):
            if isinstance(about, Question):
                yield self._understood(reader.read, about, answer)
            else:
                relinking.take(about, self._understood(relinking.read, about, answer))

    def _understood(self, read: Callable[[T, Any], R], about: T, answer: Answer) -> R:
        try:
            return read(about, answer.body)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            raise self._broken(answer) from None

    def register(self, prepared: Prepared, on_progress: Callable[[int, int], None] = lambda done, people: None,
                 on_state: Callable[[str], None] = lambda state: None, *, resumed: bool = False) -> Outcome:
        """Register everybody or nobody; raises LinkFailure with the outcome word.

        `on_progress(staged, people)` comes from several threads, never two at a time; `on_state` tells the journal
        送信中 before the first byte and 送信済 when a commit has been sent.
        """
        return Registering(prepared, self._open_lane, self._patience, self._endpoint.nx_version,
                           on_progress=on_progress, on_state=on_state, resumed=resumed).run()

    def outcome(self, registration_id: str) -> Outcome | None:
        """What became of a registration, None when the service never saw it. It never sends anybody's data."""
        return self._told(ask(registration_id), registration_id)

    def settle(self, registration_id: str) -> Outcome | None:
        """As `outcome`, and final: what the service is still receiving is withdrawn and can never be committed."""
        return self._told(withdraw(registration_id), registration_id)

    def _told(self, call: Call, registration_id: str) -> Outcome | None:
        try:
            answer = self._read(call)
        except LinkFailure as failure:
            if never_seen(failure):
                return None
            raise
        outcome = read_outcome(answer, registration_id)
        if outcome is None:
            raise self._lane.unreadable(call, answer.request_id)
        return outcome

    def _open_lane(self) -> Lane:
        return Lane(self._endpoint, self._watchdog, self._patience, self._listener)

    def _read(self, call: Call) -> Answer:
        if self._ahead is not None:
            return self._ahead.asking.ask(lambda: call).result()
        return tried(self._lane, call, self._patience)

    def _several_lanes(self) -> Sequence[Lane]:
        while len(self._lanes) < _ABREAST:
            self._lanes.append(self._open_lane())
        return self._lanes

    def _abreast(self, asked: Iterable[tuple[T, Asked] | None],
                 meanwhile: Callable[[], bool] = lambda: False) -> Iterator[tuple[T, Answer]]:
        if self._ahead is not None:
            return self._ahead.asking.answers(asked, meanwhile)
        return abreast(self._several_lanes(), self._patience, asked, meanwhile)

    def _going_ahead(self) -> Ahead:
        if self._ahead is None:
            self._ahead = Ahead(self._several_lanes(), self._patience)
        return self._ahead

    def _asked_ahead(self, about: object) -> Future[Answer] | None:
        return self._ahead.answer(about) if self._ahead is not None else None

    def _get(self, path: str) -> Answer:
        return self._read(Call("GET", path))

    def _all_digests(self, kind_id: str, found: dict[str, RemoteRecord]) -> None:
        cursor, path = "", protocol.DIGESTS.format(kind=kind_id)
        while True:
            query = urlencode({"limit": protocol.PAGE_LIMIT} | ({"cursor": cursor} if cursor else {}))
            answer = self._get(f"{path}?{query}")
            following = self._digest_rows(answer, found)
            if following is None:
                return
            if following <= cursor:  # It would never end.
                raise self._broken(answer)
            cursor = following

    def _digest_rows(self, answer: Answer, found: dict[str, RemoteRecord]) -> str | None:
        page = self._members(answer, {"rows": list})
        for row in page["rows"]:
            match row:
                case [str(code), int(version), str(digest), str(updated_at)]:
                    found[code] = RemoteRecord(version, digest, updated_at)
                case _:
                    raise self._broken(answer)
        following = page.get("next")
        return following if isinstance(following, str) and following else None

    def _members(self, answer: Answer, needed: dict[str, type]) -> dict[str, Any]:
        body: dict[str, Any] = answer.body
        if not _has(body, needed):
            raise self._broken(answer)
        return body

    def _broken(self, answer: Answer) -> LinkFailure:
        return self._lane.unreadable(Call("GET", ""), answer.request_id)


def _has(body: object, needed: Mapping[str, type]) -> bool:
    return isinstance(body, dict) and all(isinstance(body.get(name), kind) for name, kind in needed.items())
