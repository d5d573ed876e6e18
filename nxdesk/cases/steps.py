"""A step of a case as data, and the scene in which its small function plays and says what it expects and sees.

A comparison that fails does not stop a step: the report is more useful with all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nxdesk.cases.driver import Pages, Row, Windows
from nxdesk.cases.manual import Manual
from nxdesk.records.clock import Clock
from nxdesk.records.masks import COVERED

_SHORT, _FEW = 10, 6
"""Lines of a text that is shown whole, and names that stand in one line."""


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: what was looked at, what the manual says, what was there."""

    what: str
    expected: str
    seen: str
    passed: bool


@dataclass
class Scene:
    """Everything a step plays with: `address` is that of the service, `facts` hands values from step to step,
    `secrets` are blackened in every text, `shelf` is a folder for files that the browser is given.
    """

    manual: Manual
    windows: Windows
    pages: Pages
    clock: Clock
    address: Callable[[], str]
    facts: dict[str, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    shelf: Path = Path()
    checks: list[Check] = field(default_factory=list)

    def holds(self, what: str, expected: str, seen: str, *, passed: bool) -> None:
        """Note a comparison whose outcome the step knows."""
        self.checks.append(Check(what, self.blackened(expected), self.blackened(seen), passed))

    def blackened(self, words: str) -> str:
        """The words with the secrets covered."""
        for secret in self.secrets:
            words = words.replace(secret, COVERED)
        return words

    def same(self, what: str, expected: str, seen: str) -> None:
        """The two texts are equal."""
        self.holds(what, expected, seen, passed=expected == seen)

    def same_row(self, what: str, expected: Sequence[str], seen: Sequence[str]) -> None:
        """The cells are equal, one by one."""
        self.holds(what, _line(expected), _line(seen), passed=tuple(expected) == tuple(seen))

    def same_rows(self, what: str, expected: Sequence[Row], seen: Sequence[Row]) -> None:
        """The rows are equal in number, order and every cell."""
        self.holds(what, "\n".join(map(_line, expected)), "\n".join(map(_line, seen)),
                   passed=tuple(map(tuple, expected)) == tuple(map(tuple, seen)))

    def says(self, what: str, parts: Iterable[str], seen: str) -> None:
        """The text contains each of the parts; of a long text only they are shown."""
        wanted = tuple(parts)
        missing = [part for part in wanted if part not in seen]
        shown = seen if seen.count("\n") < _SHORT else _found(wanted, missing)
        self.holds(what, _line(wanted), shown, passed=not missing)

    def among(self, what: str, wanted: Iterable[str], words: Iterable[str]) -> None:
        """Each of the texts stands among those on the screen."""
        expected, there = tuple(wanted), set(words)
        missing = [name for name in expected if name not in there]
        self.holds(what, _list(expected), _found(expected, missing), passed=not missing)

    def in_order(self, what: str, wanted: Iterable[str], words: Iterable[str]) -> None:
        """The texts stand on the screen in this order, whatever else stands between them."""
        expected, there = tuple(wanted), tuple(words)
        walk = iter(there)
        passed = all(any(word == name for word in walk) for name in expected)
        missing = [name for name in expected if name not in there]
        seen = expected if passed else [word for word in there if word in expected]
        self.holds(what, _list(expected), _found(expected, missing) if missing else _list(seen), passed=passed)

    def none_of(self, what: str, unwanted: Iterable[str], words: Iterable[str]) -> None:
        """None of the texts stands on the screen."""
        there = set(words)
        found = [name for name in unwanted if name in there]
        self.holds(what, "表示されていない", _line(found) if found else "表示されていない", passed=not found)


def _line(cells: Iterable[str]) -> str:
    return "｜".join(cells)


def _list(names: Sequence[str]) -> str:
    """A few names in a line, many one below the other."""
    return ("｜" if len(names) <= _FEW else "\n").join(names)


def _found(wanted: Sequence[str], missing: Sequence[str]) -> str:
    return f"見当たらないもの: {_line(missing)}" if missing else _list(wanted)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the manual's passage (chapter, words of its first line, words of its last) and what is done.

    `chapter` is where the report puts it, when the passage stands elsewhere.
    """

    id: str
    title: str
    passage: tuple[int, str, str]
    play: Callable[[Scene], None]
    on: Literal["windows", "pages"] = "windows"
    chapter: int = 0

    @property
    def section(self) -> int:
        """The chapter under which the report shows it."""
        return self.chapter or self.passage[0]
