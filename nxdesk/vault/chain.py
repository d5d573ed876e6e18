"""A chain of hashes over log entries: changing, removing or reordering one breaks every later link."""

from collections.abc import Iterable
from hashlib import sha256

START = "0" * 64
"""The link before the first entry."""


def link_hash(previous_hex: str, entry: bytes) -> str:
    """The link of `entry` after the link `previous_hex`, as 64 hexadecimal digits."""
    return sha256(bytes.fromhex(previous_hex) + entry).hexdigest()


def link_hashes(previous_hex: str, entries: Iterable[bytes]) -> list[str]:
    """`link_hash` of many entries, each after the one before."""
    link, found = bytes.fromhex(previous_hex), []
    for entry in entries:
        link = sha256(link + entry).digest()
        found.append(link.hex())
    return found
