"""Reads the user manual's text as data: chapters, passages, names in 「」, pictures of windows, and the two lists.

What a tour expects comes from here, so this module must not know the program's own texts. Pictures stand in the manual
as the lines that were read off them; what the edge of a picture cut is cut here too. A place that cannot be found
raises ManualChanged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_HEADING = re.compile(r"\(([1-9])\) *(\S.*)")
_NAME = re.compile(r"「([^」]+)」")
_MENU_NAME = re.compile(r"\[([^\]]+)\]")
_ROW = re.compile(r"([0-9]+)\t")
_MENU = re.compile(r"\S+\([A-Z]\)")
_TYPESETTING = re.compile(r"\*\*|</?b>|^#+ +")


class ManualChanged(LookupError):
    """A place that a step refers to does not stand in the manual."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list as pictured: title, sentence on top, columns without that of the row numbers, rows, and buttons."""

    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[str, ...]
    buttons: tuple[str, ...]

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of one column; raises ManualChanged."""
        if name not in self.columns:
            raise ManualChanged(name)
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A message as pictured."""

    title: str
    sentence: str
    buttons: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """One numbered chapter with its lines as they stand, marks of typesetting left out."""

    number: int
    title: str
    lines: tuple[str, ...]

    def place(self, words: str, start: int = 0) -> int:
        """The number of the first line from `start` on that holds these words."""
        for number in range(start, len(self.lines)):
            if words in self.lines[number]:
                return number
        raise ManualChanged(f"({self.number}) {words}")

    def line(self, words: str) -> str:
        """The first line that holds these words."""
        return self.lines[self.place(words)].strip()

    def passage(self, first: str, last: str = "") -> str:
        """The text from the line that holds `first` to the line that holds `last`, blank lines left out."""
        start = self.place(first)
        stop = self.place(last, start) if last else start
        return "\n".join(line.strip("\n") for line in self.lines[start:stop + 1] if line.strip())

    def names(self, words: str) -> tuple[str, ...]:
        """The names in 「」 of the line that holds these words."""
        return tuple(_NAME.findall(self.line(words)))

    def bracketed(self, words: str) -> tuple[str, ...]:
        """The names in [] of the line that holds these words, as chapter (7) writes menus, buttons and items."""
        return tuple(name.strip() for name in _MENU_NAME.findall(self.line(words)))

    def part(self, pattern: str) -> tuple[str, ...]:
        """The groups of the first place that fits a pattern."""
        found = re.search(pattern, "\n".join(self.lines))
        if found is None:
            raise ManualChanged(f"({self.number}) {pattern}")
        return found.groups()

    def lines_between(self, first: str, last: str) -> tuple[str, ...]:
        """The lines after the one that is `first` and before the one that holds `last`, blank ones left out."""
        begin = next((n for n, line in enumerate(self.lines) if line.strip() == first), None)
        if begin is None:
            raise ManualChanged(f"({self.number}) {first}")
        return tuple(line.strip() for line in self.lines[begin + 1:self.place(last, begin + 1)] if line.strip())

    def _filled(self, lines: Sequence[str], count: int) -> list[str]:
        """The first lines that are not blank; raises ManualChanged where there are fewer."""
        found = [line.strip() for line in lines if line.strip()][:count]
        if len(found) < count:
            raise ManualChanged(f"({self.number}) {lines[:1]}")
        return found

    def after(self, number: int, count: int) -> list[str]:
        """The next lines after this one that are not blank."""
        return self._filled(self.lines[number + 1:], count)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The lists pictured in this chapter."""
        return tuple(self._tables())

    def _tables(self) -> Iterator[Table]:
        for number, line in enumerate(self.lines):
            cells = line.split("\t")
            if len(cells) > 2 and not cells[0].strip() and _ROW.match(self._after(number)):
                yield self._table(number, tuple(cells[1:]))

    def _after(self, number: int) -> str:
        return self.lines[number + 1] if number + 1 < len(self.lines) else ""

    def _table(self, number: int, columns: tuple[str, ...]) -> Table:
        title, sentence = self._filled(self.lines[number - 1::-1] if number else (), 2)[::-1]
        rows: list[list[str]] = []
        while _ROW.match(self._after(number)):
            number += 1
            rows.append(self.lines[number].split("\t"))
        buttons, = self._filled(self.lines[number + 1:], 1)
        return Table(title=title, sentence=sentence, columns=tuple(name.strip() for name in columns),
                     rows=tuple(_fitted(row[1:], len(columns)) for row in rows),
                     numbers=tuple(row[0] for row in rows), buttons=tuple(buttons.split()))


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in [*cells, *[""] * width][:width])


class Manual:
    """The manual's chapters (1) to (7), what stands before them as chapter 0, and the pictures that steps refer to."""

    def __init__(self, text: str) -> None:
        self.chapters = {chapter.number: chapter for chapter in _chapters(text)}

    def chapter(self, number: int) -> Chapter:
        """The chapter of this number; raises ManualChanged."""
        try:
            return self.chapters[number]
        except KeyError:
            raise ManualChanged(f"({number})") from None

    @cached_property
    def error_list(self) -> Table:
        """(4): the example of errors. Its last column is cut by the picture's edge; see `pictured_columns`."""
        return self._list("項目名", full=False)

    @cached_property
    def comparison_list(self) -> Table:
        """(4): the comparison list, all its columns in sight."""
        return self._list("項目名", full=True)

    def _list(self, column: str, *, full: bool) -> Table:
        found = sorted((table for table in self.chapter(4).tables if column in table.columns),
                       key=lambda table: len(table.columns))
        if len(found) < 2:
            raise ManualChanged("(4)の一覧")
        return found[-1] if full else found[0]

    @cached_property
    def pictured_columns(self) -> tuple[str, ...]:
        """The columns of the error list as far as its picture shows them whole."""
        cut, whole = self.error_list.columns, self.comparison_list.columns
        shown = tuple(name for name, same in zip(cut, whole, strict=False) if name == same)
        if len(shown) < len(cut) - 1:
            raise ManualChanged("(4)の一覧の列")
        return shown

    @cached_property
    def settings_items(self) -> tuple[str, ...]:
        """(3): every label pictured in 社会保険届出サービス設定, in order; the arrows beside it are not part of it."""
        lines = self.chapter(3).lines_between("社会保険届出サービス設定", "e-AMANOとの接続に成功すると")
        return tuple(word for line in lines if not line.startswith("←") for word in _words(line))

    @cached_property
    def settings_toolbar(self) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        """(3): the menus, the buttons and the remark of the settings window, as pictured."""
        chapter = self.chapter(3)
        place = next((n for n, line in enumerate(chapter.lines) if len(_MENU.findall(line)) > 2), None)
        if place is None:
            raise ManualChanged("(3)のメニューバー")
        buttons, remark = chapter.after(place, 2)
        return tuple(chapter.lines[place].split()), tuple(buttons.split()), remark

    @cached_property
    def connection_dialog(self) -> Dialog:
        """(3): the dialog of a passed connection check."""
        chapter = self.chapter(3)
        start = chapter.place("e-AMANOとの接続に成功すると")
        at = next((n for n in range(start, len(chapter.lines)) if chapter.lines[n].rstrip().endswith(" X")), None)
        if at is None:
            raise ManualChanged("(3)のダイアログ")
        sentence, button = chapter.after(at, 2)
        return Dialog(chapter.lines[at].strip().removesuffix(" X"), sentence, (button,))


def _words(line: str) -> list[str]:
    """The labels of one line of a picture: a label stands there with its unit and range, a sentence stays whole."""
    label, colon, rest = line.partition(":")
    if not colon or "。" in label or "(" in label:
        return [line]
    unit = re.fullmatch(r"\s*(\S+)\s+(\(\S+\))", rest)
    return [f"{label}:", *unit.groups()] if unit else [line]


def _chapters(text: str) -> Iterator[Chapter]:
    number, title = 0, "はじめに"
    lines: list[str] = []
    for raw in text.splitlines():
        line = _TYPESETTING.sub("", raw)
        heading = _HEADING.fullmatch(line.strip()) if not raw.startswith((" ", "-")) else None
        if heading and int(heading[1]) == number + 1:
            yield Chapter(number, title, tuple(lines))
            number, title, lines = int(heading[1]), heading[2], []
        else:
            lines.append(line)
    yield Chapter(number, title, tuple(lines))
