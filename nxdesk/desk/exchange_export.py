"""データ出力: the records of a kind as a file that other programs read and データ取込 takes back unchanged.

My Numbers go along only where an administrator who may handle them asks for it; then every access is written down.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nxdesk.desk.exchange_items import MY_NUMBER, number_item, travelling
from nxdesk.desk.exchange_values import written
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters.exchange_terms import FileRefused, Stop, Stopped
from nxdesk.masters.exchange_writing import MOST_ROWS, write_table
from nxdesk.masters.store import Masters
from nxdesk.records.fields import Field, Kind, Value

Report = Callable[[int, float], None]
_AT_ONCE = 2000
_REMEMBERED = 20_000
PURPOSE = "データ出力（{kind}）"


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: whose records (None: everybody's), which items (none named: all), codes as words or as codes,
    My Numbers, and how a CSV file is written.
    """

    owners: tuple[str, ...] | None = None
    items: tuple[str, ...] = ()
    labels: bool = True
    numbers: bool = False
    encoding: str = "utf-8-sig"
    delimiter: str = ","


@tells_trouble
class ExportDesk:
    """Exports of one user. `may_numbers`: both authorities that My Numbers need."""

    def __init__(self, masters: Masters, user_id: str, *, may_numbers: bool) -> None:
        self._masters = masters
        self._user = user_id
        self._may_numbers = may_numbers

    @property
    def may_numbers(self) -> bool:
        """The user may have My Numbers written."""
        return self._may_numbers

    def count(self, kind: Kind) -> int:
        """How many records there are."""
        return self._masters.records(kind).count()

    def export(self, file: Path, kind: Kind, order: Order, report: Report = lambda done, share: None,
               stop: Stop = lambda: False) -> int:
        """Write a workbook (.xlsx) or CSV; returns the number of records. Raises Refusal; then there is no file."""
        number = number_item(kind)
        if order.numbers and number is None:
            raise Refusal.of("NXD_Q_47", MY_NUMBER, kind=kind.label)
        if order.numbers and not self._may_numbers:
            raise Refusal.of("NXD_Q_44", MY_NUMBER)
        total = self.count(kind)
        if not total:
            raise Refusal.of("NXD_Q_45")
        if file.suffix.lower() == ".xlsx" and order.owners is None and total >= MOST_ROWS:
            raise Refusal.of("NXD_Q_46", most=f"{MOST_ROWS - 1:,}")
        items = chosen_items(kind, order.items)
        header = [item.label for item in items] + ([number.label] if order.numbers and number else [])
        rows = self._rows(kind, items, order, total, report)
        try:
            return write_table(file, header, rows, encoding=order.encoding, delimiter=order.delimiter, stop=stop)
        except FileRefused as refused:
            raise Refusal(refused.code, refused.sentence, "file") from None
        except Stopped:
            raise Refusal.of("NXD_Q_42") from None

    def _rows(self, kind: Kind, items: Sequence[Field], order: Order, total: int,
              report: Report) -> Iterator[list[str]]:
        """The rows as texts, piece by piece."""
        key = kind.key
        names = (*key, *(item.id for item in items if item.id not in key))
        places = [names.index(item.id) for item in items]
        writers = [_Writer(item, labels=order.labels) for item in items]
        records, done = self._masters.records(kind).some(names, order.owners), 0
        while piece := list(islice(records, _AT_ONCE)):
            columns = list(zip(*piece, strict=True))
            texts: list[Sequence[str]] = [writer.texts(columns[place])
                                          for place, writer in zip(places, writers, strict=True)]
            if order.numbers:
                texts.append(self._numbers(kind, piece))
            yield from map(list, zip(*texts, strict=True))
            done += len(piece)
            report(done, min(1.0, done / total))

    def _numbers(self, kind: Kind, piece: Sequence[tuple[Value, ...]]) -> list[str]:
        """The My Numbers of these records, every access written down first."""
        whose = [(str(row[0]), int(row[1] or 0) if kind.many else 0) for row in piece]
        found = self._masters.my_numbers.bulk({owner for owner, _ in whose}, self._user,
                                              PURPOSE.format(kind=kind.label), kind)
        return [found.get(one, "") for one in whose]


class _Writer:
    """Writes one column; each different value is written once."""

    def __init__(self, item: Field, *, labels: bool) -> None:
        self._item = item
        self._labels = labels
        self._known: dict[Value, str] = {None: ""}

    def texts(self, values: Collection[Value]) -> list[str]:
        """The values as texts."""
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        for value in set(values).difference(known):
            known[value] = written(self._item, value, labels=self._labels)
        return [known[value] for value in values]


def chosen_items(kind: Kind, names: Collection[str]) -> tuple[Field, ...]:
    """The items with these ids or labels, all where none is named, always with those that tell records apart."""
    items = travelling(kind)
    if not names:
        return items
    known = {name: item.id for item in items for name in (item.label, item.id)}
    if strange := [name for name in names if name not in known]:
        raise Refusal.of("NXD_Q_24", "items", item=strange[0], kind=kind.label)
    needed = {kind.key[0], *(name for group in kind.match for name in group)}
    wanted = needed | {known[name] for name in names}
    return tuple(item for item in items if item.id in wanted)
