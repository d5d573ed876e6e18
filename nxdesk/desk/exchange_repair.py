"""The error file of an import: every row of the user's file with its faults named in front, to correct and read again.

Nothing of the file is lost, for nothing of it was imported. Only My Numbers do not stand in it: where dummies are
wanted it has dummies, otherwise nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from nxdesk.desk.exchange_faults import Fault
from nxdesk.desk.exchange_import import Preview, Report, body, judged_pieces
from nxdesk.desk.exchange_items import MY_NUMBER
from nxdesk.desk.exchange_judging import Judge
from nxdesk.desk.exchange_mapping import ADDED_COLUMNS, Column, hides_values
from nxdesk.desk.refusal import Refusal
from nxdesk.masters import exchange_files as files
from nxdesk.masters.exchange_terms import FileRefused, Stop, Stopped
from nxdesk.masters.exchange_writing import restored, write_table
from nxdesk.masters.store import Masters
from nxdesk.records.clock import Clock
from nxdesk.records.typed import canonical_number

_DIGITS = 12


def proposed_name(preview: Preview) -> str:
    """What the error file is called when nobody says otherwise."""
    file = preview.opened.file
    return f"{file.stem}_取込エラー{'.xlsx' if preview.opened.form.workbook else '.csv'}"


def write_repair_file(masters: Masters, clock: Clock, preview: Preview, target: Path, *,
                      report: Report = lambda done, share: None, stop: Stop = lambda: False) -> int:
    """Write it, in the form of the file itself; returns its number of rows. Raises Refusal."""
    opened, form = preview.opened, preview.opened.form
    judging = Judge(masters, opened.kind, preview.columns, preview.wish, clock.today(), only_looks=True)
    header = (*ADDED_COLUMNS, *(column.heading for _, column in _kept(preview)))
    try:
        if files.fingerprint(opened.file)[0] != preview.fingerprint:
            raise Refusal.of("NXD_Q_13", file=opened.file.name)
        return write_table(target, header, _rows(preview, judging, report=report, stop=stop),
                           encoding=form.encoding or "utf-8-sig", delimiter=form.delimiter or ",", stop=stop)
    except FileRefused as refused:
        raise Refusal(refused.code, refused.sentence, "file") from None
    except Stopped:
        raise Refusal.of("NXD_Q_42") from None


def _kept(preview: Preview) -> list[tuple[int, Column]]:
    return [(place, column) for place, column in enumerate(preview.columns)
            if column.heading not in ADDED_COLUMNS]


def _rows(preview: Preview, judging: Judge, *, report: Report, stop: Stop) -> Iterator[list[str]]:
    opened = preview.opened
    judged = judged_pieces(opened, judging, preview.rows, report, stop)
    width = len(preview.columns)
    kept = [place for place, _ in _kept(preview)]
    hidden = [place for place in kept if hides_values(opened.kind, preview.columns[place])]
    preview.dummies.begin()
    for (first, rows), (found, _) in zip(body(opened.file, opened.form, opened.heading_row, stop), judged, strict=True):
        wrong: dict[int, list[Fault]] = defaultdict(list)
        for fault in found.faults:
            wrong[fault.row].append(fault)
        for number, row in enumerate(rows, start=first):
            faults = wrong.get(number, [])
            if not any(row):
                continue
            cells = [restored(cell) for cell in (*row, *[""] * width)[:max(width, len(row))]]
            for place in hidden:
                cells[place] = _dummy(preview, place, cells[place], number)
            yield [*_named(faults), *(cells[place] for place in kept), *cells[width:]]


def _named(faults: Sequence[Fault]) -> tuple[str, str]:
    items = dict.fromkeys(fault.column or fault.item for fault in faults)
    return "、".join(filter(None, items)), " ".join(fault.sentence for fault in faults)


def _dummy(preview: Preview, place: int, cell: str, row: int) -> str:
    """What stands for a My Number: a dummy where the import would have kept one, or nothing.

    It is made of the row's number alone, so that nobody can tell from it what stood there.
    """
    number = canonical_number(cell)
    replaced = preview.columns[place].item == MY_NUMBER and not preview.wish.real_numbers
    return preview.dummies.number_for(str(row), "") if replaced and len(number) == _DIGITS else ""
