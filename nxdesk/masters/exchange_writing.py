"""Tables of texts written as files for other programs: CSV, or a workbook row by row.

In CSV nothing is taken for a formula: a text that begins like one gets an apostrophe in front, and `restored` takes it
away again. In a workbook texts are texts. A file appears under its name when all of it is there, or not at all.
"""

import contextlib
import csv
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from nxdesk.masters.exchange_terms import AT_ONCE, ENCODINGS, FileRefused, Stop, Stopped, unreadable

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
MOST_ROWS = 1_048_576
_SHOWN = 20
_WIDEST = 30
Row = Sequence[str]


def neutralised(text: str) -> str:
    """The text as it stands in a CSV file: no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def quoted(text: str) -> str:
    """The text as it stands in a workbook, where only what looks like a neutralised one needs a mark."""
    return f"'{text}" if _NEUTRALISED.match(text) else text


def restored(text: str) -> str:
    """What `neutralised` or `quoted` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text


def write_table(file: Path, header: Row, rows: Iterable[Row], *, encoding: str = "utf-8-sig", delimiter: str = ",",
                stop: Stop = lambda: False) -> int:
    """Write a workbook (.xlsx) or CSV; returns the number of rows.

    The first column names a row where a character is refused. Raises FileRefused and Stopped; then there is no file.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".nxdesk-", suffix=file.suffix)
        os.close(descriptor)
    except OSError as failure:
        raise unreadable(file, failure) from failure
    half = Path(name)
    try:
        if file.suffix.lower() == ".xlsx":
            count = _write_workbook(half, header, rows, stop)
        else:
            count = _write_csv(half, header, rows, encoding, delimiter, stop)
        half.replace(file)
    except OSError as failure:
        raise unreadable(file, failure) from failure
    finally:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
    return count


def _counted(rows: Iterable[Row], stop: Stop) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % AT_ONCE == 0 and stop():
            raise Stopped
        yield row


def _write_csv(file: Path, header: Row, rows: Iterable[Row], encoding: str, delimiter: str, stop: Stop) -> int:
    refused: list[str] = []
    count = 0
    with file.open("w", encoding=encoding, errors="replace", newline="") as opened:
        writer = csv.writer(opened, delimiter=delimiter, lineterminator="\r\n")
        for row in chain([header], _counted(rows, stop)):
            if not _can_encode("".join(row), encoding):
                refused += _cells_beyond(header, row, encoding)
                if len(refused) > _SHOWN:
                    break
            writer.writerow([neutralised(cell) for cell in row])
            count += 1
    if refused:
        more = ["…"] if len(refused) > _SHOWN else []
        raise FileRefused("NXD_Q_43", encoding=ENCODINGS.get(encoding, encoding),
                          cells="\n".join(refused[:_SHOWN] + more))
    return count - 1


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _cells_beyond(header: Row, row: Row, encoding: str) -> list[str]:
    """Whose item has which character: `0000000101 姓「𠮷」（U+20BB7）`."""
    return [f"{row[0]} {name}「{sign}」（U+{ord(sign):04X}）" for name, cell in zip(header, row, strict=True)
            for sign in dict.fromkeys(cell) if not _can_encode(sign, encoding)]


def _write_workbook(file: Path, header: Row, rows: Iterable[Row], stop: Stop) -> int:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
               "strings_to_urls": False}
    count = 0
    try:
        with xlsxwriter.Workbook(str(file), options) as book:
            sheet = book.add_worksheet("データ")
            text = book.add_format({"num_format": "@"})
            head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
            sheet.freeze_panes(1, 1)
            for place, name in enumerate(header):
                sheet.set_column(place, place, min(_WIDEST, 4 + 2 * len(name)), text)
                sheet.write_string(0, place, quoted(name), head)
            for count, row in enumerate(_counted(rows, stop), start=1):
                if count >= MOST_ROWS:
                    raise FileRefused("NXD_Q_46", most=f"{MOST_ROWS - 1:,}")
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write_string(count, place, quoted(cell), text)
    except xlsxwriter.exceptions.FileCreateError as failure:
        raise OSError(str(failure)) from failure
    return count
