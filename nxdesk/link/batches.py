"""A registration ready to be sent: its manifest and its batches, encoded once (wire.shapes).

What is encoded here is sent byte by byte as it stands, now and when it is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from nxdesk.records.fields import Kind, Value
from nxdesk.wire.digests import body_digest, manifest_digest
from nxdesk.wire.protocol import BATCH_LIMIT, BODY_LIMIT
from nxdesk.wire.shapes import Manifest


@dataclass(frozen=True)
class Prepared:
    """A registration with its client-made UUID; the bodies may hold My Numbers, so they never show themselves."""

    id: str
    manifest: Manifest
    batches: Sequence[bytes] = field(repr=False)
    sizes: Sequence[int]
    photos: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class RecordTooLarge(ValueError):
    """One record alone is over the limit of a request."""


def prepare(registration_id: str, kind: Kind, *, rows: Sequence[Sequence[Value]], versions: Sequence[int | None],
            as_of: str, relink: bool = False, my_numbers: Mapping[str, str | None] | None = None,
            photos: Mapping[str, bytes] | None = None) -> Prepared:
    """Encode rows (in `kind.linked` order) with the versions seen; `my_numbers` None: the switch is off."""
    batches: list[bytes] = []
    sizes: list[int] = []
    for start in range(0, len(rows), BATCH_LIMIT):
        stop = min(start + BATCH_LIMIT, len(rows))
        for size, body in _encoded(kind, rows[start:stop], versions[start:stop], my_numbers):
            batches.append(body)
            sizes.append(size)
    digest = manifest_digest(map(body_digest, batches))
    manifest = Manifest(kind=kind.id, as_of=as_of, people=len(rows), batches=len(batches), photos=len(photos or {}),
                        relink=relink, with_my_number=my_numbers is not None, digest=digest)
    return Prepared(registration_id, manifest, batches, sizes, photos or {})


def _encoded(kind: Kind, rows: Sequence[Sequence[Value]], versions: Sequence[int | None],
             my_numbers: Mapping[str, str | None] | None) -> list[tuple[int, bytes]]:
    batch: dict[str, object] = {"fields": kind.linked_ids, "rows": rows, "versions": versions}
    if my_numbers is not None:
        place = kind.linked_ids.index(kind.key[0])
        batch["my_numbers"] = [[code, my_numbers[code]] for row in rows if (code := str(row[place])) in my_numbers]
    body = orjson.dumps(batch)
    if len(body) <= BODY_LIMIT:
        return [(len(rows), body)]
    if len(rows) == 1:
        raise RecordTooLarge
    half = len(rows) // 2
    return (_encoded(kind, rows[:half], versions[:half], my_numbers)
            + _encoded(kind, rows[half:], versions[half:], my_numbers))
