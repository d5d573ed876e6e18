"""Takes My Numbers out of texts that leave the program: logs, reports, messages."""

import re
from unicodedata import normalize

from nxdesk.records.masks import COVERED
from nxdesk.records.numbers import is_my_number

MASK = COVERED * 3
_RUN = re.compile(r"(?<!\d)\d{4}([-‐－\u3000 ]?)\d{4}\1\d{4}(?!\d)")


def redact(text: str) -> str:
    """The text with every run of 12 digits that can be a My Number masked (also full-width, also grouped by fours)."""
    return _RUN.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    digits = "".join(c for c in normalize("NFKC", found.group()) if c.isdigit())
    return MASK if is_my_number(digits) else found.group()
