"""Who differs from e-AMANO: told by digests and by what NX remembers of the last time, before a record is fetched.

A record is fetched where its digest is another one here, and where e-AMANO has changed something since: items that NX
does not send are in no digest.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from operator import eq

from nxdesk.desk.run_state import Selection
from nxdesk.link.client import Client, GlancedPeople, Glances, RemoteMember
from nxdesk.masters.store import Masters
from nxdesk.records.acquiring import remote_state
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind

Progress = Callable[[int, int], None]


@dataclass
class Looked:
    """What came out, in people: `differing` are to be fetched, `strangers` NX would have to know first.

    `agreed` are those in whom nothing differs though NX did not know that yet, with the state of their records there;
    of the `unfinished` e-AMANO has only what is still being worked on.
    """

    differing: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    agreed: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    nothing: int = 0
    unfinished: int = 0

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
        for people in client.people(kind, None if everybody else sorted(chosen)):
            seen += looking.take_people(people, chosen if everybody else None, newcomers=selection.newcomers)
            progress(seen, max(seen, len(chosen)))
        looking.found.nothing = max(0, len(chosen) - seen + looking.beside)
        return looking.found
    for glances in client.glances(kind, None if everybody else selection.codes, unfinished=selection.unfinished):
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

    def take_people(self, there: GlancedPeople, chosen: frozenset[str] | None, *, newcomers: bool) -> int:
        """`take` of 社員, by columns, without a Python step for each of those in whom nothing differs."""
        found, reach = self.found, (min(there.codes), max(there.codes))
        here = self._masters.people.digests_between(*reach)
        if chosen is not None:
            wanted = [code in chosen or (newcomers and code not in here) for code in there.codes]
            there = GlancedPeople(list(compress(there.codes, wanted)), list(compress(there.versions, wanted)),
                                  list(compress(there.digests, wanted)))
            self.beside += sum(code not in chosen for code in there.codes) if newcomers else 0
        states = self._masters.linkage.remote_states_between(*reach, self._kind.id)
        if states:
            touched = [version > 1 if (state := states.get(code)) is None else str(version) != state
                       for code, version in zip(there.codes, there.versions, strict=True)]
        else:
            touched = [version > 1 for version in there.versions]
        same = map(eq, map(here.get, there.codes), there.digests)
        alike = [agrees and not changed for agrees, changed in zip(same, touched, strict=True)]
        agreeing = zip(compress(there.codes, alike), map(str, compress(there.versions, alike)), strict=True)
        found.agreed.update((pair for pair in agreeing if pair[0] not in states) if states else agreeing)
        found.differing += (code for code, agrees in zip(there.codes, alike, strict=True) if not agrees)
        found.unchanged += sum(alike)
        return len(there.codes)

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
            found.agreed[owner] = now

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
