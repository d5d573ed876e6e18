"""What an administrator can do on the data folder itself, beside a running service or without one."""

from dataclasses import dataclass, field
from pathlib import Path

from nxdesk.eamano import practice
from nxdesk.eamano.opening import open_service
from nxdesk.eamano.store.auth_ids import AuthIds
from nxdesk.eamano.store.migrate import StoreRefused
from nxdesk.eamano.store.tenants import tenant_of
from nxdesk.records.clock import Clock


@dataclass(frozen=True, slots=True)
class Issued:
    """A new 認証用ID and the お客様ID it belongs to."""

    customer_id: str
    auth_id: str = field(repr=False)


def issue_practice_id(data: Path, contact: str, clock: Clock, *, my_number: bool = True, expires_on: str | None = None,
                      customer_id: str = practice.CUSTOMER_ID, database_url: str | None = None) -> Issued:
    """A new 認証用ID for the practice company (or another tenant); raises StoreRefused."""
    service = open_service(data, clock, database_url)
    try:
        with service.database.write() as connection:
            tenant = tenant_of(connection, customer_id=customer_id)
            if tenant is None:
                raise StoreRefused(f"お客様ID「{customer_id}」はありません。")
            auth_id = AuthIds(connection, tenant.id, service.sealer).issue(
                contact, clock.utc_stamp(), my_number=my_number, expires_on=expires_on)
    finally:
        service.database.close()
    return Issued(customer_id, auth_id.reveal())
