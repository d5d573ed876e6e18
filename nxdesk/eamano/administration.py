"""What an administrator can do on the data folder itself, beside a running service or without one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nxdesk.eamano import practice
from nxdesk.eamano.opening import FILE, open_service
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.auth_ids import AuthIds
from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.heads import Heads, KnownHead
from nxdesk.eamano.store.migrate import StoreRefused, refuse_other_versions
from nxdesk.eamano.store.tenants import Tenant, all_tenants, tenant_of
from nxdesk.eamano.store.verifying import Verified, verify_log
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


@contextmanager
def opened_tenant(data: Path, clock: Clock, customer_id: str = practice.CUSTOMER_ID,
                  database_url: str | None = None) -> Iterator[tuple[Service, Tenant]]:
    """The service's data with one of its tenants, for as long as something is done; raises StoreRefused."""
    service = open_service(data, clock, database_url)
    try:
        with service.database.read() as connection:
            tenant = tenant_of(connection, customer_id=customer_id)
        if tenant is None:
            raise StoreRefused(f"お客様ID「{customer_id}」はありません。")
        yield service, tenant
    finally:
        service.database.close()


def verify_logs(data: Path, known: Mapping[str, Mapping[str, Sequence[KnownHead]]] | None = None,
                database_url: str | None = None) -> list[tuple[Tenant, Verified]]:
    """Check every tenant's audit log in full, writing nothing. `known`: heads from elsewhere by お客様ID and source.

    Raises StoreRefused where there is nothing to check.
    """
    file = data / FILE
    if database_url is None and not file.exists():
        raise StoreRefused(f"フォルダー「{data}」にe-AMANOのデータがありません。")
    database = Database(database_url or f"sqlite:///{file}", heads=Heads(data))
    try:
        refuse_other_versions(database)
        with database.read() as connection:
            tenants = all_tenants(connection)
        unknown = (known or {}).keys() - {tenant.customer_id for tenant in tenants}
        if unknown:
            raise StoreRefused(f"お客様ID「{min(unknown)}」はありません。")
        return [(tenant, verify_log(database, tenant.id, (known or {}).get(tenant.customer_id))) for tenant in tenants]
    finally:
        database.close()
