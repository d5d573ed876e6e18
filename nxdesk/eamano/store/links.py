"""What the links of the audit chain are made of: a header a run, an entry a record, byte for byte."""

from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, from which address, in which request."""

    name: str
    address: str
    request_id: str


def header_bytes(run: int, stamp: str, actor: Actor, action: str, *, first_seq: int, entries: int,
                 items: str) -> bytes:
    """A run's header; `items` as JSON."""
    return orjson.dumps(
        ["run", run, stamp, actor.name, actor.address, actor.request_id, action, first_seq, entries, items])


def entry_bytes(seq: int, run: int, target: str, changes: bytes) -> bytes:
    """A record's entry; `changes` as JSON in UTF-8."""
    return b"%d\x1f%d\x1f%b\x1f%b" % (seq, run, target.encode(), changes)
