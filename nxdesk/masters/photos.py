"""顔写真: pictures beside the people, with a digest so that two sides can compare without sending them."""

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import select

from nxdesk.masters.database import Database
from nxdesk.masters.selecting import FEW
from nxdesk.masters.tables import PHOTOS
from nxdesk.records.clock import Clock


class Photos:
    """One picture a person at most; usable from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, code: str) -> bytes | None:
        """The picture as stored."""
        query = select(PHOTOS.c.image).where(PHOTOS.c.employee_code == code)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else bytes(found)

    def set(self, code: str, image: bytes | None, by: str) -> None:
        """Keep this picture, or with None keep none."""
        with self._database.writing() as connection:
            connection.execute(PHOTOS.delete().where(PHOTOS.c.employee_code == code))
            if image is not None:
                connection.execute(PHOTOS.insert().values(
                    employee_code=code, image=image, digest=sha256(image).hexdigest(), updated_at=self._clock.stamp(),
                    updated_by=by))

    def remove_all(self) -> None:
        """Keep no picture of anybody."""
        with self._database.writing() as connection:
            connection.execute(PHOTOS.delete())

    def codes_with_photo(self, codes: Collection[str]) -> frozenset[str]:
        """Those of the people who have a picture."""
        code = PHOTOS.c.employee_code
        query = select(code).where(code.in_(codes)) if len(codes) <= FEW else select(code)
        with self._database.reading() as connection:
            there = frozenset(connection.execute(query).scalars())
        return there.intersection(codes) if there else there

    def digests(self, codes: Collection[str]) -> dict[str, str]:
        """The SHA-256 of the pictures of those who have one, in code order."""
        code = PHOTOS.c.employee_code
        if not codes:
            return {}
        # A range, for pictures lie before their digests and are better not passed by.
        among = code.in_(codes) if len(codes) <= FEW else code.between(min(codes), max(codes))
        with self._database.reading() as connection:
            there = connection.execute(select(code, PHOTOS.c.digest).where(among).order_by(code)).all()
        wanted = frozenset(codes) if there else frozenset()
        return {whose: digest for whose, digest in there if whose in wanted}
