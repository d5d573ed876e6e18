"""社会保険届出サービス設定 as registered, and small preferences.

Credentials are sealed before they reach the database.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from nxdesk.masters.database import Database
from nxdesk.masters.failures import MastersUnavailable
from nxdesk.masters.tables import PREFERENCES, SERVICE_SETTINGS
from nxdesk.vault.seal import SealBroken, Sealer
from nxdesk.vault.secret import Secret

_SEALED = ("auth_id", "proxy_user", "proxy_password")
_SWITCHES = ("proxy_use", "proxy_auth", "relink", "ca_use")
_ONLY = 1


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """The registered values. `checked_fingerprint` stands for the connection values that passed 接続確認.

    With `ca_use` the certificates in `ca_file` are trusted besides the system's.
    """

    url: str
    customer_id: str
    auth_id: Secret
    timeout: int = 60
    retries: int = 3
    proxy_use: bool = False
    proxy_address: str = ""
    proxy_auth: bool = False
    proxy_user: str = field(default="", repr=False)
    proxy_password: Secret = field(default_factory=lambda: Secret(""))
    relink: bool = False
    checked_fingerprint: str = ""
    checked_at: str = ""
    ca_use: bool = False
    ca_file: str = ""


class ServiceSettings:
    """One set of connection settings; usable from any thread."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def load(self) -> StoredSettings | None:
        """The registered settings, or None before the first 登録."""
        with self._database.reading() as connection:
            row = connection.execute(select(SERVICE_SETTINGS).where(SERVICE_SETTINGS.c.id == _ONLY)).mappings().first()
        if row is None:
            return None
        values: dict[str, Any] = {name: row[name] for name in row if name != "id"}
        values |= {name: bool(values[name]) for name in _SWITCHES}
        values |= {name: self._opened(name, values[name]) for name in _SEALED}
        values["proxy_user"] = values["proxy_user"].reveal()
        return StoredSettings(**values)

    def save(self, settings: StoredSettings) -> None:
        """Register these in place of the former ones."""
        values: dict[str, Any] = {
            column.name: getattr(settings, column.name) for column in SERVICE_SETTINGS.c if column.name != "id"}
        values |= {name: int(values[name]) for name in _SWITCHES}
        plain = {"auth_id": settings.auth_id.reveal(), "proxy_user": settings.proxy_user,
                 "proxy_password": settings.proxy_password.reveal()}
        values |= {name: self._sealer.seal(text.encode(), _context(name)) for name, text in plain.items()}
        with self._database.writing() as connection:
            connection.execute(SERVICE_SETTINGS.delete())
            connection.execute(SERVICE_SETTINGS.insert().values(id=_ONLY, **values))
        # The former credentials are not to linger in the write-ahead log.
        self._database.shrink_log()

    def _opened(self, name: str, sealed: bytes) -> Secret:
        try:
            return Secret(self._sealer.open(sealed, _context(name)).decode())
        except SealBroken as failure:
            raise MastersUnavailable("NXD_M_08") from failure


def _context(name: str) -> str:
    return f"nx/service_settings/{name}"


class Preferences:
    """Small remembered choices by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: str = "") -> str:
        """The value, or `default`."""
        query = select(PREFERENCES.c.value).where(PREFERENCES.c.name == name)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return default if found is None else str(found)

    def set(self, name: str, value: str) -> None:
        """Remember the value."""
        with self._database.writing() as connection:
            connection.execute(PREFERENCES.delete().where(PREFERENCES.c.name == name))
            connection.execute(PREFERENCES.insert().values(name=name, value=value))
