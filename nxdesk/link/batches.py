"""A registration ready to be sent: its manifest and its batches, encoded once (wire.shapes).

What is encoded here is sent byte by byte as it stands, now and when it is sent again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import orjson

from nxdesk.records.fields import Kind, Value
from nxdesk.records.matching import match_key
from nxdesk.wire.digests import body_digest, manifest_digest
from nxdesk.wire.protocol import BATCH_LIMIT, BODY_LIMIT, SAME_LIMIT
from nxdesk.wire.shapes import Manifest

_FEW = 4
"""Batches whose digests are made sooner than threads for them."""


class Deletion(NamedTuple):
    """個人コード, the record's id at e-AMANO, the version that was shown, and the document that it goes out of."""

    code: str
    member: int
    version: int
    document: str = ""


class Same(NamedTuple):
    """Somebody who stays as he is at e-AMANO: 個人コード, and of all records the digests and the versions that were seen."""

    code: str
    digests: list[str]
    versions: list[int]


Row = Sequence[Value] | bytes
"""The values of a record in `kind.linked` order, or the JSON of these in UTF-8."""


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


def prepare(registration_id: str, kind: Kind, *, rows: Sequence[Row], versions: Sequence[int | None],
            as_of: str, relink: bool = False, my_numbers: Sequence[str | None] | None = None,
            photos: Mapping[str, bytes] | None = None, people: Sequence[str] = (),
            deletions: Sequence[Deletion] = (), codes: Sequence[str] | None = None,
            same: Sequence[Same] = ()) -> Prepared:
    """Encode rows (in `kind.linked` order), beside them the versions seen and `my_numbers` (None: the switch is off).

    `codes` are those of the rows, for who knows them already.

    Kinds with several records a person also need `people`, everybody whose records the rows state as a whole; the rows
    stand person by person, in the order of the people. Deletions tell their document, where the kind has any.

    People in `same` are among neither, and are registered again with what they have.
    """
    place = kind.linked_ids.index(kind.key[0])
    named = [str(_values(row)[place]) for row in rows] if codes is None else list(codes)
    content = _Content(kind, named, rows, versions, my_numbers)
    everybody = (len(people) if kind.many else len(rows)) + len(same)
    batches: list[bytes] = []
    sizes: list[int] = []
    for size, body in _bodies(content, same, parts_of(kind, content.codes, rows, people, deletions)):
        batches.append(body)
        # Of who stands in several batches the first one counts.
        sizes.append(min(size, everybody - sum(sizes)))
    manifest = Manifest(
        kind=kind.id, as_of=as_of, people=everybody, rows=len(rows) + sum(len(one.digests) for one in same),
        batches=len(batches),
        photos=len(photos or {}), deletions=len(deletions), relink=relink,
        with_my_number=my_numbers is not None, digest=manifest_digest(_digests(batches)))
    return Prepared(registration_id, manifest, batches, sizes, photos or {})


def _digests(bodies: Sequence[bytes]) -> list[str]:
    """Of each. They need no interpreter and so two processors; beside the encoding they would wait for it each time."""
    if len(bodies) <= _FEW:
        return list(map(body_digest, bodies))
    with ThreadPoolExecutor(2, "nxdesk-digests") as threads:
        return list(threads.map(body_digest, bodies))


def _bodies(content: "_Content", same: Sequence[Same], parts: Iterable["Part"]) -> Iterator[tuple[int, bytes]]:
    """Number of people and body of each batch."""
    for some in _portions(same):
        yield len(some), _encoded_same(some)
    for part in parts:
        yield from content.encoded(part)


def _portions(same: Sequence[Same]) -> Iterator[list[Same]]:
    """As many people together as a batch of such holds."""
    held: list[Same] = []
    records = 0
    for one in same:
        records += len(one.digests)
        if held and (len(held) >= SAME_LIMIT or records > SAME_LIMIT):
            yield held
            held, records = [], len(one.digests)
        held.append(one)
    if held:
        yield held


def _encoded_same(same: Sequence[Same]) -> bytes:
    return orjson.dumps({"same": {
        "people": [one.code for one in same], "digests": ["".join(one.digests) for one in same],
        "versions": [version for one in same for version in one.versions]}})


def travelling(rows: Sequence[Row]) -> object:
    """What the encoder is given for the rows of a batch: JSON is not encoded again, and taken in one piece."""
    if set(map(type, rows)) == {bytes}:
        return orjson.Fragment(b"[%b]" % b",".join(cast("Sequence[bytes]", rows)))
    return [orjson.Fragment(row) if isinstance(row, bytes) else row for row in rows]


def _values(row: Row) -> Sequence[Value]:
    found: Sequence[Value] = orjson.loads(row) if isinstance(row, bytes) else row
    return found


class Part(NamedTuple):
    """People with the places of their rows and the deletions of their records."""

    people: list[str]
    places: list[int]
    deletions: list[Deletion]


