"""Small drawn portraits for the practice company, written as PNG by hand so that no picture needs to be kept."""

import struct
import zlib

WIDTH, HEIGHT = 96, 120
_BACKGROUNDS = ((214, 226, 240), (226, 236, 220), (240, 228, 214), (230, 222, 238))
_CLOTHES = ((52, 73, 110), (90, 60, 60), (60, 90, 70), (70, 70, 80))
_SKIN, _HAIR = (241, 205, 175), (45, 38, 34)
Colour = tuple[int, int, int]


def portrait(number: int) -> bytes:
    """A PNG of 96 × 120; different numbers look different."""
    lines = b"".join(b"\x00" + b"".join(bytes(_colour(x, y, number)) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9))
            + _chunk(b"IEND", b""))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _colour(x: int, y: int, number: int) -> Colour:
    """Face before hair before clothes before background."""
    if _within(x, y, 54, 21, 26):
        return _SKIN
    if _within(x, y, 46, 25 + number % 3, 28 + number // 3 % 4):
        return _HAIR
    if _within(x, y, 122, 42, 40):
        return _CLOTHES[number // 2 % len(_CLOTHES)]
    return _BACKGROUNDS[number % len(_BACKGROUNDS)]


def _within(x: int, y: int, middle: int, wide: int, high: int) -> bool:
    """Inside an ellipse in the middle of the picture, `middle` from the top."""
    return ((x - WIDTH / 2) / wide) ** 2 + ((y - middle) / high) ** 2 <= 1
