"""データ取込: a user's file read, its columns assigned, everything looked at first, and then all of it or nothing.

Calls block; `report(done, share)` tells the rows done and the share of all (0 to 1), `stop` is asked between pieces.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nxdesk.desk.exchange_faults import Faults
from nxdesk.desk.exchange_items import MY_NUMBER, importable
from nxdesk.desk.exchange_judging import Entry, Judge, Judged, Wish
from nxdesk.desk.exchange_mapping import Column, MappingMemory, judge, proposed, with_items
from nxdesk.desk.exchange_numbers import Dummies
from nxdesk.desk.refusal import Refusal
from nxdesk.desk.trouble import tells_trouble
from nxdesk.masters import exchange_files as files
from nxdesk.masters.exchange_terms import Cells, FileRefused, Form, Stop, Stopped
from nxdesk.masters.exchange_writes import NumberedWrite, import_records
from nxdesk.masters.failures import DuplicateCode, MembersFull, MissingParents, StaleRecord
from nxdesk.masters.store import Masters
from nxdesk.masters.writing import Write
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.vault.secret import Secret

Report = Callable[[int, float], None]
SAMPLES = 20


def _nothing(done: int, share: float) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file before anything is decided: how it is read, its sheets, and what its columns probably are."""

    file: Path
    kind: Kind
    form: Form
    sheets: tuple[str, ...]
    heading_row: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Padded:
    """Leading zeros that were put back in an item: how many values, and one before and after."""

    label: str
    count: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. Nothing has been written; with any fault nothing will be."""

    opened: Opened
    columns: tuple[Column, ...]
    wish: Wish
    fingerprint: bytes
    faults: Faults
    dummies: Dummies
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    cleared: int = 0
    numbers: int = 0
    padded: tuple[Padded, ...] = ()

    @property
    def can_run(self) -> bool:
        """Nothing is wrong, and there is something to do."""
        return not self.faults.cells and bool(self.added or self.changed)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `numbers` counts the My Numbers kept, real ones or dummies."""

    added: int
    changed: int
    numbers: int


@dataclass(slots=True)
class _Counts:
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    cleared: int = 0
    numbers: int = 0

    def take(self, rows: int, judged: Judged) -> None:
        """Count a piece."""
        self.rows += rows
        new = sum(entry.version == 0 for entry in judged.entries)
        self.added += new
        self.changed += len(judged.entries) - new
        self.unchanged += judged.unchanged
        self.skipped += judged.skipped
        self.cleared += judged.cleared
        self.numbers += sum(entry.number is not None for entry in judged.entries)


