"""When a person was last linked with e-AMANO, by kind of data."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, select, text, update

from nxdesk.masters.database import Database
from nxdesk.masters.selecting import near, parts
from nxdesk.masters.tables import LINKED, REGISTRATION_PEOPLE

_COLUMNS = ("kind", "employee_code", "linked_at", "changed_at", "remote_state")
_MARK = text(
    "INSERT INTO linked_person (kind, employee_code, linked_at) VALUES (:kind, :code, :stamp) "
    "ON CONFLICT (kind, employee_code) DO UPDATE SET linked_at = excluded.linked_at, changed_at = NULL")
_MARK_REGISTERED = text(
    "INSERT INTO linked_person (kind, employee_code, linked_at) SELECT :kind, value, :stamp "
    "FROM registration_people, json_each(codes) WHERE registration_id = :id "
    "ON CONFLICT (kind, employee_code) DO UPDATE SET linked_at = excluded.linked_at, changed_at = NULL")


class Linkage:
    """The last linkage of each person; usable from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def anybody(self) -> bool:
        """Somebody was linked at some time."""
        query = select(LINKED.c.employee_code).where(LINKED.c.linked_at != "").limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def last_linked(self, codes: Iterable[str], kind: str = "employee") -> dict[str, str]:
        """The stamp of the last linkage of those who have one."""
        query = select(LINKED.c.employee_code, LINKED.c.linked_at).where(
            LINKED.c.kind == kind, LINKED.c.linked_at != "")
        with self._database.reading() as connection:
            return {code: stamp for part in parts(codes)
                    for code, stamp in connection.execute(query.where(LINKED.c.employee_code.in_(part)))}

    def remote_states(self, owners: Iterable[str], kind: str = "employee") -> dict[str, str]:
        """What e-AMANO's records of these owners were when NX last looked, of those that it has looked at."""
        query = select(LINKED.c.employee_code, LINKED.c.remote_state).where(
            LINKED.c.kind == kind, LINKED.c.remote_state.is_not(None))
        found = dict[str, str]()
        with self._database.reading() as connection:
            for part in parts(owners):
                wanted = frozenset(part)
                rows = connection.execute(query.where(near(LINKED.c.employee_code, part)))
                found.update((owner, state) for owner, state in rows if owner in wanted)
        return found

    def remote_states_between(self, first: str, last: str, kind: str = "employee") -> dict[str, str]:
        """`remote_states` of everybody from one code to another, both included."""
        code = LINKED.c.employee_code
        query = select(code, LINKED.c.remote_state).where(
            LINKED.c.kind == kind, LINKED.c.remote_state.is_not(None), code >= first, code <= last)
        found = dict[str, str]()
        with self._database.reading() as connection:
            found.update((owner, state) for owner, state in connection.execute(query))
        return found

    def mark(self, codes: Iterable[str], stamp: str, kind: str = "employee") -> None:
        """These people were linked at `stamp`."""
        with self._database.writing() as connection:
            _mark_within(connection, codes, stamp, kind)

    def forget_all(self) -> None:
        """Nobody was ever linked."""
        with self._database.writing() as connection:
            connection.execute(LINKED.delete())


def codes_within(connection: Connection, registration_id: str) -> list[str]:
    """Within somebody's transaction, whom a registration in the journal is for, in code order."""
    query = select(REGISTRATION_PEOPLE.c.codes).where(REGISTRATION_PEOPLE.c.registration_id == registration_id)
    found: list[str] = json.loads(connection.execute(query).scalar_one_or_none() or "[]")
    return found


def registered_within(database: Database, connection: Connection, registration_id: str, stamp: str,
                      kind: str) -> None:
    """Within somebody's transaction, everybody of a registration in the journal was linked at `stamp`.

    Where it can be, their codes do not leave the database.
    """
    if database.makes_json:
        connection.execute(_MARK_REGISTERED, {"kind": kind, "stamp": stamp, "id": registration_id})
    else:
        _mark_within(connection, codes_within(connection, registration_id), stamp, kind)


def _mark_within(connection: Connection, codes: Iterable[str], stamp: str, kind: str) -> None:
    given = [{"kind": kind, "code": code, "stamp": stamp} for code in sorted(set(codes))]
    if given:
        connection.execute(_MARK, given)


def changed_since(connection: Connection, kind: str, code: str, stamp: str) -> None:
    """Remember, within somebody's transaction, that a record of the person was taken out after the last linkage."""
    connection.execute(update(LINKED).where(LINKED.c.kind == kind, LINKED.c.employee_code == code)
                       .values(changed_at=stamp))


def seen_within(database: Database, connection: Connection, kind: str, states: Mapping[str, str], stamp: str,
                agreeing: frozenset[str]) -> dict[str, str | None]:
    """Remember, within somebody's transaction, what e-AMANO's records are now; those who agree are linked from now on.

    Returns what was known of each before, as JSON, for `restore_within`.
    """
    before = _known(connection, kind, states)
    if before:
        mine = LINKED.c.kind == kind, LINKED.c.employee_code == bindparam("whose")
        connection.execute(LINKED.delete().where(*mine), [{"whose": owner} for owner in before])
    database.insert_rows(connection, LINKED, _COLUMNS, [
        (kind, owner, stamp, None, state) if owner in agreeing else
        (kind, owner, *before.get(owner, ("", None, None))[:2], state) for owner, state in states.items()])
    return {owner: json.dumps(before[owner]) if owner in before else None for owner in states}


def restore_within(connection: Connection, kind: str, stamp: str, before: Mapping[str, str | None]) -> None:
    """Put back what was known before an acquisition at `stamp`.

    Of those who were linked again since, only what e-AMANO's records are is forgotten: the next acquisition looks.
    """
    mine = LINKED.c.kind == kind, LINKED.c.employee_code == bindparam("whose")
    again = linked_since(connection, kind, before, stamp)
    if again:
        connection.execute(update(LINKED).where(*mine).values(remote_state=None), [{"whose": one} for one in again])
    if back := [owner for owner in before if owner not in again]:
        connection.execute(LINKED.delete().where(*mine), [{"whose": owner} for owner in back])
        rows = [dict(zip(_COLUMNS, (kind, owner, *json.loads(told)), strict=True))
                for owner in back if (told := before[owner]) is not None]
        if rows:
            connection.execute(LINKED.insert(), rows)


def linked_since(connection: Connection, kind: str, owners: Iterable[str], stamp: str) -> frozenset[str]:
    """Those of the owners who were linked after `stamp`."""
    return frozenset(owner for owner, (linked, _, _) in _known(connection, kind, owners).items() if linked > stamp)


def _known(connection: Connection, kind: str, owners: Iterable[str]) -> dict[str, tuple[str, str | None, str | None]]:
    c, found = LINKED.c, dict[str, tuple[str, str | None, str | None]]()
    query = select(c.employee_code, c.linked_at, c.changed_at, c.remote_state).where(c.kind == kind)
    for part in parts(owners):
        wanted = frozenset(part)
        found.update((owner, (linked, changed, state)) for owner, linked, changed, state in connection.execute(
            query.where(near(c.employee_code, part))) if owner in wanted)
    return found
