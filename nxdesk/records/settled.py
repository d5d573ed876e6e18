"""Records of e-AMANO's that a registration of just what they hold leaves as they are, and the word that says so.

The word stands beside a record (`settled_mark`): at this version, and by these rules, who registers the record's own
linked values again changes nothing and is refused nothing. Every other writer raises the version, and a program with
other rules has another word, so that it dies by itself. My Numbers and what else is kept apart are not in it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter

from nxdesk.records.checks import link_checker
from nxdesk.records.effects import plan, treatments
from nxdesk.records.fields import Kind, Value

_DIGITS = 8


def may_stay(kind: Kind) -> bool:
    """The kind has the word: what is registered again as a whole of a person (再登録), and not document by document."""
    return kind.by_person and not kind.upsert


def settled_mark(kind: Kind, version: int) -> str:
    """The word beside a record of this version."""
    return f"{version} {_rules(kind)}"


@lru_cache(maxsize=32)
def _rules(kind: Kind) -> str:
    told = f"{link_checker(kind).version}{treatments(kind)}{kind.match}"
    return sha256(told.encode()).hexdigest()[:_DIGITS]


@lru_cache(maxsize=32)
def settles(kind: Kind) -> Callable[[tuple[Value, ...]], bool]:
    """Whether a record, in `kind.eamano_columns` order, would stay as it is."""
    columns = [item.id for item in kind.eamano_columns]
    linked = itemgetter(*map(columns.index, kind.linked_ids))
    return lambda record: unchanged_by(kind, linked(record), record)


def unchanged_by(kind: Kind, linked: Sequence[Value], record: tuple[Value, ...]) -> bool:
    """Whether a record of these linked values would stay as it is, were they registered again."""
    return plan(kind).target(linked, record) == record
