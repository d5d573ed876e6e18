"""Opens the service's data folder: database, key, migrations, and at the first start the practice company."""

from collections.abc import Callable
from pathlib import Path

from nxdesk.eamano import practice
from nxdesk.eamano.rules.prepared import Prepared, PreparedBatches
from nxdesk.eamano.rules.preparing import Question
from nxdesk.eamano.rules.registering import Service
from nxdesk.eamano.store.accounts import create_account
from nxdesk.eamano.store.database import Database
from nxdesk.eamano.store.heads import Heads
from nxdesk.eamano.store.migrate import StoreRefused, migrate
from nxdesk.eamano.store.tenants import create_tenant, first_tenant
from nxdesk.eamano.store.verifying import catch_up
from nxdesk.records.clock import Clock
from nxdesk.vault.keys import KeyUnavailable, profile_key
from nxdesk.vault.passwords import hash_password
from nxdesk.vault.seal import Sealer

FILE = "eamano.sqlite"
KEY = "eamano"


def open_service(data: Path, clock: Clock, database_url: str | None = None,
                 registration_over: Callable[[], None] = lambda: None,
                 judge: Callable[[Question], Prepared | None] = lambda _: None) -> Service:
    """Everything that the service needs of its data folder; raises StoreRefused."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        sealer = Sealer(profile_key(data, KEY).key)
        if database_url is None:
            # Only the owner may read it; SQLite gives the files beside it the same mode.
            (data / FILE).touch(mode=0o600)
    except OSError as failure:
        raise StoreRefused(f"e-AMANOのデータフォルダー「{data}」を作れません。") from failure
    except KeyUnavailable as failure:
        raise StoreRefused(failure.sentence) from failure
    database = Database(database_url or f"sqlite:///{data / FILE}", heads=Heads(data))
    try:
        migrate(database, clock.utc_stamp())
        _seed(database, clock.utc_stamp())
        catch_up(database, clock.utc_stamp())
    except StoreRefused:
        database.close()
        raise
    except OSError as failure:
        database.close()
        raise StoreRefused(f"監査ログの先頭をデータフォルダー「{data}」に保管できません。") from failure
    return Service(database, sealer, clock, PreparedBatches(), registration_over, judge)


def _seed(database: Database, stamp: str) -> None:
    with database.read() as connection:
        if first_tenant(connection):
            return
    hashes = [hash_password(account.password) for account in practice.ACCOUNTS]
    with database.write() as connection:
        if first_tenant(connection):
            return
        tenant = create_tenant(connection, practice.CUSTOMER_ID, practice.COMPANY, practice.SERVICES, stamp)
        for account, password_hash in zip(practice.ACCOUNTS, hashes, strict=True):
            create_account(connection, tenant.id, screen=account.screen, login=account.login, name=account.name,
                           password_hash=password_hash, stamp=stamp)
