"""通信の記録: every attempt to reach the service, kept for the session and in a private, bounded file. Qt-free.

The records hold no header, body, ID or person code (`link.traffic`), so they can be mailed as they are.
"""

import json
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from nxdesk import __version__
from nxdesk.desk.people_list import Columns, Opening
from nxdesk.desk.refusal import Refusal
from nxdesk.link.client import Client, Endpoint
from nxdesk.link.har import har_of
from nxdesk.link.traffic import SPANS, Attempt, Listener, Waiting
from nxdesk.records.clock import JST
from nxdesk.records.sentences import reason_of

FILE = "traffic.jsonl"
FILE_LIMIT = 1024 * 1024
"""Bytes of the file, after which it becomes the earlier one and a new one begins."""
KEPT = 2000
"""Records in memory, where there is no file."""
_OWNER_ONLY = 0o600
_EARLIER = ".1"

PHASES = SPANS
"""The columns of times, in order."""

COLUMNS = ("at", "what", "attempt", "status", "total", "cause", "sentence", *SPANS, "method", "path", "request_id",
           "service", "via", "id")
"""The columns of the list, in order: times in milliseconds; `at` is Japanese time with milliseconds."""

_STEPS: tuple[tuple[str, str, str], ...] = (
    ("", "/v1/connection", "接続確認"), ("", "/v1/registrations/check", "比較（変更内容の確認）"),
    ("", "/v1/registrations/same", "比較（変わらない個人の確認）"),
    ("", "/commit", "登録の確定"), ("", "/batches/", "登録データ"), ("", "/photos/", "顔写真"),
    ("PUT", "/v1/registrations/", "登録の開始"), ("GET", "/v1/registrations/", "結果の確認"),
    ("DELETE", "/v1/registrations/", "結果の確認（取り下げ）"), ("", "/lookup", "照会"), ("", "/digests", "照会"),
    ("", "/digest-lines", "照会"))
"""Method, part of the path, and what such a request is for; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One attempt or one pause, with the service's address and the moment."""

    service: str
    at: datetime
    what: Attempt | Waiting


class Recorder:
    """Hears every client and keeps what it hears; usable from any thread.

    `open_file` opens a private file at its end. Without a file only the memory is there; a file that cannot be written
    is done without.
    """

    def __init__(self, file: Path | None = None, open_file: Callable[[Path], BinaryIO] | None = None) -> None:
        self._file = file
        self._open_file = open_file
        self._lock = threading.Lock()
        self._memory: deque[Record] = deque(maxlen=KEPT)

    def client(self, endpoint: Endpoint) -> Client:
        """A client whose attempts are recorded."""
        return Client(endpoint, self.listener(endpoint))

    def listener(self, endpoint: Endpoint) -> Listener:
        """Something that hears the attempts with one endpoint."""
        return _Ear(self, endpoint.url)

    def keep(self, record: Record) -> None:
        """Keep one record; never raises for a file that cannot be written."""
        with self._lock:
            self._memory.append(record)
            if self._file is not None and self._open_file is not None:
                with suppress(OSError):
                    self._write(self._file, self._open_file, dumped(record))

    def records(self) -> list[Record]:
        """Everything kept, oldest first: what the file has, or the memory where there is none."""
        with self._lock:
            found = list(self._read())
            return found or list(self._memory)

    @staticmethod
    def _write(file: Path, open_file: Callable[[Path], BinaryIO], line: bytes) -> None:
        with suppress(FileNotFoundError):
            if file.stat().st_size + len(line) > FILE_LIMIT:
                file.replace(_earlier(file))
        with open_file(file) as opened:
            opened.write(line)

    def _read(self) -> Iterator[Record]:
        for file in (_earlier(self._file), self._file) if self._file is not None else ():
            with suppress(OSError):
                for line in file.read_bytes().splitlines():
                    if (record := loaded(line)) is not None:
                        yield record


