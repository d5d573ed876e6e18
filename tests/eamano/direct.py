"""Registrations without HTTP, for tests of a service inside the test's own process."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import orjson

from nxdesk.eamano.rules import checking, committing, registering
from nxdesk.eamano.rules.registering import Caller, Service
from nxdesk.records.fields import Value
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.versions import RELINK_SINCE
from nxdesk.wire.digests import body_digest, manifest_digest
from nxdesk.wire.shapes import CheckAnswer, Outcome
from tests.eamano.service import batch

CALLER = Caller(1, "試験", "127.0.0.1", "r", my_number_allowed=True, nx_version=RELINK_SINCE)


def look(service: Service, kind: str, rows: Sequence[list[Value]]) -> CheckAnswer:
    """The dry run of a re-registration, or of a kind that is registered again and again."""
    return checking.check(service, CALLER, orjson.dumps({
        "kind": kind, "as_of": "2020-04-01", "relink": not kind_of(kind).upsert, "with_my_number": False,
        "batch": _batch(kind, rows)}))


def send(service: Service, kind: str, rows: Sequence[list[Value]], *, versions: Sequence[int | None],
         relink: bool = True, deletions: Sequence[Sequence[object]] = (), numbers: Sequence[str | None] | None = None,
         photos: Mapping[str, bytes] | None = None) -> Outcome:
    """A registration from opening to commit."""
    made = _batch(kind, rows) | {"versions": list(versions)}
    if numbers is not None:
        made["my_numbers"] = list(numbers)
    if kind_of(kind).many:
        made["deletions"] = list(deletions)
    body, which = orjson.dumps(made), str(uuid4())
    manifest = {"kind": kind, "as_of": "2020-04-01", "people": len({row[0] for row in rows}), "rows": len(rows),
                "batches": 1, "photos": len(photos or {}), "deletions": len(deletions),
                "relink": relink and not kind_of(kind).upsert,
                "with_my_number": numbers is not None, "digest": manifest_digest([body_digest(body)])}
    registering.open_registration(service, CALLER, which, orjson.dumps(manifest))
    registering.stage_batch(service, CALLER, which, 1, body)
    for code, image in (photos or {}).items():
        registering.stage_photo(service, CALLER, which, code, image)
    return committing.commit(service, CALLER, which)


def _batch(kind: str, rows: Sequence[list[Value]]) -> dict[str, Any]:
    if kind == "employee":
        return batch(rows)
    return batch(rows, fields=kind_of(kind).linked_ids) | {"people": list(dict.fromkeys(row[0] for row in rows))}
