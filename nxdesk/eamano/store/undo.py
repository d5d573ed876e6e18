"""The way back: what every row was before a run changed it, sealed with a key of the run's own (スナップショット).

A writing transaction on people's data hands its rows over as they were, and the keys of those it added. `write` keeps
them beside the audit run. Destroying the key makes them unreadable for good, also in the write-ahead log and in copies:
deleted My Numbers live on in here until then, and not longer.

A row is known by its table and its identity within the tenant (`IDENTITY`). Of a row handed over twice in one run the
first image counts.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar
from uuid import uuid4

import orjson
from sqlalchemy import Connection, LargeBinary, Table, insert

from nxdesk.eamano.store.database import Database, insert_many
from nxdesk.eamano.store.floors import lift_above_floors
from nxdesk.eamano.store.tables import ATTACHMENTS, MY_NUMBERS, PEOPLE, PHOTOS, SETTLED, TENANT, UNDO_PARTS, UNDO_RUNS
from nxdesk.records.fields import Value
from nxdesk.records.kinds import KINDS
from nxdesk.vault.seal import SealBroken, Sealer

KEPT_DAYS = 7
"""By the service's clock; then the key goes."""
IDENTITY: dict[str, tuple[str, ...]] = {
    **{kind.id: ("id",) if kind.many else (kind.key[0],) for kind in KINDS if kind.id in PEOPLE},
    PHOTOS.name: ("employee_code",),
    MY_NUMBERS.name: ("employee_code", "member"),
    ATTACHMENTS.name: ("employee_code", "member", "item")}
"""By which columns a row of each covered table is known within its tenant. The id of a family record is never used
again for another one, so what hangs on it comes back to the right one.
"""
TABLES: dict[str, Table] = {**PEOPLE, **{table.name: table for table in (PHOTOS, MY_NUMBERS, ATTACHMENTS)}}
_ROWS_A_PART = 500
_KEYS_A_PART = 50_000
_MUCH = 65_536
"""Bytes of a part that are packed in a thread of their own."""
_COLUMNS = (TENANT, "run", "number", "name", "sealed")
_INSERTED, _CHANGED, _LIST = "inserted", "changed", "list"

