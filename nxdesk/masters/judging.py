"""What stands beside each record, computed from what travels: its digest, and whether nothing was wrong in it."""

from collections.abc import Sequence

from nxdesk.masters.linked_rows import Row
from nxdesk.records.checks import link_checker
from nxdesk.records.digests import canonical_digest, canonical_rows
from nxdesk.records.fields import Kind


def beside(kind: Kind, sent: Sequence[Row], today: str) -> list[tuple[str, str | None]]:
    """For rows as they travel the digest, and of those in which nothing is wrong the mark of the checks."""
    columns = list(zip(*sent, strict=True))
    canonical = canonical_rows(columns) if sent else []
    checker = link_checker(kind)
    wrong = frozenset(checker.suspects(columns, today, warnings=True))
    mark = checker.mark(today)
    return [(canonical_digest(text), None if place in wrong else mark) for place, text in enumerate(canonical)]
