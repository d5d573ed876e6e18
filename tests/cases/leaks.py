"""Looks for secret numbers in everything that was written: plain, grouped, full-width, encoded, inside archives."""

import base64
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

_RUN = re.compile(r"[0-9](?:[ \u3000\u00a0\u2010-\u2015\u2212-]?[0-9]){11,}")
_DIGITS = 12


def leaked(folder: Path, numbers: Collection[str]) -> set[str]:
    """The files below `folder` in which one of these 12-digit numbers can be read."""
    return {str(path.relative_to(folder)) for path in sorted(folder.rglob("*"))
            if path.is_file() and holds(path.read_bytes(), frozenset(numbers))}


def holds(content: bytes, numbers: frozenset[str]) -> bool:
    """One of the numbers stands in this content."""
    return any(_in_text(text, numbers) for text in _texts(content)) or any(
        one in content for number in numbers for one in _encoded(number))


def _texts(content: bytes) -> Iterator[str]:
    """The content as text of every kind in which the program writes; archives file by file."""
    yield content.decode("latin-1")
    yield unicodedata.normalize("NFKC", content.decode("utf-8", "ignore"))
    for start in (0, 1):
        yield content[start:].decode("utf-16-le", "ignore")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "ignore")


def _in_text(text: str, numbers: frozenset[str]) -> bool:
    for run in _RUN.findall(text):
        digits = re.sub(r"[^0-9]", "", run)
        if any(digits[place:place + _DIGITS] in numbers for place in range(len(digits) - _DIGITS + 1)):
            return True
    return False


def _encoded(number: str) -> Iterator[bytes]:
    """As hexadecimal digits, and as Base64 of the number alone."""
    yield number.encode().hex().encode()
    yield number.encode().hex().upper().encode()
    yield base64.b64encode(number.encode())
