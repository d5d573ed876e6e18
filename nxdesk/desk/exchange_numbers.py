"""My Numbers of users' files: replaced by valid dummies, so that practice never needs a real one.

A dummy is the same for a person however often the same file is read, and never one that stands in the file.
"""

from collections.abc import Iterable
from hashlib import blake2b

from nxdesk.records.numbers import my_number_check_digit

_BEGIN, _DIGITS = "0000", 7
"""As the numbers of generated companies: no real number begins so."""

_MOST_TRIES = 1000


class Dummies:
    """The dummies of one import; `key` is the file's fingerprint. It keeps the file's numbers only to avoid them."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._given: set[int] = set()
        self._used: set[int] = set()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def avoid(self, numbers: Iterable[str]) -> None:
        """These stand in the file."""
        self._given.update(map(int, numbers))

    def begin(self) -> None:
        """From here on dummies are given out, from the first one again."""
        self._used = set()

    def number_for(self, owner: str, natural: str) -> str:
        """A valid number for this record, unlike all others of this import."""
        for attempt in range(_MOST_TRIES):
            hashed = blake2b(f"{attempt}\x1f{owner}\x1f{natural}".encode(), digest_size=8, key=self._key).digest()
            eleven = f"{_BEGIN}{int.from_bytes(hashed, 'big') % 10 ** _DIGITS:0{_DIGITS}d}"
            number = f"{eleven}{my_number_check_digit(eleven)}"
            if int(number) not in self._given and int(number) not in self._used:
                self._used.add(int(number))
                return number
        raise AssertionError("no dummy found")
