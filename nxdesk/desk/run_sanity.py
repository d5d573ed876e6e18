"""照合 after a registration: does e-AMANO have what was sent? It asks for counts and digests, and never sends anything.

A registration is a success by its outcome alone; what is found here is a remark beside it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from threading import Timer

from nxdesk.desk.run_checks import Person
from nxdesk.desk.run_people import Chosen
from nxdesk.link.client import Client
from nxdesk.link.failure import LinkFailure
from nxdesk.records.digests import row_digest
from nxdesk.records.effects import plan
from nxdesk.records.fields import Kind, Value

PATIENCE_SECONDS = 10.0
"""How long the question may take: the registration itself is over, and nobody should wait for a remark."""

_NAMED = 3
_VARIANTS = 64


@dataclass(frozen=True, slots=True)
class Sanity:
    """What came out: `matched` of `expected` records are there as sent. `ok` is None where it could not be asked.

    `codes` are the people of whom something else is there, `reason` why it could not be asked.
    """

    ok: bool | None
    matched: int = 0
    expected: int = 0
    codes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def sentence(self) -> str:
        """「照合OK 12/12」, or what is to be looked at."""
        if self.ok is None:
            return f"照合できませんでした（登録は済んでいます）。{self.reason}".strip()
        count = f"{self.matched}/{self.expected}"
        if self.ok:
            return f"照合OK {count}"
        return f"照合NG {count} 送った内容とe-AMANOの内容が違う個人: {some(self.codes)}"


def some(codes: Sequence[str], named: int = _NAMED) -> str:
    """The first few codes, and how many there are where these are not all."""
    more = f" など{len(codes)}名" if len(codes) > named else ""
    return "、".join(codes[:named]) + more


def look(client: Client, chosen: Chosen, *, relink: bool, seconds: float = PATIENCE_SECONDS) -> Sanity:
    """Ask what e-AMANO has of these people now, once for 10,000 of them, and compare."""
    patience = Timer(seconds, client.cancel)
    patience.daemon = True
    patience.start()
    try:
        found = digests_there(client, chosen.kind, chosen.codes)
    except LinkFailure as failure:
        return Sanity(None, expected=len(chosen.records), reason=f"{failure.sentence}({failure.code})")
    finally:
        patience.cancel()
    return compared(chosen, found, relink=relink)


def digests_there(client: Client, kind: Kind, codes: Sequence[str]) -> Mapping[str, Collection[str]]:
    """The digests of every record that these people have at e-AMANO. Raises LinkFailure."""
    return {code: [record.digest for record in records]
            for glances in client.glances(kind, codes, unfinished=True) for code, records in glances.items()}


def compared(chosen: Chosen, there: Mapping[str, Collection[str]], *, relink: bool) -> Sanity:
    """Compare person by person: every record sent is there, and none beside them."""
    records: dict[str, list[Person]] = {code: list(found) for code, found in chosen.by_person()}
    matched, differ = 0, []
    for code in chosen.codes:
        sent, left, found = records.get(code, []), Counter(there.get(code, ())), 0
        for record in sent:
            right = next((one for one in _right(chosen.kind, record, relink=relink) if left[one]), None)
            if right is not None:
                left[right] -= 1
                found += 1
        matched += found
        # Of a kind that is registered document by document the others stay beside what was sent.
        beside = not chosen.kind.upsert and bool(left.total())
        if beside or found < len(sent):
            differ.append(code)
    return Sanity(not differ, matched, len(chosen.records), tuple(differ))


def _right(kind: Kind, record: Person, *, relink: bool) -> Iterator[str]:
    """The digests that e-AMANO may have of this record: as sent; registering again leaves some items as they were.

    What these items are there is not known here, so that each of their codes is right (manual ③-10).
    """
    yield record.digest
    if relink:
        places = _kept(kind, record.row)
        choices = [_values(kind, place) for place in places]
        for number, values in enumerate(product(*choices)):
            if number >= _VARIANTS:
                return
            row = list(record.row)
            for place, value in zip(places, values, strict=True):
                row[place] = value
            yield row_digest(row)


def _kept(kind: Kind, row: Sequence[Value]) -> list[int]:
    """The places of the items that registering again leaves as they are in e-AMANO."""
    marks: list[Value] = [f"\x00{item.id}" for item in kind.eamano_columns]
    target = dict(zip((item.id for item in kind.eamano_columns), plan(kind).target(row, marks), strict=True))
    return [place for place, item in enumerate(kind.linked_ids) if target.get(item) == f"\x00{item}"]


def _values(kind: Kind, place: int) -> list[Value]:
    codes = kind.linked[place].shape.codes
    if codes is None:
        return [None]
    return [None, *(int(code) if codes.numeric else code for code, _ in codes.entries)]
