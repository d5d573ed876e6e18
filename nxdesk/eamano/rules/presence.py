"""Reads what e-AMANO has of the people of a batch, for `judging`."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from nxdesk.eamano.rules.bodies import has_photo
from nxdesk.eamano.rules.judging import Present
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.attachments import Attachments
from nxdesk.eamano.store.bulk import BulkPhotos, BulkRecords, Stored
from nxdesk.eamano.store.my_numbers import MyNumbers
from nxdesk.records.fields import Kind


def present(service: Service, connection: Connection, tenant_id: int, kind: Kind, people: Sequence[str], *,
            lock: bool, known: Mapping[str, Sequence[Stored]] | None = None) -> Present:
    """Read it; `lock` keeps others from changing the records until the transaction ends.

    `known` are records as they were read before, by code: who still has just these is not read again, and stands in
    the answer with what is given here.
    """
    records = BulkRecords(service.database, connection, tenant_id, kind).stored_unless(known or {}, people, lock=lock)
    if not any(item.shape.apart for item in kind.fields):
        return Present(records, frozenset(), {}, {})
    there = list(records)
    return Present(
        records, frozenset(MyNumbers(service.database, connection, tenant_id, service.sealer).held(there)),
        Attachments(connection, tenant_id, service.sealer).present(service.database, there),
        BulkPhotos(connection, tenant_id).digests(service.database, there) if has_photo(kind) else {})
