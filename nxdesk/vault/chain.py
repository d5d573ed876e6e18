"""A chain of hashes over log entries: changing, removing or reordering one breaks every later link."""

from hashlib import sha256

START = "0" * 64
"""The link before the first entry."""


def link_hash(previous_hex: str, entry: bytes) -> str:
    """The link of `entry` after the link `previous_hex`, as 64 hexadecimal digits."""
    return sha256(bytes.fromhex(previous_hex) + entry).hexdigest()
