"""Photos from files: what they are is seen before they are decoded, and nothing of Qt's is said about them."""

import struct
import zlib

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QLoggingCategory
from PySide6.QtGui import QColor, QImage

from nxdesk.windows.app import hush_decoders
from nxdesk.windows.nx.photo_file import MOST_PIXELS, decoded, read_photo


@pytest.fixture(autouse=True)
def hushed(qapp):
    """As in the program."""
    hush_decoders()
    yield
    QLoggingCategory.setFilterRules("")


def image(width, height, kind):
    made, buffer = QImage(width, height, QImage.Format.Format_RGB32), QBuffer()
    made.fill(QColor("#336699"))
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert made.save(buffer, kind)
    return bytes(buffer.data().data())


def claiming(width, height):
    """A PNG of a few bytes that claims to be this large."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPG"])
def test_a_photo_is_decoded(kind):
    photo = decoded(image(40, 50, kind))
    assert photo.picture is not None
    assert (photo.picture.width(), photo.picture.height()) == (40, 50)


@pytest.mark.parametrize(("width", "height"), [(MOST_PIXELS + 1, 10), (10, MOST_PIXELS + 1), (60_000, 60_000)])
def test_a_picture_that_is_too_large_is_not_decoded(width, height):
    assert decoded(claiming(width, height)).picture is None


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff", b"GIF89a" + bytes(100)])
def test_what_is_no_photo_holds_no_picture(data):
    assert decoded(data).picture is None


@pytest.mark.parametrize("kind", ["PNG", "JPG"])
def test_a_damaged_photo_is_not_complained_about(kind):
    whole = image(400, 400, kind)
    decoded(whole[:len(whole) // 2])
    decoded(whole[:-40] + bytes(40))


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    file = tmp_path / "large.png"
    file.write_bytes(image(40, 50, "PNG") + bytes(1_048_576))
    assert read_photo(file).data == b""
