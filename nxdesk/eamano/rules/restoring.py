"""「この登録の前に戻す」: what it would do, and doing it, in one transaction of one tenant.

nxdesk's own: the real e-AMANO cannot take a registration back (manual ③-1). Everything that came after the run is taken
back with it, changes on pages included. Versions of records never go back, so that a client which compared an older
state cannot overwrite this one. A restore is a run like any other: in the audit log, and itself to be taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from nxdesk.eamano.rules.differences import (
    PERSON,
    Gathered,
    RecordChange,
    Row,
    RowDifference,
    keyed,
    record_changes,
    rows_of,
)
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.rules.telling import HIDDEN
from nxdesk.eamano.store.audit import Actor, Audit, Target, target_of
from nxdesk.eamano.store.database import CHUNK, insert_many
from nxdesk.eamano.store.floors import lift_above_floors, set_floors
from nxdesk.eamano.store.snapshots import Snapshot, Snapshots, of_run
from nxdesk.eamano.store.tables import (
    MATCH_KEY,
    MY_NUMBER_LOG,
    MY_NUMBERS,
    OWNERS,
    PEOPLE,
    SETTLED,
    TENANT,
    UNDO_PARTS,
    UNDO_RUNS,
)
from nxdesk.eamano.store.undo import IDENTITY, TABLES, Undo
from nxdesk.eamano.store.verifying import stored_head
from nxdesk.records.clock import shown
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from nxdesk.records.fields import Kind, Value
from nxdesk.vault.seal import SealBroken

ACTION = "登録前の状態に戻す"
_SENTENCES = {
    "NXD_U_01": "処理No.{run}のスナップショットはありません。",
    "NXD_U_02": "処理No.{run}のスナップショットは{day}に期限が切れたか消去されたため、戻せません。",
    "NXD_U_03": "処理No.{run}より後に行われた処理No.{later}のスナップショットが消去されているため、処理No.{run}の前には戻せません。",
    "NXD_U_04": "内容を確認したあとに、データが変更されました。もう一度内容を確認してください。",
    "NXD_U_05": "処理No.{later}のスナップショットが壊れているため、戻せません。",
    "NXD_U_06": "処理No.{run}の前と同じ状態です。戻すものはありません。"}


class RestoreRefused(Exception):
    """It cannot be done, or not now; nothing has been changed."""

    def __init__(self, code: str, run: int, *, later: int = 0, day: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = _SENTENCES[code].format(run=run, later=later, day=day)


@dataclass(frozen=True, slots=True)
class Preview:
    """What going back to before `snapshot` would do. `seen` stands for the state that this was read from.

    `undone` are the runs that are taken back, the earliest first.
    """

    snapshot: Snapshot
    seen: str
    undone: tuple[Snapshot, ...]
    records: tuple[RecordChange, ...]
    surroundings: Mapping[Target, Row]
    """By record: the people of all that changes, and the records of which only what they have apart changes."""

    def about(self, record: RecordChange) -> Row:
        """A row by which to name the record."""
        return record.row or self.surroundings.get(record.target, {})

    def named(self, most: int) -> list[RecordChange]:
        """At most so many records, those first that vanish or lose a My Number."""
        def grave(record: RecordChange) -> bool:
            number = record.part("my_number")
            return (record.now is not None and record.after is None) or bool(number and number.after is None)
        return sorted(self.records, key=lambda record: not grave(record))[:most]

    def person_name(self, code: str) -> str:
        """姓 名 of a person whose record or family changes."""
        row = self.surroundings.get(_person(code), {})
        return f"{row.get('last_name') or ''} {row.get('first_name') or ''}".strip()

    def vanishing(self, kind: Kind) -> list[RecordChange]:
        """Records of this kind that will be gone."""
        return [r for r in self._of(kind) if r.now is not None and r.after is None]

    def returning(self, kind: Kind) -> list[RecordChange]:
        """Those that come back."""
        return [r for r in self._of(kind) if r.now is None and r.after is not None]

    def changing(self, kind: Kind) -> list[RecordChange]:
        """Those of which items change."""
        return [r for r in self._of(kind) if (r.now is None) == (r.after is None)]

    def _of(self, kind: Kind) -> list[RecordChange]:
        return [record for record in self.records if record.kind is kind]


def preview(service: Service, tenant_id: int, run: int) -> Preview:
    """Look before going back; raises RestoreRefused."""
    with service.database.read() as connection:
        work = _Work(service, connection, tenant_id, run)
        records = record_changes(work.differences())
        return Preview(work.snapshots[0], stored_head(connection, tenant_id).text, tuple(work.snapshots),
                       tuple(records), _surroundings(connection, tenant_id, records))


def _surroundings(connection: Connection, tenant_id: int, records: Sequence[RecordChange]) -> dict[Target, Row]:
    """Rows that names are taken from; of people who come back, as they will be."""
    own = {r.target: r.row for r in records if r.kind is EMPLOYEE and r.row}
    people = [(code,) for code in sorted({r.code for r in records if _person(r.code) not in own})]
    members = [(record.member,) for record in records if record.kind is FAMILY and not record.row]
    found = {_person(row["employee_code"]): row
             for row in rows_of(connection, tenant_id, EMPLOYEE.id, people).values()}
    found |= {Target(row["employee_code"], row["id"], FAMILY.id): row
              for row in rows_of(connection, tenant_id, FAMILY.id, members).values()}
    return found | own


def _person(code: str) -> Target:
    return Target(code, PERSON, EMPLOYEE.id)


def restore(service: Service, tenant_id: int, run: int, actor: Actor, seen: str) -> int:
    """Go back to before a run, if all is still as in the preview with this `seen`; answers the new run."""
    with service.database.write() as connection:
        # Reading the head for update keeps every other writer of this tenant away until the end.
        if Audit(service.database, connection, tenant_id).head_text() != seen:
            raise RestoreRefused("NXD_U_04", run)
        work = _Work(service, connection, tenant_id, run)
        return work.apply(work.differences(), actor)


def purge(service: Service, tenant_id: int, actor: Actor, run: int | None = None) -> int:
    """「今すぐ消去」 of one snapshot or of all: keys and contents are destroyed; answers how many."""
    with service.database.write() as connection:
        purged = Snapshots(connection, tenant_id).purge(
            service.database, service.sealer, actor, service.clock.utc_stamp(),
            *([] if run is None else [of_run(run)]))
    if purged:
        service.database.forget(UNDO_RUNS.name, UNDO_PARTS.name)
    return purged


class _Work:
    """One look, or one restore, inside its transaction."""

    def __init__(self, service: Service, connection: Connection, tenant_id: int, run: int) -> None:
        self._service = service
        self._connection = connection
        self._tenant = tenant_id
        self._run = run
        self._stamp = service.clock.utc_stamp()
        self.snapshots = self._needed()

    def _needed(self) -> list[Snapshot]:
        found = Snapshots(self._connection, self._tenant).since(self._run)
        if not found or found[0].run != self._run:
            raise RestoreRefused("NXD_U_01", self._run)
        if found[0].over(self._stamp):
            day = shown(found[0].purged_at or found[0].expires_at)
            raise RestoreRefused("NXD_U_02", self._run, day=day)
        if gone := next((snapshot for snapshot in found if snapshot.over(self._stamp)), None):
            raise RestoreRefused("NXD_U_03", self._run, later=gone.run)
        return found

    def differences(self) -> list[RowDifference]:
        gathered = Gathered()
        snapshots = Snapshots(self._connection, self._tenant)
        for snapshot in self.snapshots:
            try:
                gathered.add(snapshots.images(snapshot, self._service.sealer))
            except SealBroken as broken:
                raise RestoreRefused("NXD_U_05", self._run, later=snapshot.run) from broken
        found = gathered.differences(self._connection, self._tenant)
        if not found:
            raise RestoreRefused("NXD_U_06", self._run)
        return found

    def apply(self, differences: Sequence[RowDifference], actor: Actor) -> int:
        undo = Undo(self._service.database, self._connection, self._tenant, self._service.sealer)
        self._raise_owners(differences, undo)
        for name in TABLES:
            self._replace(name, [d for d in differences if d.table == name], undo)
        self._log_numbers(differences, actor)
        run = Audit(self._service.database, self._connection, self._tenant).run(
            actor, ACTION, self._stamp, _entries(record_changes(differences)))
        undo.write(run, ACTION, self._stamp, back_to=self._run)
        return run

    def _replace(self, name: str, differences: Sequence[RowDifference], undo: Undo) -> None:
        """Take all rows away that are not as they were, then put back those that were there.

        Not one by one: two members of a family may have exchanged their names.
        """
        if not differences:
            return
        there = [d.now for d in differences if d.now is not None]
        undo.changed(TABLES[name], there)
        undo.inserted(TABLES[name], [d.key for d in differences if d.now is None])
        if name in PEOPLE:
            set_floors(self._connection, self._tenant, name,
                       [d.now for d in differences if d.now is not None and _leaves(d.now, d.before)])
        keys = [d.key for d in differences if d.now is not None]
        for start in range(0, len(keys), CHUNK // 5):
            self._connection.execute(delete(TABLES[name]).where(
                TABLES[name].c.tenant_id == self._tenant, keyed(name, keys[start:start + CHUNK // 5])))
        back = [d for d in differences if d.before is not None]
        self._insert(name, back)
        lift_above_floors(self._service.database, self._connection, self._tenant, {name: [d.key for d in back]})

    def _insert(self, name: str, differences: Sequence[RowDifference]) -> None:
        """Rows as they were, with versions above all that there have been."""
        columns = [column.name for column in TABLES[name].columns if column.name != SETTLED]
        # A person's number within the table means nothing, and somebody else may have got it since.
        loose = "id" in columns and "id" not in IDENTITY[name]
        for anew in (False, True) if loose else (False,):
            named = [column for column in columns if not (anew and column == "id")]
            rows = []
            for difference in differences:
                if loose and (difference.now is None) != anew:
                    continue
                values = {**(difference.before or {}), TENANT: self._tenant}
                if loose and difference.now is not None:
                    values["id"] = difference.now["id"]
                if "version" in values:
                    now = difference.now["version"] if difference.now else 0
                    values |= {"version": max(now, difference.peak) + 1, "updated_at": self._stamp}
                rows.append(tuple(values[column] for column in named))
            insert_many(self._service.database, self._connection, TABLES[name], named, rows)

    def _raise_owners(self, differences: Sequence[RowDifference], undo: Undo) -> None:
        """A record whose parts change gets its next version, where the record itself stays as it is."""
        own = {difference.owner for difference in differences if difference.table in PEOPLE}
        for code, member, name in sorted({difference.owner for difference in differences} - own):
            table = PEOPLE[name]
            known = table.c.id == member if "id" in IDENTITY[name] else table.c[OWNERS[name]] == code
            mine = (table.c.tenant_id == self._tenant, known)
            row = self._connection.execute(select(table).where(*mine)).mappings().one_or_none()
            if row is not None:
                undo.changed(table, [dict(row)])
                self._connection.execute(
                    update(table).where(*mine).values(version=row["version"] + 1, updated_at=self._stamp))

    def _log_numbers(self, differences: Sequence[RowDifference], actor: Actor) -> None:
        for difference in differences:
            if difference.table == MY_NUMBERS.name:
                code, member, _ = difference.owner
                self._connection.execute(insert(MY_NUMBER_LOG).values(
                    tenant_id=self._tenant, at=self._stamp, actor=actor.name, employee_code=code, member=member,
                    purpose=ACTION))


def _leaves(now: Row, before: Row | None) -> bool:
    """The record goes, or its name becomes free for another one."""
    return before is None or now.get(MATCH_KEY) != before.get(MATCH_KEY)


def _entries(records: Iterable[RecordChange]) -> Iterable[tuple[str, str]]:
    """What the audit log says: item → [now, after], secrets only as marks."""
    for record in records:
        changes: dict[str, list[Value]] = {}
        for change in record.items:
            secret = change.field is not None and change.field.sensitive and not change.field.shape.apart
            changes[change.item] = [HIDDEN if secret and value is not None else value
                                    for value in (change.now, change.after)]
        yield target_of(*record.target), orjson.dumps(changes).decode()

