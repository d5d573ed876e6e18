"""What happened on the line, as data without secrets: one record an attempt, one a wait.

Headers and bodies never enter a record, and person codes are taken out before it is made, so that nothing has to be
taken out of it later.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl

from nxdesk.vault.redaction import redact

_WORD = re.compile(r"[a-z_-]+|v[0-9]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BATCH_NUMBER = re.compile(r"[0-9]{1,6}")
_CODE = re.compile(r"(?<!\d)\d{10}(?!\d)")
_PLAIN_QUERY = ("limit",)
SPANS = ("connect", "tunnel", "tls", "send", "wait", "receive")
"""The parts of an attempt's time, in order."""

_ENDS = {"connect": ("CONNECTED", ("RESOLVE_CONNECT",)), "tunnel": ("TUNNEL_OK", ("CONNECTED",)),
         "tls": ("TLS_OK", ("TUNNEL_OK", "CONNECTED")), "send": ("SENT", ("SENDING",)), "wait": ("HEADERS", ("SENT",)),
         "receive": ("DONE", ("HEADERS",))}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: which try of how many, the phases reached with seconds since its beginning, and its end.

    `cause` and `sentence` are those of the failure or nothing; `via` the proxy's address or nothing; `trace` the
    classes of errors; `seconds` how long it took in all. `path` holds no person code (`recorded_path`).
    """

    method: str
    path: str
    number: int
    of: int
    began: datetime
    phases: tuple[tuple[str, float], ...]
    sent: int
    status: int | None
    request_id: str
    cause: str
    via: str
    trace: tuple[str, ...] = ()
    seconds: float = 0.0
    sentence: str = ""

    def spans(self) -> Mapping[str, float]:
        """Seconds of the parts of it that there were; the one in which it failed lasts until its end."""
        marks = dict(self.phases)
        last = self.phases[-1][0] if self.phases else ""
        found: dict[str, float] = {}
        for name, (end, begins) in _ENDS.items():
            begun = next((marks[begin] for begin in begins if begin in marks), None)
            if begun is None:
                continue
            if end in marks:
                found[name] = max(0.0, marks[end] - begun)
            elif self.cause and last == begins[0]:
                found[name] = max(0.0, self.seconds - begun)
        if "tunnel" in found and "TUNNEL_OK" not in marks and not self.via:  # Without a proxy that was the handshake.
            found["tls"] = found.pop("tunnel")
        return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pause: the try that follows, of how many, in how many seconds, because of which cause."""

    next_attempt: int
    of: int
    seconds: float
    cause: str


class Listener(Protocol):
    """Hears of attempts and pauses, from any thread."""

    def attempted(self, attempt: Attempt) -> None:
        """An attempt is over."""

    def waiting(self, waiting: Waiting) -> None:
        """A pause begins."""


class Deaf:
    """Listens to nothing."""

    def attempted(self, attempt: Attempt) -> None:
        """Let it pass."""

    def waiting(self, waiting: Waiting) -> None:
        """Let it pass."""


def recorded_path(path: str) -> str:
    """A path as it may be kept: only words, registration ids and batch numbers stay, person codes do not."""
    place, _, query = path.partition("?")
    segments = place.split("/")
    kept = [segment if not segment or _WORD.fullmatch(segment) or _UUID.fullmatch(segment)
            or (_BATCH_NUMBER.fullmatch(segment) and segments[n - 1] == "batches") else "{code}"
            for n, segment in enumerate(segments)]
    told = "&".join(f"{name}={value}" if name in _PLAIN_QUERY else f"{name}={{{name}}}"
                    for name, value in parse_qsl(query, keep_blank_values=True))
    return "/".join(kept) + (f"?{told}" if told else "")


def recorded_words(words: str) -> str:
    """A sentence as it may be kept: without person codes and My Numbers."""
    return _CODE.sub("{code}", redact(words))
