"""The time of day at the desk: the real one, or a practice clock that starts at a chosen moment and runs on.

NX shows and stores Japanese time without a zone; the wire speaks UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
YEARS = range(1800, 2200)
"""Those of the dates in records; beyond them the arithmetic of days comes to its ends."""

LATEST = datetime(YEARS[-1], 12, 31, 23, 59, 59, tzinfo=JST)


class Clock:
    """Tells the time; `set` moves it, after which it runs on at the usual speed. `held` lets it stand for a while."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        self._held: datetime | None = None
        if start is not None:
            self.set(start)

    @staticmethod
    def parse(text: str) -> datetime:
        """Read `2020-04-06`, `2020-04-06 09:00` or `2020/04/06 09:00:53` as Japanese time.

        Raises ValueError, also for years that no record has (1800 to 2199).
        """
        given = datetime.fromisoformat(text.strip().replace("/", "-"))
        moment = given if given.tzinfo else given.replace(tzinfo=JST)
        if moment.year not in YEARS or moment.astimezone(JST).year not in YEARS:
            raise ValueError(text)
        return moment

    def set(self, moment: datetime) -> None:
        """Let it be `moment` now."""
        self._offset = moment - datetime.now(UTC)

    @contextmanager
    def held(self, moment: datetime) -> Iterator[None]:
        """Let it stand at `moment` for a while, after which it goes on as if it had not stood."""
        self._held = moment
        try:
            yield
        finally:
            self._held = None

    @property
    def moved(self) -> bool:
        """It does not show the real time."""
        return abs(self._offset) > timedelta(seconds=1)

    def now(self) -> datetime:
        """The moment, in Japanese time."""
        return (self._held or datetime.now(UTC) + self._offset).astimezone(JST)

    def today(self) -> str:
        """The day as ISO text."""
        return self.now().date().isoformat()

    def stamp(self) -> str:
        """The moment as NX stores it: `2020-04-06T09:00:53`, Japanese time."""
        return self.now().replace(tzinfo=None).isoformat(timespec="seconds")

    def utc_stamp(self) -> str:
        """The moment as the wire carries it: `2020-04-06T00:00:53Z`."""
        return self.now().astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def shown(stamp: str | None) -> str:
    """A stored stamp or day as screens show it: `2020/04/06 09:00:53`; a UTC stamp is turned into Japanese time."""
    if not stamp:
        return ""
    if stamp.endswith("Z"):
        moment = datetime.fromisoformat(stamp[:-1]).replace(tzinfo=UTC).astimezone(JST)
        stamp = moment.replace(tzinfo=None).isoformat(timespec="seconds")
    return stamp.replace("-", "/").replace("T", " ")
