"""連携前の確認 (the manual's ★): what of NX's data e-AMANO would refuse, counted before anything is linked.

The manual's own items come first, whether or not something is wrong with them; every other check that blocks a linkage
follows. People whose record bears the mark of the checks are not looked at again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.store import Masters
from nxdesk.masters.tables import RIGHT
from nxdesk.records.checks import DEPENDENT, Checker, blocks, link_checker, unused_dependents
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.records.messages import Issue
from nxdesk.records.naming import naming

_STARRED: tuple[tuple[Kind, str], ...] = (
    (EMPLOYEE, "company_email"), (FAMILY, "birth_date"), (FAMILY, "relationship_code"))
_UNUSED = (FAMILY, DEPENDENT)
Row = Sequence[Value]


class Place(NamedTuple):
    """One record at fault: whose, and its number among theirs, 0 for the person."""

    owner: str
    seq: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong in `places`: with which item of which kind, in words, and whether it blocks the linkage.

    `starred` problems are the manual's; they are listed even where nothing is wrong (`places` empty).
    """

    kind: Kind
    item: str
    label: str
    sentence: str
    places: tuple[Place, ...]
    starred: bool = False
    warning: bool = False

    @property
    def id(self) -> str:
        """Tells problems apart."""
        return f"{self.kind.id}/{self.item}/{self.sentence}"


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was found among so many people and family members."""

    people: int
    members: int
    problems: tuple[Problem, ...]

    @property
    def blocking(self) -> int:
        """How many records cannot be linked as they are."""
        return len({(problem.kind.id, *place) for problem in self.problems if not problem.warning
                    for place in problem.places})

    @property
    def worth_showing(self) -> bool:
        """Something is wrong, or should be looked at."""
        return any(problem.places for problem in self.problems)


class Listed(NamedTuple):
    """A record at fault as a list shows it."""

    owner: str
    seq: int
    person: str
    member: str


@tells_trouble
class CompletenessDesk:
    """Looks at the masters as they are now."""

    def __init__(self, masters: Masters, clock: Clock) -> None:
        self._masters = masters
        self._clock = clock

    def check(self) -> Completeness:
        """Look at everybody."""
        found: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
        issues: dict[tuple[str, str, str], Issue] = {}
        for kind, place, issue in (*self._people(), *(members := self._family()).found):
            item = kind.by_id[issue.field]
            own = (kind, item.id) in _STARRED and issue.code in (item.missing, item.shape.message)
            key = (kind.id, issue.field, "" if own else issue.code)
            found[key].append(place)
            issues.setdefault(key, issue)
        problems = [_starred(kind, item, found.pop((kind.id, item, ""), [])) for kind, item in _STARRED]
        problems.append(members.unused)
        others = [Problem(kind, field, issues[key].label, issues[key].sentence, tuple(places))
                  for key, places in found.items() for kind, field in [(_KINDS[key[0]], key[1])]]
        others.sort(key=lambda problem: (problem.kind.number, -len(problem.places), problem.label))
        return Completeness(self._masters.people.count(), members.records, (*problems, *others))

    def never_linked(self) -> bool:
        """Nobody of these masters was ever linked."""
        return not self._masters.linkage.anybody()

    def listed(self, problem: Problem) -> list[Listed]:
        """The records at fault by name, in order."""
        owners = {place.owner for place in problem.places}
        people = self._masters.people.parents(owners)
        names: Mapping[tuple[Value, Value], str] = {}
        if problem.kind.many:
            ids = (*problem.kind.key, *problem.kind.named_by)
            name = naming(problem.kind, ids)
            names = {(row[0], row[1]): name(row)
                     for row in self._masters.records(problem.kind).some(ids, owners)}
        return [Listed(*place, people[place.owner].name if place.owner in people else "", names.get(place, ""))
                for place in sorted(problem.places)]

    def _people(self) -> list[tuple[Kind, Place, Issue]]:
        checker, today = link_checker(EMPLOYEE), self._clock.today()
        marks: dict[Value, bool] = {}
        doubtful = []
        for code, mark in self._masters.people.some(("employee_code", RIGHT)):
            if mark not in marks:
                marks[mark] = checker.marked_right(None if mark is None else str(mark), today)
            if not marks[mark]:
                doubtful.append(str(code))
        rows = [(str(code), 0, row) for code, _, _, _, *row in self._masters.people.linked(doubtful)]
        return _judged(EMPLOYEE, checker, rows, today)

    def _family(self) -> "_Members":
        checker, today = link_checker(FAMILY), self._clock.today()
        rows = [(str(code), int(seq or 0), row) for code, seq, _, _, *row in self._masters.families.linked()]
        found = _judged(FAMILY, checker, rows, today)
        by_owner: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for owner, seq, row in rows:
            by_owner[owner].append((seq, row))
        for owner, members in by_owner.items():
            if len(members) == 1:
                # What blocks a member of these groups is always another one.
                continue
            together = checker.group_issues([row for _, row in members], None)
            found += [(FAMILY, Place(owner, members[place][0]), issue) for place, issue in together if blocks((issue,))]
        kind, item = _UNUSED
        flag = kind.linked_ids.index(item)
        unused = unused_dependents(kind, [row[flag] for *_, row in rows])
        places = tuple(Place(owner, seq) for owner, seq, _ in rows) if unused is not None else ()
        sentence = "" if unused is None else _NOBODY
        return _Members(len(rows), found, Problem(kind, item, kind.by_id[item].label, sentence, places,
                                                  starred=True, warning=True))


class _Members(NamedTuple):
    records: int
    found: list[tuple[Kind, Place, Issue]]
    unused: Problem


_KINDS = {kind.id: kind for kind in (EMPLOYEE, FAMILY)}
_NOBODY = ("全員の家族で健康保険被扶養者がチェックなしです。チェックなしで連携すると、e-AMANOで社会保険の扶養追加手続きは行えますが、"
           "扶養削除手続きは行えません。")
"""The manual's ※ under its ★."""

_NEEDED = "{label}は連携の必須項目です。未入力か、正しくない値です。"


def _starred(kind: Kind, item: str, places: Sequence[Place]) -> Problem:
    label = kind.by_id[item].label
    return Problem(kind, item, label, _NEEDED.format(label=label) if places else "", tuple(places), starred=True)


def _judged(kind: Kind, checker: Checker, rows: Sequence[tuple[str, int, Row]],
            today: str) -> list[tuple[Kind, Place, Issue]]:
    """Everything that blocks one of these records by itself."""
    suspects = checker.suspects_of([row for *_, row in rows], today, warnings=False)
    return [(kind, Place(rows[at][0], rows[at][1]), issue) for at in suspects
            for issue in _blocking(checker.row_issues(rows[at][2], today))]


def _blocking(issues: Sequence[Issue]) -> Iterator[Issue]:
    return (issue for issue in issues if blocks((issue,)))
