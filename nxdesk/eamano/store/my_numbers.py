"""個人番号 of one tenant: each sealed with a key of its person, every access logged without the number."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from nxdesk.eamano.store.database import Database, insert_many
from nxdesk.eamano.store.tables import MY_NUMBER_LOG, MY_NUMBERS
from nxdesk.vault.seal import Sealer

_COLUMNS = ("tenant_id", "employee_code", "member", "wrapped_key", "sealed", "updated_at")
_LOG_COLUMNS = ("tenant_id", "at", "actor", "employee_code", "purpose")


class MyNumbers:
    """The numbers of one tenant's people. The service never shows them; it only says whether there is one."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int, sealer: Sealer) -> None:
        self._database = database
        self._connection = connection
        self._tenant = tenant_id
        self._sealer = sealer

    def add(self, numbers: Iterable[tuple[str, str]], stamp: str, actor: str, purpose: str) -> None:
        """The numbers of new people."""
        rows = []
        for code, number in numbers:
            context = f"{self._tenant}\x1f{code}\x1fmy_number"
            wrapped = self._sealer.new_person_key(context)
            sealed = self._sealer.person(wrapped, context).seal(number.encode(), context)
            rows.append((self._tenant, code, 0, wrapped, sealed, stamp))
        insert_many(self._database, self._connection, MY_NUMBERS, _COLUMNS, rows)
        insert_many(self._database, self._connection, MY_NUMBER_LOG, _LOG_COLUMNS,
                    [(self._tenant, stamp, actor, row[1], purpose) for row in rows])

    def present(self, code: str) -> bool:
        """There is a number."""
        return self._connection.scalar(select(MY_NUMBERS.c.updated_at).where(
            MY_NUMBERS.c.tenant_id == self._tenant, MY_NUMBERS.c.employee_code == code)) is not None
