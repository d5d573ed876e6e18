"""What manual (7) says about a re-registration, as data: the tables ③ and ④, and the names of the rows in the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nxdesk.cases.manual import Chapter, Manual, ManualChanged

CLEARED, FIXED, KEPT, OVERWRITTEN, DELETED, NEW = "消去", "固定値", "維持", "上書き", "削除", "新規"
"""nxdesk's own words for what happens to an item, in its impact pane."""

_FIXED = re.compile(r"\[(?:[0-9]+:)?(\S+?)\]で登録される")
_BLANK = "クリアされる"
_POINT = re.compile(r"・(\S+)")
_PAIR = re.compile(r"\[(\S+?)= *(\S+?) *\]")


@dataclass(frozen=True, slots=True)
class Clearing:
    """A row of table ④: whose item it is, its label, its value afterwards (empty: cleared), and the remark."""

    number: int
    kind: str
    item: str
    after: str
    remark: str

    @property
    def rule(self) -> str:
        """How nxdesk cites the row."""
        return f"④-{self.number}"

    def effect(self, before: str) -> tuple[str, str, str, str, str]:
        """The row of the impact pane for an item that held `before`: 項目名, 処理, 今の値, 登録後の値, 規則."""
        return self.item, FIXED if self.after else CLEARED, before, self.after, self.rule


def clearings(manual: Manual) -> dict[int, Clearing]:
    """Table ④ by number; raises ManualChanged."""
    found: dict[int, Clearing] = {}
    kind = ""
    for cells in rows_below(manual.chapter(7), "No\t種別"):
        number, kind, item, deed, remark = cells[0], cells[1] or kind, cells[2], cells[3], cells[4]
        fixed = _FIXED.fullmatch(deed)
        if not fixed and deed != _BLANK:
            raise ManualChanged(f"(7)④ {deed}")
        found[int(number)] = Clearing(int(number), kind, item, fixed[1] if fixed else "", remark)
    return found


def specification(manual: Manual, number: int) -> str:
    """The sentence of a row of table ③; raises ManualChanged."""
    for cells in rows_below(manual.chapter(7), "No\t対象"):
        if cells[0] == str(number):
            return cells[2]
    raise ManualChanged(f"(7)③ {number}")


def told(manual: Manual, number: int, pattern: str) -> tuple[str, ...]:
    """The groups of the first place in a sentence of ③ that fits; raises ManualChanged."""
    found = re.search(pattern, specification(manual, number))
    if found is None:
        raise ManualChanged(f"(7)③-{number} {pattern}")
    return found.groups()


def labels(manual: Manual) -> tuple[str, str]:
    """②: what stands in 項目名 of somebody who is not in e-AMANO, and of somebody who is."""
    found = [cells[0] for cells in rows_below(manual.chapter(7), "項目名\t")]
    if len(found) != len(("new", "again")):
        raise ManualChanged("(7)② 項目名")
    return found[0], found[1]


def points(sentence: str) -> tuple[str, ...]:
    """What a sentence of ③ lists with ・."""
    return tuple(_POINT.findall(sentence))


def values(sentence: str) -> tuple[tuple[str, str], ...]:
    """What a sentence of ③ gives as [項目= 値]."""
    return tuple(_PAIR.findall(sentence))


def rows_below(chapter: Chapter, title: str) -> Iterator[tuple[str, ...]]:
    """The rows below the line that begins so, as wide as it; raises ManualChanged."""
    place = next((n for n, line in enumerate(chapter.lines) if line.startswith(title)), None)
    if place is None:
        raise ManualChanged(f"(7) {title}")
    width = len(chapter.lines[place].split("\t"))
    for line in chapter.lines[place + 1:]:
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) == 1:
            return
        yield (*cells, *[""] * width)[:width]
