"""Reads what names people by the digests of their records in place of rows. Nothing of it is taken on trust."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from nxdesk.eamano.rules.bodies import invalid, members, owners
from nxdesk.records.digests import DIGITS
from nxdesk.records.fields import Kind
from nxdesk.records.settled import may_stay
from nxdesk.wire.protocol import SAME_LIMIT
from nxdesk.wire.shapes import Manifest

SAME = "same"
_MEMBERS = frozenset({"people", "digests", "versions"})
_HEXADECIMAL = re.compile("[0-9a-f]*")
_VERSION_MOST = 2**53


@dataclass(frozen=True, slots=True)
class ReadSame:
    """People with the digests of all their records, joined for each, and the versions of these, one after the other."""

    people: list[str]
    digests: list[str]
    versions: list[int]

    @property
    def many(self) -> int:
        """How many records they have."""
        return len(self.versions)


def joined(parts: Sequence[ReadSame]) -> ReadSame:
    """People of several lists in one, in their order."""
    return ReadSame(list(chain.from_iterable(part.people for part in parts)),
                    list(chain.from_iterable(part.digests for part in parts)),
                    list(chain.from_iterable(part.versions for part in parts)))


def read_same(manifest: Manifest, kind: Kind, found: object) -> ReadSame | None:
    """The people in a batch without rows; None for a batch with rows. Raises Refused for one that is built wrong."""
    if not isinstance(found, dict) or SAME not in found:
        return None
    if not (manifest["relink"] and may_stay(kind)) or manifest["with_my_number"]:
        raise invalid(f"/{SAME}", "この登録では指定できません。")
    same = members(members(found, "", frozenset({SAME}))[SAME], f"/{SAME}", _MEMBERS)
    people, digests = people_and_digests(kind, same, f"/{SAME}")
    versions, many = same["versions"], sum(map(len, digests)) // DIGITS
    if not isinstance(versions, list) or len(versions) != many or many > SAME_LIMIT:
        raise invalid(f"/{SAME}/versions", f"要約値と同じ数の、{SAME_LIMIT}件までの配列です。")
    if versions and (set(map(type, versions)) != {int} or not 1 <= min(versions) <= max(versions) <= _VERSION_MOST):
        place = next(n for n, version in enumerate(versions)
                     if type(version) is not int or not 1 <= version <= _VERSION_MOST)
        raise invalid(f"/{SAME}/versions/{place}", "1以上の整数です。")
    return ReadSame(people, digests, versions)


def people_and_digests(kind: Kind, found: Mapping[str, object], pointer: str) -> tuple[list[str], list[str]]:
    """The members of these names: whose, and beside each the digests of his records, joined; raises Refused."""
    people, digests = found["people"], found["digests"]
    if not isinstance(people, list) or not 1 <= len(people) <= SAME_LIMIT:
        raise invalid(f"{pointer}/people", f"1から{SAME_LIMIT}件までの{kind.owner.label}の配列です。")
    owners(kind, people, f"{pointer}/people")
    if len(set(people)) != len(people):
        raise invalid(f"{pointer}/people", f"同じ{kind.owner.label}が二度含まれています。")
    if not isinstance(digests, list) or len(digests) != len(people):
        raise invalid(f"{pointer}/digests", f"{kind.owner.label}と同じ数の配列です。")
    if set(map(type, digests)) != {str} or not all(_fits(kind, digests)):
        place = next(n for n, text in enumerate(digests) if not isinstance(text, str) or not all(_fits(kind, [text])))
        raise invalid(f"{pointer}/digests/{place}", f"16進{DIGITS}桁の要約値を続けた文字列です。")
    return people, digests


def _fits(kind: Kind, digests: Sequence[str]) -> Iterator[bool]:
    """Each is as many digests as a person of the kind can have records."""
    yield not any(many % DIGITS for many in set(map(len, digests))) if kind.many else set(map(len, digests)) == {DIGITS}
    yield _HEXADECIMAL.fullmatch("".join(digests)) is not None
