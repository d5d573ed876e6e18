"""Days written in Japanese eras (records.md §0.4): 令和2年4月6日, R2.4.6, 昭和元年12月25日."""

import re

ERAS: tuple[tuple[str, str, str], ...] = (
    ("令和", "R", "2019-05-01"), ("平成", "H", "1989-01-08"), ("昭和", "S", "1926-12-25"), ("大正", "T", "1912-07-30"),
    ("明治", "M", "1868-01-25"))
"""Name, letter and first day, the newest first."""

_FIRST = {spelling: (start, later) for (name, letter, start), later in
          zip(ERAS, ("9999-12-31", *(start for *_, start in ERAS)), strict=False)
          for spelling in (name, name[0], letter)}
_WRITTEN = re.compile(rf"({'|'.join(_FIRST)})(元|[0-9]{{1,2}})[年./-]([0-9]{{1,2}})[月./-]([0-9]{{1,2}})日?")


def era_day(text: str) -> str | None:
    """The ISO day for a day written with its era; None for anything else, also for days that the era did not have."""
    found = _WRITTEN.fullmatch(re.sub(r"\s", "", text).upper())
    if found is None:
        return None
    era, year, month, day = found.groups()
    start, later = _FIRST[era]
    iso = f"{int(start[:4]) + (1 if year == '元' else int(year)) - 1:04d}-{month:0>2}-{day:0>2}"
    return iso if start <= iso < later else None
