"""A short digest of a record as it travels, so that two sides can compare without exchanging records.

Both sides compute it from the same canonical form: the linked values in order, blanks empty, joined by U+001F.
"""

from collections.abc import Sequence
from hashlib import blake2b

from nxdesk.records.fields import Value

FORM = b"1"
"""Version of the canonical form; a digest of another form never equals one of this."""


def row_digest(row: Sequence[Value]) -> str:
    """16 hexadecimal digits for the linked values of one record."""
    joined = "\x1f".join(["" if value is None else str(value) for value in row])
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8, key=FORM).hexdigest()
