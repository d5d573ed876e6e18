"""Whether this PC's clock and the service's agree (connection.md §6, V-03)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from nxdesk.link.causes import named

_TOLERANCE = timedelta(minutes=5)


def clock_remarks(date: str) -> list[str]:
    """A remark when the service's clock, as its Date header has it, and this PC's are too far apart."""
    try:
        theirs = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return []
    if theirs.tzinfo is None:
        return []
    skew = datetime.now(UTC) - theirs
    cause = named("clock-off")
    return [f"{cause.words({'d': _minutes(skew)})}({cause.code})"] if abs(skew) > _TOLERANCE else []


def _minutes(skew: timedelta) -> str:
    minutes = round(abs(skew).total_seconds() / 60)
    return f"約{minutes}分" if minutes < 120 else f"約{round(minutes / 60)}時間"
