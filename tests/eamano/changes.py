"""Writing transactions on people's data as the service makes them, row by row, for tests of the way back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.audit import Actor, Audit, target_of
from nxdesk.eamano.store.editing import Records
from nxdesk.eamano.store.my_numbers import MyNumbers
from nxdesk.eamano.store.tables import ATTACHMENTS, MY_NUMBERS, PEOPLE, PHOTOS
from nxdesk.eamano.store.undo import TABLES, Undo
from nxdesk.records.employee import EMPLOYEE
from nxdesk.records.family import FAMILY
from tests.eamano.people import my_number, png

ACTOR = Actor("NX連携 試験", "127.0.0.1", "r")
STAMP = "2020-04-01T00:00:00Z"
Owner = tuple[str, int]


class Change:
    """One writing transaction of one tenant, with the images for the way back."""

    def __init__(self, service: Service, connection: Connection, tenant_id: int = 1) -> None:
        self.connection = connection
        self.tenant = tenant_id
        self.service = service
        self.undo = Undo(service.database, connection, tenant_id, service.sealer)
        self.records = Records(connection, tenant_id)
        self.targets: list[str] = []

    def add_person(self, code: str, **values: Any) -> None:
        self.records.add(EMPLOYEE, {"employee_code": code, "last_name": "伊藤", "first_name": "一郎", **values}, STAMP)
        self.undo.inserted(PEOPLE["employee"], [(code,)])
        self.targets.append(code)

    def add_member(self, code: str, **values: Any) -> int:
        member = self.records.add(FAMILY, {
            "employee_code": code, "last_name": "伊藤", "first_name": "花子", "birth_date": "1980-02-03",
            "relationship_code": "01", **values}, STAMP)
        self.undo.inserted(PEOPLE["family"], [(member,)])
        self.targets.append(target_of(code, member))
        return member

    def change(self, table: str, values: Mapping[str, Any], **which: Any) -> None:
        """Other values for the rows that `which` finds; a record gets its next version."""
        rows = self._kept(table, which)
        raised = {"version": rows[0]["version"] + 1} if "version" in rows[0] else {}
        self.connection.execute(update(TABLES[table]).where(*self._which(table, which)).values(**values, **raised))

    def delete(self, table: str, **which: Any) -> None:
        self._kept(table, which)
        self.connection.execute(delete(TABLES[table]).where(*self._which(table, which)))

    def number(self, owner: Owner, seed: int) -> None:
        MyNumbers(self.service.database, self.connection, self.tenant, self.service.sealer).put(
            [(owner, my_number(seed))], (), STAMP, "試験", "試験")
        self.undo.inserted(MY_NUMBERS, [owner])

    def picture(self, owner: Owner, item: str, side: int = 8) -> None:
        Attachments(self.connection, self.tenant, self.service.sealer).add(owner, item, png(side), STAMP)
        self.undo.inserted(ATTACHMENTS, [(*owner, item)])

    def photo(self, code: str, side: int = 8) -> None:
        self.connection.execute(insert(PHOTOS).values(
            tenant_id=self.tenant, employee_code=code, image=png(side), digest=f"digest {side}", updated_at=STAMP))
        self.undo.inserted(PHOTOS, [(code,)])

    def _kept(self, table: str, which: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows = [dict(row) for row in self.connection.execute(
            select(TABLES[table]).where(*self._which(table, which))).mappings()]
        assert rows
        self.undo.changed(TABLES[table], rows)
        self.targets += [target_of(row["employee_code"]) for row in rows]
        return rows

    def _which(self, table: str, which: Mapping[str, Any]) -> list[Any]:
        columns = TABLES[table].c
        return [columns.tenant_id == self.tenant, *(columns[name] == value for name, value in which.items())]


def changed(service: Service, work: Callable[[Change], Any], action: str = "社員登録", tenant_id: int = 1,
            stamp: str = "") -> int:
    """Do the work as one run with its audit entries; answers the run."""
    with service.database.write() as connection:
        change = Change(service, connection, tenant_id)
        work(change)
        moment = stamp or service.clock.utc_stamp()
        run = Audit(service.database, connection, tenant_id).run(
            ACTOR, action, moment, [(target, "{}") for target in change.targets])
        change.undo.write(run, action, moment)
    return run


def dump(service: Service, tenant_id: int = 1, *, without: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of people's data of a tenant, without the columns named."""
    found = {}
    with service.database.read() as connection:
        for name, table in TABLES.items():
            columns = [column for column in table.columns if column.name not in without]
            found[name] = sorted((tuple(row) for row in connection.execute(
                select(*columns).where(table.c.tenant_id == tenant_id))), key=repr)
    return found
