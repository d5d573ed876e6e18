"""Users' own files of tables: what kind of file one is, and its rows as texts. CSV here, workbooks beside.

It must not know what the columns mean. A file is read from its beginning as often as it is asked for its rows, piece by
piece, so that a hundred thousand rows need little memory. What cannot be read is refused as a whole, in words.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from nxdesk.masters.exchange_terms import (
    AT_ONCE,
    DELIMITERS,
    ENCODINGS,
    Cells,
    FileRefused,
    Form,
    Stop,
    Stopped,
    unreadable,
)

_LARGEST_CSV = 1 << 30
_CHUNK = 1 << 20
_SAMPLE = 64 * 1024
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_KNOWN = ((b"%PDF", "PDF"), (b"\x89PNG", "画像"), (b"\xff\xd8\xff", "画像"), (b"GIF8", "画像"), (b"{\\rtf", "文書"),
          (b"SQLite format 3", "データベース"), (b"<?xml", "XML"), (b"<!DOCTYPE", "HTML"), (b"<html", "HTML"),
          (b"\x1f\x8b", "圧縮ファイル"), (b"PK\x05\x06", "空の圧縮ファイル"), (b"7z\xbc\xaf", "圧縮ファイル"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognised(file: Path, encoding: str = "", delimiter: str = "", sheet: str = "") -> Form:
    """How the file is to be read; what is given is not looked for. Raises FileRefused."""
    first = _beginning(file)
    if first.startswith(_WORKBOOK):
        from nxdesk.masters.exchange_workbooks import chosen_sheet
        return Form(workbook=True, sheet=chosen_sheet(file, sheet))
    _refuse_others(file, first)
    encoding = encoding or _encoding_of(file, first)
    return Form(encoding=encoding, delimiter=delimiter or _delimiter_of(file, encoding))


def pieces(file: Path, form: Form, stop: Stop = lambda: False) -> Iterator[list[Cells]]:
    """All rows, the header among them, in pieces. Raises FileRefused, and Stopped where `stop` says so."""
    if form.workbook:
        from nxdesk.masters.exchange_workbooks import sheet_rows
        rows = sheet_rows(file, form.sheet, stop)
    else:
        rows = _csv_rows(file, form)
    while piece := list(islice(rows, AT_ONCE)):
        if stop():
            raise Stopped
        yield piece


def fingerprint(file: Path) -> tuple[bytes, int]:
    """What tells two states of a file apart, and how many lines it has. Raises FileRefused."""
    hashed, lines = blake2b(digest_size=16), 0
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                hashed.update(chunk)
                lines += chunk.count(b"\n")
    except OSError as failure:
        raise unreadable(file, failure) from failure
    return hashed.digest(), lines


def _beginning(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST_CSV:
            raise FileRefused("NXD_Q_06", file=file.name, what=f"{_LARGEST_CSV >> 30}GBまで")
        with file.open("rb") as opened:
            first = opened.read(_SAMPLE)
    except OSError as failure:
        raise unreadable(file, failure) from failure
    if not first.strip(codecs.BOM_UTF8 + b" \t\r\n"):
        raise FileRefused("NXD_Q_02", file=file.name)
    return first


def _refuse_others(file: Path, first: bytes) -> None:
    if first.startswith(_OLD_WORKBOOK):
        raise FileRefused("NXD_Q_07", file=file.name)
    for begin, what in _KNOWN:
        if first.lstrip(codecs.BOM_UTF8).lower().startswith(begin.lower()):
            raise FileRefused("NXD_Q_03", file=file.name, what=what)
    if not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _CONTROL.search(first):
        raise FileRefused("NXD_Q_03", file=file.name, what="文字のファイルではありません")


def _encoding_of(file: Path, first: bytes) -> str:
    """The whole file is read: a single wrong character would otherwise show in the middle of an import."""
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if first.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    lines = {encoding: _undecodable_line(file, encoding) for encoding in ("utf-8", "cp932")}
    for encoding, line in lines.items():
        if line is None:
            return encoding
    raise FileRefused("NXD_Q_04", file=file.name, line=max(line or 0 for line in lines.values()))


def _undecodable_line(file: Path, encoding: str) -> int | None:
    """The line with the first character that this encoding does not have."""
    decoder, line = codecs.getincrementaldecoder(encoding)("strict"), 1
    with file.open("rb") as opened:
        while True:
            chunk = opened.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as wrong:
                return line + wrong.object[:wrong.start].count(b"\n")
            if not chunk:
                return None
            line += chunk.count(b"\n")


def _delimiter_of(file: Path, encoding: str) -> str:
    """The one that gives the first rows most columns, the same number in each."""
    with file.open("rb") as opened:
        first = opened.read(_SAMPLE)
    # The last line, and perhaps a character in it, may be cut.
    text = first.decode(encoding, errors="ignore")
    lines = text.splitlines(keepends=True)[:50]
    lines = lines[:-1] if len(first) == _SAMPLE and len(lines) > 1 else lines

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in _lenient(lines, delimiter) if any(row)]
        return (max(widths, default=0) > 1, sum(width == widths[0] for width in widths) * widths[0] if widths else 0)
    return max(DELIMITERS, key=fitness)


def _lenient(lines: Sequence[str], delimiter: str) -> Iterator[Cells]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _csv_rows(file: Path, form: Form) -> Iterator[Cells]:
    reader = None
    try:
        with file.open("rb") as raw, TextIOWrapper(raw, encoding=form.encoding, newline="") as opened:
            reader = csv.reader(opened, delimiter=form.delimiter, strict=True)
            yield from reader
    except OSError as failure:
        raise unreadable(file, failure) from failure
    except UnicodeError as failure:
        line = reader.line_num + 1 if reader is not None else 1
        raise FileRefused("NXD_Q_12", file=file.name, encoding=ENCODINGS.get(form.encoding, form.encoding),
                          line=line) from failure
    except csv.Error as failure:
        line = reader.line_num if reader is not None else 1
        raise FileRefused("NXD_Q_05", file=file.name, line=line) from failure