Key = tuple[Value, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Image:
    """A row before the run: `values` by column without the tenant, or None where the run added it."""

    table: str
    key: Key
    values: dict[str, Any] | None


class Undo:
    """Gathers the before-images of one writing transaction of one tenant; usable once."""

    def __init__(self, database: Database, connection: Connection, tenant_id: int, sealer: Sealer) -> None:
        self._database = database
        self._connection = connection
        self._tenant = tenant_id
        self._id = str(uuid4())
        context = _context(tenant_id, self._id)
        self._wrapped = sealer.new_person_key(context)
        self._sealer = sealer.person(self._wrapped, context)
        self._parts: list[tuple[str, Callable[[], bytes]]] = []
        self._thread = ThreadPoolExecutor(1, "undo")
        self._counts: dict[str, list[int]] = {}
        self._added: dict[str, list[Key]] = {}

    def inserted(self, table: Table, keys: Sequence[Key]) -> None:
        """Rows that the run added, by `IDENTITY`."""
        for some in _portions(keys, _KEYS_A_PART):
            self._keep(_INSERTED, table.name, {"keys": some})
        self._count(table.name, 0, len(keys))
        self._added.setdefault(table.name, []).extend(keys)

    def changed(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Whole rows as they were, of those that the run changes or deletes."""
        columns = _kept_columns(table)
        self._changed(table, map(itemgetter(*columns), rows), columns)

    def changed_rows(self, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """The same, of rows whose values stand in the order of `columns`, with SETTLED last where they have it."""
        kept = len(columns) - (SETTLED in columns)
        self._changed(table, (row[:kept] for row in rows), columns[:kept])

    def _changed(self, table: Table, rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> None:
        packs = any(isinstance(column.type, LargeBinary) for column in table.columns)
        for some in _portions(rows, _ROWS_A_PART):
            self._keep(_CHANGED, table.name, {
                "columns": columns, "rows": [list(map(_packed, row)) for row in some] if packs else some})
            self._count(table.name, 1, len(some))

    @property
    def empty(self) -> bool:
        """Nothing has been handed over."""
        return not self._parts

    def write(self, run: int, action: str, stamp: str, *, back_to: int | None = None) -> None:
        """Keep everything under the audit run; once, at the end of the transaction. `back_to`: a restore's target."""
        lift_above_floors(self._database, self._connection, self._tenant, self._added)
        names = [name for name, _ in self._parts]
        # Says which parts there must be, so that none can be taken away or moved to another run unseen.
        self._keep(_LIST, "", {"run": run, "parts": names})
        insert_many(self._database, self._connection, UNDO_PARTS, _COLUMNS,
                    [(self._tenant, run, n, name, sealed()) for n, (name, sealed) in enumerate(self._parts)])
        self._thread.shutdown()
        self._connection.execute(insert(UNDO_RUNS).values(
            tenant_id=self._tenant, run=run, id=self._id, action=action, at=stamp, expires_at=expiry(stamp),
            key=self._wrapped, counts=orjson.dumps(self._counts).decode(), back_to=back_to))

    def _keep(self, what: str, table: str, content: dict[str, Any]) -> None:
        number = len(self._parts)
        body = orjson.dumps({"what": what, "table": table, **content})
        make = partial(self._packed, number, body)
        # Packing needs no interpreter, so that tables are written meanwhile.
        self._parts.append((f"{what} {table}".strip(), self._thread.submit(make).result if len(body) > _MUCH else make))

    def _packed(self, number: int, body: bytes) -> bytes:
        return self._sealer.seal(zlib.compress(body, 1), _part(self._tenant, self._id, number))

    def _count(self, table: str, place: int, many: int) -> None:
        # A name of SQLAlchemy is no plain text, which JSON asks of keys.
        self._counts.setdefault(str(table), [0, 0])[place] += many


def expiry(stamp: str) -> str:
    """When a snapshot of this moment ends, as UTC stamp."""
    return (datetime.fromisoformat(stamp[:-1]) + timedelta(days=KEPT_DAYS)).isoformat(timespec="seconds") + "Z"


def read_parts(tenant_id: int, snapshot_id: str, run: int, parts: Iterable[tuple[int, bytes]],
               sealer: Sealer) -> Iterator[Image]:
    """The images of one run in the order they were handed over; raises SealBroken, also where a part is missing."""
    names: list[str] = []
    listed: dict[str, Any] | None = None
    for number, sealed in parts:
        found = _opened(tenant_id, snapshot_id, number, sealed, sealer)
        if found["what"] == _LIST:
            listed = found
            continue
        names.append(f"{found['what']} {found['table']}")
        yield from _images(found)
    if listed is None or (listed["run"], listed["parts"]) != (run, names):
        raise SealBroken


def images_kept(tenant_id: int, snapshot_id: str, parts: Iterable[tuple[int, bytes]],
                sealer: Sealer) -> Iterator[Image]:
    """The images in some parts of a snapshot; raises SealBroken. Whether these are all is not looked at."""
    for number, sealed in parts:
        yield from _images(_opened(tenant_id, snapshot_id, number, sealed, sealer))


def changed_part(table: Table) -> str:
    """What a part is called that keeps whole rows of the table."""
    return f"{_CHANGED} {table.name}"


def snapshot_sealer(tenant_id: int, snapshot_id: str, wrapped: bytes, sealer: Sealer) -> Sealer:
    """Opens the parts of a snapshot; raises SealBroken."""
    return sealer.person(wrapped, _context(tenant_id, snapshot_id))


def _opened(tenant_id: int, snapshot_id: str, number: int, sealed: bytes, sealer: Sealer) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(zlib.decompress(sealer.open(sealed, _part(tenant_id, snapshot_id, number))))
    return found


def _images(found: dict[str, Any]) -> Iterator[Image]:
    table = found["table"]
    if found["what"] == _INSERTED:
        for key in found["keys"]:
            yield Image(table, tuple(key), None)
        return
    columns = found["columns"]
    packed = any(isinstance(column.type, LargeBinary) for column in TABLES[table].columns)
    for row in found["rows"]:
        values = dict(zip(columns, map(_unpacked, row) if packed else row, strict=True))
        yield Image(table, tuple(values[name] for name in IDENTITY[table]), values)


def _kept_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name not in (TENANT, SETTLED)]


def _portions(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, most)):
        yield some


def _packed(value: Any) -> Any:
    return {"b": b64encode(value).decode()} if isinstance(value, bytes) else value


def _unpacked(value: Any) -> Any:
    return b64decode(value["b"]) if isinstance(value, dict) else value


def _context(tenant_id: int, snapshot_id: str) -> str:
    return f"{tenant_id}\x1f{snapshot_id}\x1fundo"


def _part(tenant_id: int, snapshot_id: str, number: int) -> str:
    return f"{_context(tenant_id, snapshot_id)}\x1f{number}"