def parts_of(kind: Kind, codes: list[str], rows: Sequence[Row] = (), people: Sequence[str] = (),
             deletions: Sequence[Deletion] = ()) -> Iterable[Part]:
    """What goes together in one request; `codes` tell whose each row is, `people` as for `prepare`."""
    if not kind.many:
        return _cut(codes)
    whole = _by_person(people, codes, deletions)
    return _bundled(_by_document(kind, whole, rows) if kind.document else whole)


def parted(kind: Kind, codes: Iterable[str]) -> dict[str, int]:
    """Whose records are too many for one request, and how many they are: they go by document, where a kind has any."""
    if not kind.document:
        return {}
    return {code: many for code, many in Counter(codes).items() if many > BATCH_LIMIT}


def _cut(codes: list[str]) -> Iterator[Part]:
    """A record a person."""
    for start in range(0, len(codes), BATCH_LIMIT):
        people = codes[start:start + BATCH_LIMIT]
        yield Part(people, list(range(start, start + len(people))), [])


def _by_person(people: Sequence[str], codes: list[str], deletions: Sequence[Deletion]) -> Iterable[Part]:
    parts = {code: Part([code], [], []) for code in people}
    for place, code in enumerate(codes):
        parts[code].places.append(place)
    for deletion in deletions:
        parts[deletion.code].deletions.append(deletion)
    return parts.values()


def _by_document(kind: Kind, parts: Iterable[Part], rows: Sequence[Row]) -> Iterator[Part]:
    """Who has more than a batch holds stands in several of them, each document whole in one."""
    for part in parts:
        if len(part.places) <= BATCH_LIMIT and len(part.deletions) <= BATCH_LIMIT:
            yield part
            continue
        documents: dict[str, Part] = {}
        for place in part.places:
            document = document_key(kind, dict(zip(kind.linked_ids, _values(rows[place]), strict=True)))
            documents.setdefault(document, Part(part.people, [], [])).places.append(place)
        for deletion in part.deletions:
            documents.setdefault(deletion.document, Part(part.people, [], [])).deletions.append(deletion)
        yield from documents.values()


def document_key(kind: Kind, record: Mapping[str, Value]) -> str:
    """By what a record's document is told apart from others of the same person."""
    return match_key(tuple((name,) for name in kind.document), record)


def _bundled(parts: Iterable[Part]) -> Iterator[Part]:
    """As many people together as a batch holds; no part is parted."""
    held = Part([], [], [])
    for part in parts:
        if held.people and (len(held.people) >= BATCH_LIMIT or len(held.places) + len(part.places) > BATCH_LIMIT
                            or len(held.deletions) + len(part.deletions) > BATCH_LIMIT):
            yield held
            held = Part([], [], [])
        if held.people[-1:] != part.people:
            held.people.extend(part.people)
        held.places.extend(part.places)
        held.deletions.extend(part.deletions)
    if held.people:
        yield held


def _body(kind: Kind, rows: Sequence[Row], beside: Mapping[str, object]) -> bytes:
    """A batch in JSON: its rows, and what stands `beside` them.

    In one go: the encoder would copy rows that are JSON already, some hundred kilobytes, again and again.
    """
    encoded = [row if isinstance(row, bytes) else orjson.dumps(row) for row in rows] or [b""]
    encoded[0] = orjson.dumps({"fields": kind.linked_ids})[:-1] + b',"rows":[' + encoded[0]
    encoded[-1] += b"]," + orjson.dumps(beside)[1:]
    return b",".join(encoded)


class _Content(NamedTuple):
    """Everything of a registration, before it is cut into batches."""

    kind: Kind
    codes: list[str]
    rows: Sequence[Row]
    versions: Sequence[int | None]
    my_numbers: Sequence[str | None] | None

    def encoded(self, part: Part) -> list[tuple[int, bytes]]:
        """Number of people and body, in halves where it would be too large."""
        batch: dict[str, object] = {"versions": [self.versions[place] for place in part.places]}
        if self.my_numbers is not None:
            batch["my_numbers"] = [self.my_numbers[place] for place in part.places]
        if self.kind.many:
            batch |= {"people": part.people, "deletions": [deletion[:3] for deletion in part.deletions]}
        body = _body(self.kind, [self.rows[place] for place in part.places], batch)
        if len(body) <= BODY_LIMIT:
            return [(len(part.people), body)]
        if len(part.people) == 1:
            raise RecordTooLarge
        return [found for half in self._halves(part) for found in self.encoded(half)]

    def _halves(self, part: Part) -> Iterator[Part]:
        half = len(part.people) // 2
        for people in (part.people[:half], part.people[half:]):
            whose = set(people)
            yield Part(people, [place for place in part.places if self.codes[place] in whose],
                        [deletion for deletion in part.deletions if deletion.code in whose])
