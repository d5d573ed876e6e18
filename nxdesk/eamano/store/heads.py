"""Heads of the audit logs, kept in a file outside the database (`audit-heads.jsonl`), a line a commit.

A line is written right after its commit and before the next one, so whatever stands here was committed: a log that
ends before it was cut, one with another hash at that place was written anew. A crash between commit and line only
leaves the file behind, which is no sign of anything; the next start catches up. One `write` to a file opened for
appending keeps lines of several processes whole; a line that a power failure tore is passed over.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

FILE = "audit-heads.jsonl"
_TITLE = "nxdesk audit heads"
_LAST_BYTES = 64 * 1024
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownHead:
    """Where a log ended once: its last run, its last entry, the hash there."""

    run: int
    seq: int
    hash: str

    @property
    def text(self) -> str:
        """As it travels and is printed: `run:seq:hash`."""
        return f"{self.run}:{self.seq}:{self.hash}"


def parsed_head(text: str) -> KnownHead | None:
    """The head in `run:seq:hash`; None where it is not written like one."""
    run, _, rest = text.strip().partition(":")
    seq, _, link = rest.partition(":")
    if not (run.isdecimal() and seq.isdecimal() and len(link) == 64 and set(link) <= set("0123456789abcdef")):
        return None
    return KnownHead(int(run), int(seq), link)


class Heads:
    """The file; usable from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    @property
    def begun(self) -> bool:
        """The file is there and was begun by `begin`."""
        return self._title() is not None

    def begin(self, stamp: str, *, lost: bool) -> None:
        """Begin the file. `lost`: there should have been one already, which it says from then on."""
        self._append({"file": _TITLE, "at": stamp, "lost": lost})

    @property
    def lost(self) -> str | None:
        """Since when the file stands in for one that was gone."""
        title = self._title() or {}
        return str(title["at"]) if title.get("lost") else None

    def _title(self) -> dict[str, Any] | None:
        return next((line for line in self._lines(last_only=False) if line.get("file") == _TITLE), None)

    def note(self, tenant_id: int, head: KnownHead, stamp: str) -> None:
        """Keep a head that has been committed. Where that fails the commit stands, and the next start catches up."""
        try:
            self._append({"tenant": tenant_id, "run": head.run, "seq": head.seq, "hash": head.hash, "at": stamp})
        except OSError:
            _LOG.warning("監査ログの先頭を「%s」に保管できません。空き容量と書き込みの権限を確認してください。", self.path)

    def of(self, tenant_id: int, *, last_only: bool = False) -> list[KnownHead]:
        """The heads of a tenant as they were noted; with `last_only` those at the end of the file."""
        found = dict.fromkeys(
            KnownHead(line["run"], line["seq"], line["hash"]) for line in self._lines(last_only=last_only)
            if line.get("tenant") == tenant_id)
        return sorted(found, key=lambda head: (head.seq, head.run))

    def _lines(self, *, last_only: bool) -> Iterator[dict[str, Any]]:
        try:
            with self.path.open("rb") as file:
                if last_only:
                    file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_BYTES))
                yield from (line for raw in file if (line := _read(raw)))
        except FileNotFoundError:
            return

    def _append(self, line: dict[str, Any]) -> None:
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        try:
            size = os.lseek(opened, 0, os.SEEK_END)
            torn = False
            if size:
                os.lseek(opened, size - 1, os.SEEK_SET)
                torn = os.read(opened, 1) != b"\n"
            os.write(opened, (b"\n" if torn else b"") + orjson.dumps(line) + b"\n")
            os.fsync(opened)
        finally:
            os.close(opened)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
