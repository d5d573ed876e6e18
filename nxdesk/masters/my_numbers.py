"""個人番号: each sealed with a key of its person, every access written down first (who, when, whose, what for).

Numbers leave this room only as `Secret` or, for sending, in one mapping; they never stand in an error or in the log.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select, update

from nxdesk.masters.database import Database
from nxdesk.masters.failures import MastersUnavailable
from nxdesk.masters.selecting import parts
from nxdesk.masters.tables import MY_NUMBER_LOG, MY_NUMBERS
from nxdesk.records.clock import Clock
from nxdesk.vault.seal import SealBroken, Sealer
from nxdesk.vault.secret import Secret

_COLUMNS = ("employee_code", "family_seq", "person_key", "sealed", "updated_at", "updated_by")
_LOG_COLUMNS = ("at", "by", "employee_code", "action", "purpose")


class MyNumbers:
    """The numbers; usable from any thread."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def has(self, code: str) -> bool:
        """A number is kept for this person; looking that up is no access."""
        return code in self.having([code])

    def having(self, codes: Iterable[str]) -> frozenset[str]:
        """Those of the people for whom a number is kept."""
        query = select(MY_NUMBERS.c.employee_code).where(MY_NUMBERS.c.person_key.is_not(None))
        with self._database.reading() as connection:
            return frozenset(str(row[0]) for part in parts(codes)
                             for row in connection.execute(query.where(MY_NUMBERS.c.employee_code.in_(part))))

    def get(self, code: str, by: str, purpose: str) -> Secret | None:
        """The number, after the access was written down."""
        found = self._read([code], by, purpose, "閲覧").get(code)
        return None if found is None else Secret(found)

    def bulk(self, codes: Iterable[str], by: str, purpose: str) -> dict[str, str]:
        """The numbers of those who have one, after every access was written down."""
        return self._read(codes, by, purpose, "一括")

    def set(self, code: str, number: Secret | str | None, by: str, purpose: str = "登録") -> None:
        """Keep this number, or with None destroy the one there is."""
        if number:
            text = number.reveal() if isinstance(number, Secret) else number
            self.set_many({code: Secret(text)}, by, purpose)
        else:
            self._destroy(code, by, purpose)

    def set_many(self, numbers: Mapping[str, Secret], by: str, purpose: str = "登録") -> None:
        """Keep many numbers in one transaction."""
        now = self._clock.stamp()
        with self._database.writing() as connection:
            for part in parts(numbers):
                connection.execute(delete(MY_NUMBERS).where(MY_NUMBERS.c.employee_code.in_(part)))
                rows = [(code, 0, *self._sealed(code, numbers[code].reveal()), now, by) for code in part]
                self._database.insert_rows(connection, MY_NUMBERS, _COLUMNS, rows)
                self._log(connection, part, by, "登録", purpose)

    def destroy_all(self, by: str, purpose: str) -> None:
        """Destroy every number there is."""
        with self._database.writing() as connection:
            codes = list(connection.execute(select(MY_NUMBERS.c.employee_code)).scalars())
            connection.execute(delete(MY_NUMBERS))
            self._log(connection, codes, by, "削除", purpose)
        if codes:
            self._database.shrink_log()

    def accesses(self, limit: int = 1000) -> list[dict[str, str]]:
        """The last accesses, newest first: at, by, employee_code, action, purpose."""
        query = select(*(MY_NUMBER_LOG.c[name] for name in _LOG_COLUMNS)).order_by(MY_NUMBER_LOG.c.id.desc())
        with self._database.reading() as connection:
            return [dict(row) for row in connection.execute(query.limit(limit)).mappings()]

    def _read(self, codes: Iterable[str], by: str, purpose: str, action: str) -> dict[str, str]:
        query = select(MY_NUMBERS.c.employee_code, MY_NUMBERS.c.person_key, MY_NUMBERS.c.sealed).where(
            MY_NUMBERS.c.person_key.is_not(None)).order_by(MY_NUMBERS.c.employee_code)
        with self._database.writing() as connection:
            rows = [(str(code), bytes(key), bytes(sealed)) for part in parts(codes)
                    for code, key, sealed in connection.execute(query.where(MY_NUMBERS.c.employee_code.in_(part)))]
            self._log(connection, [code for code, _, _ in rows], by, action, purpose)
        return {code: self._opened(code, key, sealed) for code, key, sealed in rows}

    def _log(self, connection: Connection, codes: Iterable[str], by: str, action: str, purpose: str) -> None:
        now = self._clock.stamp()
        self._database.insert_rows(connection, MY_NUMBER_LOG, _LOG_COLUMNS,
                                   [(now, by, code, action, purpose) for code in codes])

    def _sealed(self, code: str, number: str) -> tuple[bytes, bytes]:
        context = _context(code)
        wrapped = self._sealer.new_person_key(context)
        return wrapped, self._sealer.person(wrapped, context).seal(number.encode(), context)

    def _opened(self, code: str, wrapped: bytes, sealed: bytes) -> str:
        context = _context(code)
        try:
            return self._sealer.person(wrapped, context).open(sealed, context).decode()
        except SealBroken as failure:
            raise MastersUnavailable("NXD_M_08") from failure

    def _destroy(self, code: str, by: str, purpose: str) -> None:
        """The person's key goes first and for itself, then the row, then what the log of the database still holds."""
        mine = MY_NUMBERS.c.employee_code == code
        with self._database.writing() as connection:
            if connection.execute(update(MY_NUMBERS).where(mine).values(person_key=None)).rowcount == 0:
                return
        with self._database.writing() as connection:
            connection.execute(delete(MY_NUMBERS).where(mine))
            self._log(connection, [code], by, "削除", purpose)
        self._database.shrink_log()


def _context(code: str) -> str:
    return f"nx/{code}/my_number"
