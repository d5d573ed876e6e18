"""What the first registration after the start of the service would have to make, made before it comes: one of somebody
who never is goes the whole way to its commit, and is taken back.
"""

from contextlib import suppress
from uuid import uuid4

import orjson
from sqlalchemy import Connection

from nxdesk.eamano.rules.committing import decided
from nxdesk.eamano.rules.preparing import long_way
from nxdesk.eamano.rules.registering import Caller, Service, known_registration, staging_context, staging_sealer
from nxdesk.eamano.store.database import Busy
from nxdesk.eamano.store.registrations import Registrations, Staging
from nxdesk.eamano.store.tenants import create_tenant
from nxdesk.records.fields import Kind
from nxdesk.records.kinds import registrable
from nxdesk.wire.digests import body_digest, manifest_digest
from nxdesk.wire.shapes import Manifest

_NOBODY = "-"


class _TakenBack(Exception):
    """Everything went well, and nothing of it may stay."""


def rehearse(service: Service) -> None:
    """Make it; nothing stays, in the database or beside it."""
    if not service.database.is_sqlite:
        return  # Numbers that were given are never given again there, whatever is taken back.
    for kind in (kind for kind in registrable() if not long_way(kind)):
        with suppress(_TakenBack, Busy), service.database.write() as connection:
            _register(service, connection, kind)
            raise _TakenBack


def _register(service: Service, connection: Connection, kind: Kind) -> None:
    stamp, which = service.clock.utc_stamp(), str(uuid4())
    tenant = create_tenant(connection, which, "", (), stamp).id
    caller = Caller(tenant, "", "", "", my_number_allowed=False)
    body = orjson.dumps({"fields": [kind.key[0]], "rows": [[_NOBODY]], "versions": [None]})
    digest = body_digest(body)
    manifest = Manifest(
        kind=kind.id, as_of=service.clock.today(), people=1, rows=1, batches=1, photos=0, deletions=0, relink=False,
        with_my_number=False, digest=manifest_digest([digest]))
    key = service.sealer.new_person_key(staging_context(caller, which))
    Registrations(connection, tenant).open(which, manifest, "", stamp, key)
    known, staging = known_registration(connection, caller, which), Staging(connection, tenant, which)
    if staging.batch_digest(1) is None:
        staging.add_batch(1, digest, 1, body, staging_sealer(service, caller, known))
    decided(service, connection, caller, known)
