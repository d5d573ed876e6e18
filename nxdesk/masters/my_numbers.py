"""個人番号 of people and of family members: each sealed with a key of its own, every access written down first.

A number belongs to a person, or to the family member with a 家族番号 (`member`, 0 for the person). Numbers leave this
room only as `Secret` or, for sending, in one mapping; they never stand in an error or in the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, overload

from sqlalchemy import Connection, Select, delete, false, func, select, update

from nxdesk.masters.database import Database
from nxdesk.masters.failures import MastersUnavailable
from nxdesk.masters.selecting import near, parts
from nxdesk.masters.tables import MY_NUMBER_LOG, MY_NUMBERS
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.vault.redaction import redact
from nxdesk.vault.seal import SealBroken, Sealer
from nxdesk.vault.secret import Secret

Member = tuple[str, int]
"""個人コード and 家族番号, 0 for the person."""

VIEWED, IN_BULK, KEPT, DESTROYED = "閲覧", "一括", "登録", "削除"
_COLUMNS = ("employee_code", "family_seq", "person_key", "sealed", "updated_at", "updated_by")
_LOG_COLUMNS = ("at", "by", "employee_code", "family_seq", "action", "purpose")
_CODE, _SEQ = MY_NUMBERS.c.employee_code, MY_NUMBERS.c.family_seq


@dataclass(frozen=True, slots=True)
class Access:
    """One access: its place in the log, when (JST), by which user, whose, what was done, what for. Never the number."""

    id: int
    at: str
    by: str
    employee_code: str
    family_seq: int
    action: str
    purpose: str


class MyNumbers:
    """The numbers; usable from any thread."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def has(self, code: str, member: int = 0) -> bool:
        """A number is kept for this person or member; looking that up is no access."""
        query = select(_CODE).where(*_whose(code, member), MY_NUMBERS.c.person_key.is_not(None))
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    @overload
    def having(self, codes: Iterable[str], kind: None = None) -> frozenset[str]: ...

    @overload
    def having(self, codes: Iterable[str], kind: Kind) -> frozenset[Member]: ...

    def having(self, codes: Iterable[str], kind: Kind | None = None) -> frozenset[str] | frozenset[Member]:
        """Those of the people for whom a number is kept; with a kind, (code, member) of those of that kind."""
        found: set[Member] = set()
        query = select(_CODE, _SEQ).where(MY_NUMBERS.c.person_key.is_not(None), _of_kind(kind))
        with self._database.reading() as connection:
            for part in parts(codes):
                wanted = frozenset(part)
                rows = connection.execute(query.where(near(_CODE, part)))
                found.update((code, seq) for code, seq in rows if code in wanted)
        return frozenset(code for code, _ in found) if kind is None else frozenset(found)

    def get(self, code: str, by: str, purpose: str, member: int = 0) -> Secret | None:
        """The number, after the access was written down."""
        found = self._read([code], by, purpose, VIEWED, MY_NUMBERS.c.family_seq == member).get((code, member))
        return None if found is None else Secret(found)

    @overload
    def bulk(self, codes: Iterable[str], by: str, purpose: str, kind: None = None) -> dict[str, str]: ...

    @overload
    def bulk(self, codes: Iterable[str], by: str, purpose: str, kind: Kind) -> dict[Member, str]: ...

    def bulk(self, codes: Iterable[str], by: str, purpose: str,
             kind: Kind | None = None) -> dict[str, str] | dict[Member, str]:
        """The numbers of those people who have one, after every access was written down.

        With a kind, those of its records by (code, member): of the people's families, or (code, 0) of the people.
        """
        found = self._read(codes, by, purpose, IN_BULK, _of_kind(kind))
        return {code: number for (code, _), number in found.items()} if kind is None else found

    def set(self, code: str, number: Secret | str | None, by: str, purpose: str = KEPT, member: int = 0) -> None:
        """Keep this number, or with None destroy the one there is."""
        if number:
            text = number.reveal() if isinstance(number, Secret) else number
            self.set_members({(code, member): Secret(text)}, by, purpose)
        else:
            with self._database.writing() as connection:
                destroyed = self.destroy_within(connection, code, by, purpose, member=member)
            if destroyed:
                self._database.shrink_log()

    def set_many(self, numbers: Mapping[str, Secret], by: str, purpose: str = KEPT) -> None:
        """Keep many people's numbers in one transaction."""
        self.set_members({(code, 0): number for code, number in numbers.items()}, by, purpose)

    def set_members(self, numbers: Mapping[Member, Secret], by: str, purpose: str = KEPT) -> None:
        """Keep many numbers in one transaction."""
        with self._database.writing() as connection:
            self.set_within(connection, numbers, by, purpose)

    def set_within(self, connection: Connection, numbers: Mapping[Member, Secret], by: str, purpose: str) -> None:
        """As `set_members`, within somebody's transaction."""
        now = self._clock.stamp()
        for part in _member_parts(numbers):
            self._make_room(connection, part)
            rows = [(code, seq, *self._sealed(code, seq, numbers[code, seq].reveal()), now, by)
                    for code, seq in part]
            self._database.insert_rows(connection, MY_NUMBERS, _COLUMNS, rows)
            self._log(connection, part, by, KEPT, purpose)

    def destroy_all(self, by: str, purpose: str) -> None:
        """Destroy every number there is."""
        with self._database.writing() as connection:
            destroyed = self._destroy(connection, by, purpose)
        if destroyed:
            self._database.shrink_log()

    def destroy_members_within(self, connection: Connection, by: str, purpose: str) -> bool:
        """Destroy the numbers of all family members within somebody's transaction; there were some.

        The caller then calls `Database.shrink_log`.
        """
        return self._destroy(connection, by, purpose, _SEQ != 0)

    def destroy_within(self, connection: Connection, code: str, by: str, purpose: str, *, member: int = 0) -> bool:
        """Destroy one number within somebody's transaction; there was one. As `destroy_members_within`."""
        return self._destroy(connection, by, purpose, *_whose(code, member))

    def accesses(self, limit: int = 1000, code: str | None = None, before: int | None = None) -> list[Access]:
        """The last accesses, newest first: of everybody, or of one person with the family.

        `before` is the `id` of the last one already read.
        """
        log = MY_NUMBER_LOG.c
        query: Select[Any] = select(log.id, *(log[name] for name in _LOG_COLUMNS)).order_by(log.id.desc()).limit(limit)
        query = query.where(log.id < before) if before is not None else query
        query = query.where(log.employee_code == code) if code else query
        with self._database.reading() as connection:
            return [Access(*row) for row in connection.execute(query)]

    def access_count(self, code: str | None = None) -> int:
        """How many accesses stand in the log: of everybody, or of one person with the family."""
        query = select(func.count()).select_from(MY_NUMBER_LOG)
        with self._database.reading() as connection:
            return int(connection.scalar(query.where(MY_NUMBER_LOG.c.employee_code == code) if code else query) or 0)

    def used_within(self, connection: Connection, code: str) -> frozenset[int]:
        """The 家族番号 of a person that stand in the log: given anew, they would tell of somebody else."""
        return frozenset(seq for _, seq in self.used_by_within(connection, [code]))

    def used_by_within(self, connection: Connection, codes: Iterable[str]) -> frozenset[Member]:
        """As `used_within`, for many people."""
        code, found = MY_NUMBER_LOG.c.employee_code, []
        query = select(code, MY_NUMBER_LOG.c.family_seq).distinct()
        for part in parts(codes):
            wanted = frozenset(part)
            rows = connection.execute(query.where(near(code, part)))
            found += [(whose, seq) for whose, seq in rows if whose in wanted]
        return frozenset(found)

    def _read(self, codes: Iterable[str], by: str, purpose: str, action: str, which: Any) -> dict[Member, str]:
        columns = (_CODE, _SEQ, MY_NUMBERS.c.person_key, MY_NUMBERS.c.sealed)
        query = select(*columns).where(MY_NUMBERS.c.person_key.is_not(None), which).order_by(_CODE, _SEQ)
        with self._database.writing() as connection:
            rows = [(str(code), int(seq), bytes(key), bytes(sealed)) for part in parts(codes)
                    for code, seq, key, sealed in connection.execute(query.where(_CODE.in_(part)))]
            self._log(connection, [(code, seq) for code, seq, _, _ in rows], by, action, purpose)
        return {(code, seq): self._opened(code, seq, key, sealed) for code, seq, key, sealed in rows}

    def _make_room(self, connection: Connection, part: list[Member]) -> None:
        """Take out the numbers that these replace."""
        among = near(_CODE, [code for code, _ in part])
        there = {(str(code), int(seq)) for code, seq in connection.execute(select(_CODE, _SEQ).where(among))}
        for code, seq in there.intersection(part):
            connection.execute(delete(MY_NUMBERS).where(*_whose(code, seq)))

    def _log(self, connection: Connection, whose: Iterable[Member], by: str, action: str, purpose: str) -> None:
        """`purpose` is what somebody typed, so that a number may stand in it."""
        now, purpose = self._clock.stamp(), redact(purpose)
        self._database.insert_rows(connection, MY_NUMBER_LOG, _LOG_COLUMNS,
                                   [(now, by, code, seq, action, purpose) for code, seq in whose])

    def _sealed(self, code: str, seq: int, number: str) -> tuple[bytes, bytes]:
        context = _context(code, seq)
        wrapped = self._sealer.new_person_key(context)
        return wrapped, self._sealer.person(wrapped, context).seal(number.encode(), context)

    def _opened(self, code: str, seq: int, wrapped: bytes, sealed: bytes) -> str:
        context = _context(code, seq)
        try:
            return self._sealer.person(wrapped, context).open(sealed, context).decode()
        except SealBroken as failure:
            raise MastersUnavailable("NXD_M_08") from failure

    def _destroy(self, connection: Connection, by: str, purpose: str, *which: Any) -> bool:
        """The keys go first, then the rows; the destruction is written down."""
        whose = [(str(code), int(seq)) for code, seq in
                 connection.execute(select(_CODE, _SEQ).where(*which).order_by(_CODE, _SEQ))]
        if whose:
            connection.execute(update(MY_NUMBERS).where(*which).values(person_key=None))
            connection.execute(delete(MY_NUMBERS).where(*which))
            self._log(connection, whose, by, DESTROYED, purpose)
        return bool(whose)


def _whose(code: str, member: int) -> tuple[Any, Any]:
    return MY_NUMBERS.c.employee_code == code, MY_NUMBERS.c.family_seq == member


def _of_kind(kind: Kind | None) -> Any:
    """The records of people's families, or the people themselves; nothing of kinds without the item."""
    if kind is not None and not has_numbers(kind):
        return false()
    return _SEQ != 0 if kind is not None and kind.many else _SEQ == 0


def has_numbers(kind: Kind) -> bool:
    """Records of this kind have a My Number."""
    return any(item.shape.kind == "my_number" for item in kind.fields)


def _member_parts(members: Iterable[Member]) -> Iterator[list[Member]]:
    """As `parts`: in order, in lists that fit one statement."""
    by_code: dict[str, list[Member]] = {}
    for code, seq in sorted(members):
        by_code.setdefault(code, []).append((code, seq))
    for part in parts(by_code):
        yield [member for code in part for member in by_code[code]]


def _context(code: str, seq: int) -> str:
    """What a seal holds to. That of the person is the one of data from before there were families."""
    return f"nx/{code}/family/{seq}/my_number" if seq else f"nx/{code}/my_number"
