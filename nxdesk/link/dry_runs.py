"""Dry runs: what is asked of the service before a registration, and its answers, read with care (wire.shapes).

A dry run never carries a My Number, only whether NX has one. Answers may be long: their effects become tuples of shared
texts, which cost little to keep and nothing to collect.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from nxdesk.link.answers import record_errors
from nxdesk.link.batches import Part, Row, travelling
from nxdesk.link.causes import harmless
from nxdesk.link.lane import Call
from nxdesk.records.effects import Effect
from nxdesk.records.fields import Kind
from nxdesk.wire import protocol
from nxdesk.wire.protocol import Verdict
from nxdesk.wire.shapes import RecordError

RawEffect = tuple[str | int | None, ...]
"""`(field, effect, old, new, rule)`."""

_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_WORDS = frozenset(effect.value for effect in Effect)


@dataclass(frozen=True)
class Question:
    """One request of a dry run; `places` are those of its rows among all rows that are asked about."""

    kind: Kind
    body: bytes = field(repr=False)
    people: Sequence[str]
    places: Sequence[int]
    codes: Sequence[str]


class CheckedRow(NamedTuple):
    """The service's verdict on one record; `member` and `name` are those of the record that it has."""

    code: str
    verdict: Verdict
    version: int | None
    updated_at: str
    member: int | None
    name: str
    effects: tuple[RawEffect, ...]
    errors: Sequence[RecordError]


class CheckedGone(NamedTuple):
    """A record of the service's that would go; `near` is the place in the question of a new one that is like it."""

    code: str
    member: int
    version: int
    updated_at: str
    name: str
    my_number: bool
    near: int | None
    effects: tuple[RawEffect, ...]


class Verdicts(NamedTuple):
    """The answer to one question: a row for each of its rows, in order, and what would go."""

    question: Question
    rows: Sequence[CheckedRow]
    gone: Sequence[CheckedGone]


def questions(kind: Kind, parts: Iterable[Part], *, rows: Sequence[Row], codes: Sequence[str], as_of: str, relink: bool,
              numbers: Sequence[bool] | None = None, photos: Sequence[str | None] | None = None,
              full: bool = False) -> Iterator[Question]:
    """The requests for rows (in `kind.linked` order), one for each of `parts` (`batches.parts_of`), made in its turn.

    Beside the rows stand the `codes` of their people, `numbers` (NX has a My Number; None: the switch is off) and
    `photos` (digests; None: the kind has no photo).
    """
    for part in parts:
        yield Question(kind, _body(kind, part, rows, as_of, numbers, photos, relink=relink, full=full), part.people,
                       part.places, [codes[n] for n in part.places])


def _body(kind: Kind, part: Part, rows: Sequence[Row], as_of: str, numbers: Sequence[bool] | None,
          photos: Sequence[str | None] | None, *, relink: bool, full: bool) -> bytes:
    batch: dict[str, object] = {"fields": kind.linked_ids, "rows": travelling([rows[n] for n in part.places]),
                                "versions": [None] * len(part.places)}
    if kind.many:
        batch["people"] = part.people
    asked: dict[str, object] = {"kind": kind.id, "as_of": as_of, "relink": relink,
                                "with_my_number": numbers is not None, "batch": batch}
    if numbers is not None:
        asked["numbers"] = [numbers[n] for n in part.places]
    if photos is not None:
        asked["photos"] = [photos[n] for n in part.places]
    if full:
        asked["full"] = True
    return orjson.dumps(asked)


def dry_run(question: Question) -> Call:
    """The request of a question."""
    return Call("POST", protocol.CHECK, question.body)


class Reader:
    """Reads the answers to the questions of one dry run."""

    def __init__(self, kind: Kind) -> None:
        self._items = kind.by_id
        self._shared: dict[str, str] = {}

    def read(self, question: Question, body: Any) -> Verdicts:
        """The verdicts in an answer; raises ValueError, TypeError or KeyError for one that is not as promised."""
        rows = [self._row(record) for record in body["records"]]
        gone = [self._gone(record, len(rows)) for record in body["deletions"]]
        if [row.code for row in rows] != list(question.codes) or not {g.code for g in gone} <= set(question.people):
            raise ValueError("another question's answer")
        return Verdicts(question, rows, gone)

    def _row(self, record: Mapping[str, Any]) -> CheckedRow:
        version, member = record["version"], record["member"]
        return CheckedRow(
            _text(record["code"]), _VERDICTS[record["verdict"]], None if version is None else _whole(version),
            _text(record["updated_at"] or ""), None if member is None else _whole(member),
            harmless(_text(record["name"])), self._effects(record["effects"]), record_errors(record["errors"]))

    def _gone(self, record: Mapping[str, Any], rows: int) -> CheckedGone:
        near = record["near"]
        if near is not None and not 0 <= _whole(near) < rows:
            raise ValueError("near")
        return CheckedGone(
            _text(record["code"]), _whole(record["member"]), _whole(record["version"]), _text(record["updated_at"]),
            harmless(_text(record["name"])), record["my_number"] is True, near, self._effects(record["effects"]))

    def _effects(self, found: list[list[Any]]) -> tuple[RawEffect, ...]:
        share = self._shared.setdefault
        effects = tuple([(share(item, item), share(effect, effect), old, new, share(rule, rule))
                         for item, effect, old, new, rule in found])
        for effect in effects:
            if effect[0] not in self._items or effect[1] not in _WORDS:
                raise ValueError("effect")
        return effects


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("number")
    return value
