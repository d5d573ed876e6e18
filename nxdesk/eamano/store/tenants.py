"""Tenants (お客様) and who they are to the outside: お客様ID in front, a number inside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from nxdesk.eamano.store.tables import TENANTS


@dataclass(frozen=True, slots=True)
class Tenant:
    """One customer of the service."""

    id: int
    customer_id: str
    name: str
    services: tuple[str, ...]


def create_tenant(connection: Connection, customer_id: str, name: str, services: Sequence[str], stamp: str) -> Tenant:
    """A new customer."""
    number = connection.scalar(insert(TENANTS).values(
        customer_id=customer_id, name=name, services=json.dumps(list(services), ensure_ascii=False),
        created_at=stamp).returning(TENANTS.c.id))
    return Tenant(int(number or 0), customer_id, name, tuple(services))


def tenant_of(connection: Connection, *, customer_id: str | None = None, tenant_id: int | None = None) -> Tenant | None:
    """The customer with this お客様ID or number."""
    which = TENANTS.c.customer_id == customer_id if tenant_id is None else TENANTS.c.id == tenant_id
    row = connection.execute(select(TENANTS).where(which)).one_or_none()
    return Tenant(row.id, row.customer_id, row.name, tuple(json.loads(row.services))) if row else None


def first_tenant(connection: Connection) -> Tenant | None:
    """The customer that has been here longest: the practice company."""
    first = connection.scalar(select(func.min(TENANTS.c.id)))
    return None if first is None else tenant_of(connection, tenant_id=first)


def all_tenants(connection: Connection) -> list[Tenant]:
    """Every customer, the oldest first."""
    numbers = connection.scalars(select(TENANTS.c.id).order_by(TENANTS.c.id)).all()
    return [tenant for number in numbers if (tenant := tenant_of(connection, tenant_id=number))]
