"""Who may log in to NX, with which authorities. Five wrong passwords lock a user for a quarter of an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from nxdesk.masters.database import Database
from nxdesk.masters.tables import USERS
from nxdesk.vault.passwords import hash_password, password_matches

TRIES = 5
LOCK = timedelta(minutes=15)

SENTENCES = {
    "NXD_L_01": "ユーザーIDまたはパスワードが正しくありません。",
    "NXD_L_02": "パスワードの誤りが続いたため、このユーザーはロックされています。"
                "{minutes}分後にもう一度ログインしてください。",
}


@dataclass(frozen=True, slots=True)
class User:
    """A user with the authorities システム管理者権限 and マイナンバー権限."""

    user_id: str
    name: str
    system_admin: bool
    my_number: bool


class UserRefused(Exception):
    """Not let in: NXD_L_01 wrong user or password (never which), NXD_L_02 locked for `minutes` more."""

    def __init__(self, code: str, minutes: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.minutes = minutes
        self.sentence = SENTENCES[code].format(minutes=minutes)


class DuplicateUser(Exception):
    """The user ID is taken."""


class Users:
    """The users; usable from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[User, ...]:
        """Everybody, by ID."""
        with self._database.reading() as connection:
            rows = connection.execute(select(USERS.c.user_id, USERS.c.name, USERS.c.system_admin, USERS.c.my_number)
                                      .order_by(USERS.c.user_id)).all()
        return tuple(User(user_id, name, bool(admin), bool(number)) for user_id, name, admin, number in rows)

    def create(self, user_id: str, password: str, name: str, *, system_admin: bool = False,
               my_number: bool = False) -> User:
        """Add a user; raises DuplicateUser."""
        values = {"user_id": user_id, "name": name, "password": hash_password(password), "wrong_passwords": 0,
                  "system_admin": int(system_admin), "my_number": int(my_number), "locked_until": None}
        try:
            with self._database.writing() as connection:
                connection.execute(USERS.insert().values(values))
        except IntegrityError as failure:
            raise DuplicateUser from failure
        return User(user_id, name, system_admin, my_number)

    def verify(self, user_id: str, password: str, now: datetime) -> User:
        """The user behind ID and password; raises UserRefused.

        A try is counted before the password is looked at and forgiven when it was right, so that many at the same time
        have no more than TRIES either.
        """
        stored = self._begin_try(user_id, now)
        if stored is None:
            # Takes as long as with a known user, so that time does not tell who exists.
            hash_password(password)
            raise UserRefused("NXD_L_01")
        if not password_matches(stored, password):
            minutes = self._locked_minutes(user_id, now)
            raise UserRefused("NXD_L_02", minutes) if minutes else UserRefused("NXD_L_01")
        return self._forgive(user_id)

    def _begin_try(self, user_id: str, now: datetime) -> str | None:
        """Count the try; the stored hash, or None for an unknown user. Raises UserRefused when locked."""
        with self._database.writing() as connection:
            row = connection.execute(select(USERS).where(USERS.c.user_id == user_id).with_for_update()).one_or_none()
            if row is None:
                return None
            if minutes := _minutes_left(row.locked_until, now):
                raise UserRefused("NXD_L_02", minutes)
            tries = 1 if row.locked_until else row.wrong_passwords + 1
            locked_until = (now + LOCK).isoformat() if tries >= TRIES else None
            connection.execute(update(USERS).where(USERS.c.user_id == user_id)
                               .values(wrong_passwords=tries, locked_until=locked_until))
            return str(row.password)

    def _locked_minutes(self, user_id: str, now: datetime) -> int:
        with self._database.reading() as connection:
            until = connection.execute(select(USERS.c.locked_until).where(USERS.c.user_id == user_id)).scalar()
        return _minutes_left(until, now)

    def _forgive(self, user_id: str) -> User:
        with self._database.writing() as connection:
            connection.execute(update(USERS).where(USERS.c.user_id == user_id)
                               .values(wrong_passwords=0, locked_until=None))
            row = connection.execute(select(USERS).where(USERS.c.user_id == user_id)).one()
        return User(row.user_id, row.name, bool(row.system_admin), bool(row.my_number))


def _minutes_left(locked_until: str | None, now: datetime) -> int:
    """Whole minutes until the lock opens, at least 1; 0 when it is open.

    A lock that would last longer than any is one from before the practice clock was set back: it is open.
    """
    if not locked_until:
        return 0
    left = datetime.fromisoformat(locked_until) - now
    if left <= timedelta() or left > LOCK:
        return 0
    return -(-left // timedelta(minutes=1))
