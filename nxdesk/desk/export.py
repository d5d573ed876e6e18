"""A list as a spreadsheet: codes stay text, nothing is taken for a formula or a link."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

_NARROWEST, _WIDEST = 8, 60


def write_list_xlsx(path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write `rows` of text below their `columns` into a new workbook at `path`; raises OSError where it cannot."""
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
               "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet = book.add_worksheet(title[:31])
            head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
            text = book.add_format({"num_format": "@", "text_wrap": False})
            sheet.freeze_panes(1, 0)
            for place, width in enumerate(_widths(columns)):
                sheet.set_column(place, place, width, text)
            for place, name in enumerate(columns):
                sheet.write_string(0, place, name, head)
            for line, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    sheet.write_string(line, place, value, text)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _widths(columns: Sequence[str]) -> list[int]:
    known = {"個人コード": 14, "氏名(漢字)": 18, "項目名": 24, "NXデータ": 60, "e-AMANOデータ": 30}
    return [min(_WIDEST, max(_NARROWEST, known.get(name, 22))) for name in columns]