def _earlier(file: Path) -> Path:
    return file.with_name(file.name + _EARLIER)


class _Ear:
    """The listener of one endpoint's clients."""

    def __init__(self, recorder: Recorder, service: str) -> None:
        self._recorder = recorder
        self._service = service

    def attempted(self, attempt: Attempt) -> None:
        """Keep it."""
        self._recorder.keep(Record(self._service, attempt.began, attempt))

    def waiting(self, waiting: Waiting) -> None:
        """Keep it."""
        self._recorder.keep(Record(self._service, datetime.now(UTC), waiting))


def dumped(record: Record) -> bytes:
    """One line of the file."""
    facts = {one.name: getattr(record.what, one.name) for one in fields(record.what)}
    if isinstance(record.what, Attempt):
        facts["began"] = record.at.isoformat()
    line = {"at": record.at.isoformat(), "service": record.service, type(record.what).__name__.lower(): facts}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def loaded(line: bytes) -> Record | None:
    """A record out of its line; None for one that is damaged."""
    try:
        facts: dict[str, Any] = json.loads(line)
        at, service = datetime.fromisoformat(facts["at"]), str(facts["service"])
        if "waiting" in facts:
            return Record(service, at, Waiting(**facts["waiting"]))
        attempt = facts["attempt"] | {
            "began": at, "phases": tuple((str(name), float(seconds)) for name, seconds in facts["attempt"]["phases"]),
            "trace": tuple(facts["attempt"]["trace"])}
        return Record(service, at, Attempt(**attempt))
    except (ValueError, KeyError, TypeError):
        return None


class TrafficDesk:
    """The records as a list for people, the newest on top, and their export. Calls block and belong in jobs."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def open(self) -> Opening:
        """The whole list as columns."""
        rows = [cells(record, number) for number, record in enumerate(self._recorder.records())]
        rows.reverse()
        return Opening(len(rows), list(zip(*rows, strict=True)) or [()] * len(COLUMNS))

    def more(self) -> Columns:
        """Nothing: `open` has it all."""
        return [()] * len(COLUMNS)

    def records(self) -> Sequence[Record]:
        """Everything kept, oldest first."""
        return self._recorder.records()

    def har(self) -> dict[str, Any]:
        """Every attempt as a HAR document."""
        attempts = [(record.service, record.what) for record in self._recorder.records()
                    if isinstance(record.what, Attempt)]
        return har_of(attempts, __version__)

    def export(self, file: Path) -> int:
        """Write the HAR where only its owner can read it; the number of attempts. Raises Refusal."""
        document = self.har()
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                json.dump(document, opened, ensure_ascii=False, indent=1)
        except OSError as error:
            raise Refusal.of("NXD_N_37", "file", file=file, reason=reason_of(error)) from None
        return len(document["log"]["entries"])


def step_words(method: str, path: str) -> str:
    """What a request is for."""
    return next((words for verb, part, words in _STEPS if verb in ("", method) and part in path), "取得")


def cells(record: Record, number: int) -> tuple[str, ...]:
    """The texts of a record in the order of COLUMNS."""
    at = record.at.astimezone(JST).replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds").replace("-", "/")
    identity = str(number).zfill(8)
    what = record.what
    if isinstance(what, Waiting):
        return (at, "待機", f"{what.next_attempt}/{what.of}", "", f"{what.seconds * 1000:,.0f}", what.cause,
                f"{what.seconds:.1f}秒待って、もう一度試します。", *("",) * len(SPANS), "", "", "", record.service, "", identity)
    spans = what.spans()
    return (at, step_words(what.method, what.path), f"{what.number}/{what.of}", str(what.status or ""),
            f"{what.seconds * 1000:,.0f}", what.cause, what.sentence,
            *(f"{spans[name] * 1000:,.0f}" if name in spans else "" for name in SPANS), what.method, what.path,
            what.request_id, record.service, what.via, identity)
