"""What the first re-registration after the start of the service would have to make, made before it comes: the
expressions of the checks, and the texts of what it asks of the database. The first registration is rehearsed.
"""

from nxdesk.eamano.rules.presence import present
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.rules.rehearsing import rehearse
from nxdesk.eamano.rules.same import standing
from nxdesk.eamano.store.audit import Audit
from nxdesk.eamano.store.people import People
from nxdesk.records.checks import link_checker
from nxdesk.records.kinds import kind as kind_of
from nxdesk.records.kinds import registrable
from nxdesk.records.settled import may_stay

_NOBODY = (0, [""])
"""A tenant and a code that never are."""


def warm(service: Service) -> None:
    """Make it; nothing is found, and nothing changes."""
    tenant, codes = _NOBODY
    for kind in filter(may_stay, registrable()):
        link_checker(kind).warm()
        with service.database.read() as connection:
            for lock in (False, True):
                present(service, connection, tenant, kind, codes, lock=lock)
                standing(service, connection, tenant, kind, codes, lock=lock)
            Audit(service.database, connection, tenant).seen()
            if kind.parent is not None:
                People(service.database, connection, tenant, kind_of(kind.parent)).there(codes)
    rehearse(service)
