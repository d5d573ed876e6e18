"""What reading and writing users' files have in common: how a file is to be read, and how it is refused or stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nxdesk.records.sentences import reason_of, sentence

Cells = list[str]
Stop = Callable[[], bool]
AT_ONCE = 250
"""Rows in a piece: between two of them a reader may be stopped."""

ENCODINGS = {"utf-8-sig": "UTF-8（BOM付き）", "utf-8": "UTF-8", "cp932": "シフトJIS（CP932）", "utf-16": "UTF-16"}
DELIMITERS = {",": "カンマ", "\t": "タブ", ";": "セミコロン"}


class FileRefused(Exception):
    """A file that is not read or written; `code` and `sentence` are for people."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence(code, **words)


class Stopped(Exception):
    """The user asked to stop; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is to be read: `encoding` and `delimiter` of a CSV file, or the `sheet` of a workbook."""

    workbook: bool = False
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @property
    def words(self) -> str:
        """For people, such as `CSV・シフトJIS（CP932）・カンマ区切り`."""
        if self.workbook:
            return f"Excelブック・シート「{self.sheet}」"
        delimiter = DELIMITERS.get(self.delimiter, self.delimiter)
        return f"CSV・{ENCODINGS.get(self.encoding, self.encoding)}・{delimiter}区切り"


def unreadable(file: Path, failure: OSError) -> FileRefused:
    """The refusal for a file that the system does not give."""
    return FileRefused("NXD_Q_01", file=file.name, reason=reason_of(failure))
