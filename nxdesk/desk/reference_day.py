"""The 参照日 of a run, as it is chosen."""

import re

from nxdesk.desk.refusal import Refusal
from nxdesk.records.shapes import date


def judge_day(day: str) -> None:
    """参照日 is an ISO day that exists; raises Refusal."""
    if not day:
        raise Refusal.of("NXD_N_10", "as_of")
    if not re.fullmatch(date().pattern, day):
        raise Refusal.of("NXD_N_18", "as_of", day=day)
