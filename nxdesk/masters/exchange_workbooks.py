"""Excel workbooks as rows of texts. A workbook is a packed folder of XML from anywhere, so it is looked through first.

The library that reads it takes a whole sheet into memory, as a rectangle from the first cell to the last: a workbook
of a few kilobytes could claim all there is. It reads in a thread of its own, so that nobody who stops waits for it.
"""

import re
import threading
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from nxdesk.masters.exchange_terms import Cells, FileRefused, Stop, Stopped, unreadable

MOST_ROWS, MOST_CELLS, MOST_BYTES, MOST_PARTS = 1_048_576, 10_000_000, 1 << 29, 2_000
_CHUNK = 1 << 20
_OVERLAP = 128
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,4})([0-9]{1,9})[\"']")
_DEFINITION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_POLL_SECONDS = 0.05
_ENCRYPTED = 0x1
_EXACT = 10 ** 15
"""From here on a cell with a number does not hold all of its digits."""


def chosen_sheet(file: Path, wanted: str) -> str:
    """The sheet with this name, or the first that is shown. Raises FileRefused."""
    names = sheet_names(file)
    if wanted and wanted not in names:
        raise FileRefused("NXD_Q_10", file=file.name, sheet=wanted)
    return wanted or names[0]


def sheet_names(file: Path) -> list[str]:
    """The sheets that are shown. Raises FileRefused."""
    import python_calamine as calamine

    _look_through(file, lambda: False, sheets=False)
    try:
        with calamine.load_workbook(str(file)) as book:
            shown = [sheet.name for sheet in book.sheets_metadata
                     if sheet.visible == calamine.SheetVisibleEnum.Visible
                     and sheet.typ == calamine.SheetTypeEnum.WorkSheet]
    except calamine.PasswordError as failure:
        raise FileRefused("NXD_Q_07", file=file.name) from failure
    except (calamine.CalamineError, OSError) as failure:
        raise FileRefused("NXD_Q_08", file=file.name) from failure
    if not shown:
        raise FileRefused("NXD_Q_02", file=file.name)
    return shown


def sheet_rows(file: Path, sheet: str, stop: Stop) -> Iterator[Cells]:
    """The rows of a sheet from its first row on, dates as ISO text, whole numbers without a point."""
    _look_through(file, stop, sheets=True)
    for row in _Reading(file, sheet).rows(stop):
        yield [cell if type(cell) is str else _text(cell) for cell in row]


class _Reading:
    """One sheet being read in a thread, whose answer is taken or not."""

    def __init__(self, file: Path, sheet: str) -> None:
        self._file = file
        self._sheet = sheet
        self._rows: Iterator[Sequence[object]] | None = None
        self._failure: Exception | None = None

    def rows(self, stop: Stop) -> Iterator[Sequence[object]]:
        """The rows; raises Stopped at once where it is asked to."""
        thread = threading.Thread(target=self._read, daemon=True, name="nxdesk-workbook")
        thread.start()
        while thread.is_alive():
            thread.join(_POLL_SECONDS)
            if stop():
                raise Stopped
        if self._failure is not None:
            raise FileRefused("NXD_Q_08", file=self._file.name) from self._failure
        return self._rows or iter(())

    def _read(self) -> None:
        import python_calamine as calamine

        try:
            with calamine.load_workbook(str(self._file)) as book:
                self._rows = iter(book.get_sheet_by_name(self._sheet).iter_rows())
        except (calamine.CalamineError, OSError, ValueError, OverflowError) as failure:
            self._failure = failure


def _look_through(file: Path, stop: Stop, *, sheets: bool) -> None:
    """Refuse what is no workbook, what would not fit into memory, and XML with definitions of its own."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            _refuse_strangers(file, names)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise FileRefused("NXD_Q_06", file=file.name, what=f"展開後{MOST_BYTES >> 20}MBまで")
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise FileRefused("NXD_Q_07", file=file.name)
            left = MOST_BYTES
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and (sheets or "/worksheets/" not in part.filename):
                    left -= _look_at(file, packed, part, left, stop)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as failure:
        raise FileRefused("NXD_Q_08", file=file.name) from failure
    except OSError as failure:
        raise unreadable(file, failure) from failure


def _refuse_strangers(file: Path, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    what = ("バイナリブック（.xlsb）" if "xl/workbook.bin" in names else "Wordの文書" if "word/document.xml" in names
            else "OpenDocumentの表" if "content.xml" in names else "圧縮ファイル")
    raise FileRefused("NXD_Q_03", file=file.name, what=what)


def _look_at(file: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, stop: Stop) -> int:
    """The number of bytes that a part really has; what it claims to have is not believed."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    size, width, height, before = 0, 0, 0, b""
    columns: set[bytes] = set()
    with packed.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            if stop():
                raise Stopped
            if not size and chunk.startswith(_WIDE):
                raise FileRefused("NXD_Q_09", file=file.name)
            size += len(chunk)
            text = before + chunk
            if size > left or size > MOST_BYTES:
                raise FileRefused("NXD_Q_06", file=file.name, what=f"展開後{MOST_BYTES >> 20}MBまで")
            if _DEFINITION.search(text):
                raise FileRefused("NXD_Q_09", file=file.name)
            if is_sheet:
                places = _PLACE.findall(text)
                columns.update({letters for letters, _ in places})
                height = max(height, max((int(number) for number in {row for _, row in places}), default=0))
                width = max(map(_column_number, columns), default=0)
                if height > MOST_ROWS or width * height > MOST_CELLS:
                    raise FileRefused("NXD_Q_06", file=file.name, what=f"1シート{MOST_CELLS:,}セルまで")
            before = text[-_OVERLAP:]
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """A cell as somebody would have typed it."""
    match cell:
        case bool():
            text = str(int(cell))
        case float():
            text = str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
        case datetime():
            text = cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
        case date():
            text = cell.isoformat()
        case time():
            text = cell.strftime("%H:%M")
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            text = f"{minutes // 60}:{minutes % 60:02d}"
        case _:
            text = "" if cell is None else str(cell)
    return text
