"""Who is looked at, who differs, and what NX learns: 社員 by their lines, judged as one would judge each for himself."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest

from nxdesk.desk.acquisition_looking import Looked, look
from nxdesk.desk.run_state import Selection
from nxdesk.link.client import Client, PersonLines
from nxdesk.link.failure import LinkFailure
from nxdesk.masters.store import Masters, open_masters, sqlite_url
from nxdesk.records.clock import Clock
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.fields import Kind
from nxdesk.vault.seal import Sealer
from tests.desk.acquiring import looked, written
from tests.desk.eamano_side import EamanoSide
from tests.desk.test_acquisition_run import there
from tests.masters.people_rows import KEY, some_rows

PEOPLE, PAGE = 120, 17


class There(NamedTuple):
    """What e-AMANO has of one person."""

    version: int
    digest: str


class Served:
    """A client that knows nothing but these people."""

    def __init__(self, people: dict[str, There]) -> None:
        self._people = dict(sorted(people.items()))
        self.asked: list[Sequence[str] | None] = []

    def people(self, kind: Kind, codes: Sequence[str] | None = None) -> Generator[PersonLines]:
        """In pieces, everybody or those who are asked about."""
        self.asked.append(codes)
        lines = [f"{code}:{one.version}:{one.digest}" for code, one in self._people.items()
                 if codes is None or code in codes]
        for start in range(0, len(lines), PAGE):
            yield PersonLines(kind, lines[start:start + PAGE], lambda: cast(LinkFailure, RuntimeError("broken")))


@pytest.fixture
def masters(tmp_path: Path) -> Iterator[Masters]:
    """Some people without a history."""
    opened = open_masters(sqlite_url(tmp_path / "nx.sqlite"), Sealer(KEY), Clock())
    opened.people.bulk_insert(some_rows(PEOPLE), "test")
    yield opened
    opened.close()


def scene(masters: Masters, chance: Random, known: float) -> tuple[dict[str, There], dict[str, str]]:
    """e-AMANO's people, some changed, some gone, some whom NX does not have; and what NX knows of a part of them."""
    here = {str(code): str(digest) for code, digest in masters.people.some(("employee_code", "digest"))}
    people = {code: There(chance.choice((1, 1, 1, 2, 11)), chance.choice((digest, digest, digest, "0" * 16)))
              for code, digest in here.items() if chance.random() < 0.9}
    people |= {f"{chance.randrange(10 ** 9):010d}": There(1, "f" * 16) for _ in range(9)}
    states = {code: chance.choice((str(one.version), str(one.version), "1", "3", ""))
              for code, one in people.items() if chance.random() < known}
    if states:
        masters.acquisitions.apply(EMPLOYEE, (), "test", states=states)
    return people, states


def by_person(masters: Masters, people: dict[str, There], states: dict[str, str], selection: Selection) -> Looked:
    """The same, one after the other."""
    here = {str(code): str(digest) for code, digest in masters.people.some(("employee_code", "digest"))}
    found, agreed = Looked(), list[str]()
    for code, one in sorted(people.items()):
        if code not in selection.codes and not (selection.newcomers and code not in here):
            continue
        state = states.get(code)
        touched = one.version > 1 if state is None else state != str(one.version)
        if touched or here.get(code) != one.digest:
            found.differing.append(code)
            continue
        found.unchanged += 1
        if state is None:
            agreed.append(code)
    found.agreed = [("1", agreed)]
    found.nothing = sum(code not in people for code in selection.codes)
    return found


@pytest.mark.parametrize("known", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("newcomers", [False, True])
@pytest.mark.parametrize("part", [0.0, 0.2, 0.8, 1.0])
def test_all_at_once_is_as_one_by_one(masters: Masters, part: float, newcomers: bool, known: float) -> None:
    seen: list[int] = []
    for seed in range(4):
        chance = Random(seed)
        masters.linkage.forget_all()
        people, states = scene(masters, chance, known)
        codes = [code for code in masters.people.codes() if chance.random() < part] + ["0000099999"]
        chance.shuffle(codes)
        selection = Selection(tuple(codes), newcomers=newcomers)
        served = Served(people)
        seen.clear()
        found = look(cast(Client, served), masters, EMPLOYEE, selection, lambda done, _: seen.append(done))
        expected = by_person(masters, people, states, selection)
        assert served.asked == [None if newcomers or len(codes) * 2 > PEOPLE else sorted(codes)]
        assert (found.states(), sorted(found.differing)) == (expected.states(), expected.differing)
        assert (found.unchanged, found.nothing, found.people) == (
            expected.unchanged, expected.nothing, expected.people)
        assert seen == sorted(seen)


def test_whoever_was_not_asked_about_is_not_looked_at(masters: Masters) -> None:
    people, _ = scene(masters, Random(1), 0.0)
    mine = sorted(people)[3:6]
    served = SimpleNamespace(people=lambda kind, codes: Served(people).people(kind))
    found = look(cast(Client, served), masters, EMPLOYEE, Selection(tuple(mine)), lambda *_: None)
    assert (found.people, found.nothing) == (3, 0)


def test_what_agrees_is_linked_from_then_on(connected: Any, program: Any, eamano: EamanoSide) -> None:
    codes = ("0000000110", "0000000111", "0000000112")
    there(connected, *codes)
    eamano.change("employee", {"phone_area": "045"}, employee_code=codes[0])
    linkage = program.masters.linkage
    assert linkage.remote_states(codes) == {}
    first = written(looked(connected, "employee", *codes))
    assert first.changed == 1
    assert linkage.remote_states(codes) == {codes[0]: "2", codes[1]: "1", codes[2]: "1"}
    eamano.change("employee", {"position": "次長心得"}, employee_code=codes[1])
    run = looked(connected, "employee", *codes, newcomers=True)
    assert [row.code for row in run.state.rows if row.code in codes] == [codes[1]]
    assert linkage.remote_states(codes) == {codes[0]: "2", codes[1]: "1", codes[2]: "1"}
    connected.acquisitions().undo(first.id)
    assert linkage.remote_states(codes) == {}
