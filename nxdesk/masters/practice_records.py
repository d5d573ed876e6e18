"""What is wrong with the records of the practice company: one mistake in each kind, to rehearse a refusal with."""

from nxdesk.masters.generate_records import Record
from nxdesk.records.fields import Kind, Value

WRONG: dict[str, tuple[str, int, dict[str, Value]]] = {
    # The insurance has no 新旧区分, which life insurance needs.
    "yea": ("0000000128", 1, {"new_or_old": "none"}),
    "rishoku": ("0000000148", 0, {"ei_insured_no": None}),
    # A code with a hyphen, as people write them on paper.
    "hr_code": ("NONLIFE", 5, {"code": "02-06"}),
    # The office gives three errors for a blank one (records.md §8.1).
    "santei": ("0000000119", 0, {"old_since": None}),
    "geppen": ("0000000198", 0, {"days_m2": 16}),
    # Not rounded down to 1,000 yen.
    "shoyo": ("0000000160", 1, {"total": 456_700})}
"""Kind → whose records, the place among them, and what stands there instead."""


def practice_records(kind: Kind, owner: str, generated: list[Record]) -> list[Record]:
    """The records of one of the practice company."""
    whose, place, changes = WRONG[kind.id]
    if owner != whose:
        return generated
    return [record | changes if at == place else record for at, record in enumerate(generated)]
