"""A photo's bytes and its picture, read and decoded away from the windows' thread."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from nxdesk.records.shapes import PICTURE

MOST_PIXELS = 4000
"""A side of a photo; larger ones would take hundreds of megabytes once decoded."""
_FORMATS = (b"jpeg", b"jpg", b"png")


@dataclass(frozen=True, slots=True)
class Photo:
    """The bytes as stored, and the picture they hold; None where they hold none that can be shown."""

    data: bytes
    picture: QImage | None


def decoded(data: bytes) -> Photo:
    """The photo in these bytes. Its size is looked at before it is decoded."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    known = bytes(reader.format().data()) in _FORMATS and size.isValid()
    if not known or max(size.width(), size.height()) > MOST_PIXELS:
        return Photo(data, None)
    picture = reader.read()
    return Photo(data, None if picture.isNull() else picture)


def read_photo(file: Path) -> Photo:
    """The photo in a file; nothing of a file that is too large to be one."""
    if file.stat().st_size > PICTURE.max_length:
        return Photo(b"", None)
    return decoded(file.read_bytes())
