"""Accounts of the pages and their sessions. A session is known by the hash of its token only."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from threading import BoundedSemaphore
from time import time

from sqlalchemy import Connection, delete, insert, select, update

from nxdesk.eamano.store.tables import ACCOUNTS, SESSIONS
from nxdesk.vault.passwords import hash_password, password_matches

IDLE_SECONDS = 15 * 60
"""A session unused for so long is over."""
_AT_A_TIME = 2
_TOUCH_SECONDS = 30
"""Seen so lately, a session is not written again."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may use one of the two screens."""

    id: int
    tenant_id: int
    screen: str
    login: str
    name: str


def create_account(connection: Connection, tenant_id: int, *, screen: str, login: str, name: str, password_hash: str,
                   stamp: str) -> None:
    """A new account; `login` is used once per screen in the whole service."""
    connection.execute(insert(ACCOUNTS).values(
        tenant_id=tenant_id, screen=screen, login=login, name=name, password_hash=password_hash, created_at=stamp))


class Logins:
    """Decides who a login is. A wrong user takes as long as a wrong password.

    A password takes 64 MiB to check, so that only a few are checked at a time.
    """

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(_AT_A_TIME)

    @cached_property
    def _nobody(self) -> str:
        return hash_password(secrets.token_urlsafe())

    def account(self, connection: Connection, screen: str, login: str, password: str) -> Account | None:
        """The account, if there is one and this is its password."""
        row = connection.execute(
            select(ACCOUNTS).where(ACCOUNTS.c.screen == screen, ACCOUNTS.c.login == login)).one_or_none()
        with self._turns:
            right = password_matches(row.password_hash if row else self._nobody, password)
        return Account(row.id, row.tenant_id, row.screen, row.login, row.name) if row and right else None


class Sessions:
    """Open sessions of the pages."""

    def __init__(self, now: Callable[[], float] = time) -> None:
        self._now = now

    def begin(self, connection: Connection, account: Account) -> str:
        """A fresh token; sessions that are over are cleared away."""
        token = secrets.token_urlsafe(32)
        connection.execute(delete(SESSIONS).where(SESSIONS.c.seen_at < self._now() - IDLE_SECONDS))
        connection.execute(insert(SESSIONS).values(
            token_hash=_hash(token), tenant_id=account.tenant_id, account_id=account.id, screen=account.screen,
            seen_at=self._now()))
        return token

    def account(self, connection: Connection, screen: str, token: str) -> tuple[Account, bool] | None:
        """Whose session it is, and whether it should be touched; None when it is over or of another screen."""
        row = connection.execute(
            select(ACCOUNTS, SESSIONS.c.seen_at).join(SESSIONS, (SESSIONS.c.account_id == ACCOUNTS.c.id)
                                                      & (SESSIONS.c.tenant_id == ACCOUNTS.c.tenant_id))
            .where(SESSIONS.c.token_hash == _hash(token), SESSIONS.c.screen == screen, ACCOUNTS.c.screen == screen,
                   SESSIONS.c.seen_at >= self._now() - IDLE_SECONDS)).one_or_none()
        if row is None:
            return None
        return (Account(row.id, row.tenant_id, row.screen, row.login, row.name),
                row.seen_at < self._now() - _TOUCH_SECONDS)

    def touch(self, connection: Connection, token: str) -> None:
        """It is still in use."""
        connection.execute(update(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)).values(seen_at=self._now()))

    def end(self, connection: Connection, token: str) -> None:
        """Log out."""
        connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
