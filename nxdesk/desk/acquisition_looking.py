"""Who differs from e-AMANO: told by digests and by what NX remembers of the last time, before a record is fetched.

A record is fetched where its digest is another one here, and where e-AMANO has changed something since: items that NX
does not send are in no digest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import compress
from operator import not_

from nxdesk.desk.run_state import Selection
from nxdesk.link.client import Client, Glances, PersonLines, RemoteMember
from nxdesk.masters.people import UNSEEN
from nxdesk.masters.store import Masters
from nxdesk.records.acquiring import remote_state
from nxdesk.records.digests import WITHIN_LINE
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind

Progress = Callable[[int, int], None]


@dataclass
class Looked:
    """What came out, in people: `differing` are to be fetched, `strangers` NX would have to know first.

    `agreed` are those in whom nothing differs though NX did not know that yet, behind the state of their records there;
    of the `unfinished` e-AMANO has only what is still being worked on.
    """

    differing: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    agreed: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    unchanged: int = 0
    nothing: int = 0
    unfinished: int = 0

    def states(self) -> dict[str, str]:
        """Of the `agreed`, by owner. Hardly anybody asks: nothing is written before the user says so."""
        return {owner: state for state, owners in self.agreed for owner in owners}

    @property
    def people(self) -> int:
        """Everybody who was looked at."""
        return len(self.differing) + len(self.strangers) + self.unchanged + self.nothing + self.unfinished


def look(client: Client, masters: Masters, kind: Kind, selection: Selection, progress: Progress) -> Looked:
    """Look at everybody who is chosen, a piece at a time. Raises LinkFailure."""
    looking = _Looking(masters, kind)
    chosen, seen = frozenset(selection.codes), 0
    # For most of the people it costs less to read the whole list than to ask for each of them.
    everybody = selection.newcomers or len(chosen) * 2 > masters.people.count()
    if kind is EMPLOYEE:
        with closing(client.people(kind, None if everybody else sorted(chosen))) as listed:
            for people in listed:
                seen += looking.take_people(people, chosen, newcomers=selection.newcomers)
                progress(seen, max(seen, len(chosen)))
        looking.found.nothing = max(0, len(chosen) - seen + looking.beside)
        return looking.found
    with closing(client.glances(kind, None if everybody else selection.codes,
                                unfinished=selection.unfinished)) as pieces:
        for glances in pieces:
            seen += looking.take(glances, chosen if everybody else None, newcomers=selection.newcomers)
            progress(seen, max(seen, len(chosen)))
    found = looking.found
    missing = chosen - looking.met if kind.finished is not None and not selection.unfinished else frozenset()
    found.unfinished = sum(map(len, client.glances(kind, sorted(missing), unfinished=True)))
    found.nothing = max(0, len(chosen) - seen + looking.beside - found.unfinished)
    return found


class _Looking:
    """Compares piece by piece, so that little is held at a time."""

    def __init__(self, masters: Masters, kind: Kind) -> None:
        self._masters = masters
        self._kind = kind
        self.found = Looked()
        self.beside = 0
        """Newcomers, whom nobody chose by name."""
        self.met: set[str] = set()
        """Everybody of whom there was something, of kinds that tell what is finished."""

    def take_people(self, there: PersonLines, chosen: frozenset[str], *, newcomers: bool) -> int:
        """`take` of 社員, by lines, without a Python step for each of those in whom nothing differs."""
        found, codes, expected = self.found, there.codes, self._masters.people.expected(there.codes)
        alike: Sequence[bool] = there.among(expected.lines)
        if not chosen.issuperset(codes):
            here = frozenset(line.partition(WITHIN_LINE)[0] for line in expected.lines) if newcomers else frozenset()
            wanted = [code in chosen or (newcomers and code not in here) for code in codes]
            codes, alike = list(compress(codes, wanted)), list(compress(alike, wanted))
            self.beside += sum(code not in chosen for code in codes)
        agreeing: Iterable[str] = compress(codes, alike)
        if expected.known:
            states = self._masters.linkage.remote_states_between(codes[0], codes[-1], self._kind.id) if codes else {}
            agreeing = (code for code in agreeing if code not in states)
        found.agreed.append((UNSEEN, list(agreeing)))
        found.differing += compress(codes, map(not_, alike))
        found.unchanged += sum(alike)
        return len(codes)

    def take(self, glances: Glances, chosen: frozenset[str] | None, *, newcomers: bool) -> int:
        """Look at those of a piece who are chosen, with `newcomers` also at those NX does not know: how many."""
        asked = [owner for owner in glances if chosen is None or newcomers or owner in chosen]
        if self._kind.finished is not None:
            self.met.update(asked)
        here, known = self._digests(asked), frozenset(self._known(asked))
        states = self._masters.linkage.remote_states(asked, self._kind.id)
        count = 0
        for owner in asked:
            if chosen is not None and owner not in chosen:
                if owner in known:
                    continue
                self.beside += 1
            self._judge(owner, glances[owner], here.get(owner, ()), states.get(owner), stranger=owner not in known)
            count += 1
        return count

    def _judge(self, owner: str, there: Sequence[RemoteMember], here: Sequence[str], state: str | None, *,
               stranger: bool) -> None:
        found = self.found
        if stranger and self._kind.parent is not None:
            found.strangers.append(owner)
            return
        now = remote_state(self._kind, [(record.member, record.version) for record in there])
        touched = now != state if state is not None else any(record.version > 1 for record in there)
        if touched or Counter(record.digest for record in there) - Counter(here):
            found.differing.append(owner)
            return
        found.unchanged += 1
        if state is None:
            found.agreed.append((now, (owner,)))

    def _known(self, owners: Sequence[str]) -> Iterator[str]:
        return (str(code) for code, in self._masters.people.some(("employee_code",), owners))

    def _digests(self, owners: Sequence[str]) -> Mapping[str, Sequence[str]]:
        kind = self._kind
        rows = self._masters.records(kind).some((*kind.key, "digest"), owners)
        if not kind.many:
            return {str(row[0]): (str(row[-1]),) for row in rows}
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(str(row[0]), []).append(str(row[-1]))
        return found