@tells_trouble
class ImportDesk:
    """Imports of one user. `may_real` allows to keep My Numbers as they stand in the file."""

    def __init__(self, masters: Masters, clock: Clock, user_id: str, *, may_real: bool) -> None:
        self._masters = masters
        self._clock = clock
        self._user = user_id
        self._may_real = may_real
        self._memory = MappingMemory(masters.preferences)

    @property
    def may_real(self) -> bool:
        """The user may decide to keep real My Numbers."""
        return self._may_real

    def open(self, file: Path, kind: Kind, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Opened:
        """Recognise the file; what is given is not looked for. Raises Refusal."""
        try:
            form = files.recognised(file, encoding, delimiter, sheet)
            sheets = tuple(_sheets(file)) if form.workbook else ()
            number, heading, rows = _beginning(file, form)
        except FileRefused as refused:
            raise _told(refused) from None
        samples = [tuple(row[place] for row in rows if place < len(row)) for place in range(len(heading))]
        columns = proposed(kind, heading, samples, self._memory.known(kind))
        return Opened(file, kind, form, sheets, number, columns)

    def assigned(self, opened: Opened, items: Sequence[str]) -> tuple[Column, ...]:
        """The columns as the user assigned them, one item (or "") a column; raises Refusal where that cannot be."""
        columns = with_items(opened.columns, items)
        judge(opened.kind, columns)
        return columns

    def preview(self, opened: Opened, columns: Sequence[Column], wish: Wish, report: Report = _nothing,
                stop: Stop = lambda: False) -> Preview:
        """Look at the whole file and write nothing. The assignment is remembered. Raises Refusal."""
        judge(opened.kind, columns)
        if wish.real_numbers and not self._may_real:
            raise Refusal.of("NXD_Q_25", MY_NUMBER)
        self._memory.keep(opened.kind, columns)
        try:
            mark, lines = files.fingerprint(opened.file)
            dummies, faults, counts = Dummies(mark), Faults(), _Counts()
            judging = Judge(self._masters, opened.kind, columns, wish, self._clock.today(), only_looks=True)
            for judged, rows in judged_pieces(opened, judging, 0 if opened.form.workbook else lines, report, stop):
                counts.take(rows, judged)
                dummies.avoid(judged.numbers)
                for fault in judged.faults:
                    faults.add(fault)
        except FileRefused as refused:
            raise _told(refused) from None
        except Stopped:
            raise Refusal.of("NXD_Q_41") from None
        if not counts.rows:
            raise Refusal.of("NXD_Q_11", file=opened.file.name)
        return Preview(opened, tuple(columns), wish, mark, faults, dummies, counts.rows, counts.added, counts.changed,
                       counts.unchanged, counts.skipped, counts.cleared, counts.numbers,
                       _padded(opened.kind, judging))

    def run(self, preview: Preview, report: Report = _nothing, stop: Stop = lambda: False) -> Imported:
        """Write everything in one transaction, or nothing. Raises Refusal."""
        opened = preview.opened
        if preview.faults.cells:
            raise Refusal.of("NXD_Q_40", cells=f"{preview.faults.cells:,}", rows=f"{preview.faults.rows:,}")
        try:
            if files.fingerprint(opened.file)[0] != preview.fingerprint:
                raise Refusal.of("NXD_Q_13", file=opened.file.name)
            judging = Judge(self._masters, opened.kind, preview.columns, preview.wish, self._clock.today())
            counts = _Counts()
            pieces = self._pieces(preview, judging, counts, report, stop)
            done = import_records(self._masters, self._clock, opened.kind, pieces, self._user)
        except FileRefused as refused:
            raise _told(refused) from None
        except Stopped:
            raise Refusal.of("NXD_Q_41") from None
        except (StaleRecord, DuplicateCode, MembersFull, MissingParents):
            raise Refusal.of("NXD_Q_48", what=opened.kind.label) from None
        return Imported(done.added, done.changed, done.numbers)

    def _pieces(self, preview: Preview, judging: Judge, counts: _Counts, report: Report,
                stop: Stop) -> Iterator[list[NumberedWrite]]:
        """What is written, made while it is written, so that little of it is there at a time."""
        preview.dummies.begin()
        for judged, rows in judged_pieces(preview.opened, judging, preview.rows, report, stop):
            if judged.faults:
                raise Refusal.of("NXD_Q_48", what=judged.faults[0].sentence)
            counts.take(rows, judged)
            keeping = self._keeping(preview, judged.entries)
            writes = [(Write(entry.owner, entry.seq, entry.version, entry.values),
                       self._number(preview, entry, keeping)) for entry in judged.entries]
            yield [(write, number) for write, number in writes if write.values or number is not None]

    def _keeping(self, preview: Preview, entries: Sequence[Entry]) -> frozenset[tuple[str, int]]:
        """Who has a number that a dummy does not replace."""
        if preview.wish.real_numbers or MY_NUMBER not in {column.item for column in preview.columns}:
            return frozenset()
        return self._masters.my_numbers.having([entry.owner for entry in entries if entry.version], preview.opened.kind)

    @staticmethod
    def _number(preview: Preview, entry: Entry, keeping: frozenset[tuple[str, int]]) -> Secret | None:
        if entry.number is None or (entry.version and (entry.owner, entry.seq) in keeping):
            return None
        real = preview.wish.real_numbers
        return Secret(entry.number if real else preview.dummies.number_for(entry.owner, entry.natural))


def judged_pieces(opened: Opened, judging: Judge, total: int, report: Report = _nothing,
                  stop: Stop = lambda: False) -> Iterator[tuple[Judged, int]]:
    """Every piece of the file judged, with its number of rows that hold anything; `total` is about all of them or 0."""
    done = 0
    for number, rows in body(opened.file, opened.form, opened.heading_row, stop):
        judged, filled = Judged(), 0
        for first, together in _runs(number, rows):
            judged.add(judging.piece(first, together))
            filled += len(together)
        done += filled
        report(done, min(1.0, done / total) if total else 0.0)
        yield judged, filled


def body(file: Path, form: Form, heading_row: int, stop: Stop = lambda: False) -> Iterator[tuple[int, list[Cells]]]:
    """The rows below the heading in pieces, each with the row number of its first one."""
    number = 1
    for rows in files.pieces(file, form, stop):
        skipped = max(0, heading_row + 1 - number)
        if len(rows) > skipped:
            yield number + skipped, rows[skipped:]
        number += len(rows)


def _runs(first: int, rows: Sequence[Cells]) -> Iterator[tuple[int, Sequence[Cells]]]:
    """The rows without blank ones, in runs that keep their row numbers."""
    if all(map(any, rows)):
        yield first, rows
        return
    start = 0
    for place in range(len(rows) + 1):
        if place == len(rows) or not any(cell.strip() for cell in rows[place]):
            if place > start:
                yield first + start, rows[start:place]
            start = place + 1


def _beginning(file: Path, form: Form) -> tuple[int, Cells, list[Cells]]:
    """The row number of the heading, the heading, and the first rows below it."""
    number = 0
    for rows in files.pieces(file, form):
        for place, row in enumerate(rows):
            number += 1
            if any(cell.strip() for cell in row):
                below = [row for row in rows[place + 1:] if any(row)][:SAMPLES]
                last = max(place for place, cell in enumerate(row) if cell.strip())
                return number, [cell.strip() for cell in row[:last + 1]], below
    raise FileRefused("NXD_Q_02", file=file.name)


def _sheets(file: Path) -> list[str]:
    from nxdesk.masters.exchange_workbooks import sheet_names
    return sheet_names(file)


def _padded(kind: Kind, judging: Judge) -> tuple[Padded, ...]:
    items = importable(kind)
    return tuple(Padded(items[name].label, reader.padded, *reader.example) for name, reader in judging.readers.items()
                 if reader.padded and name != MY_NUMBER)


def _told(refused: FileRefused) -> Refusal:
    return Refusal(refused.code, refused.sentence, "file")
