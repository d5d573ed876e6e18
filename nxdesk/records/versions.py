"""NX versions: compared as numbers, so that 1.1.10.0 is newer than 1.1.4.0 (product.md, A2)."""

from typing import NamedTuple


class NxVersion(NamedTuple):
    """Four numbers; `1.1.3` is read as `1.1.3.0`."""

    parts: tuple[int, int, int, int]

    @classmethod
    def parse(cls, text: str) -> "NxVersion":
        """Read `1.2.6.0`; raises ValueError for anything but one to four dotted numbers."""
        numbers = text.strip().split(".")
        if not 1 <= len(numbers) <= 4 or not all(n.isascii() and n.isdigit() and len(n) <= 6 for n in numbers):
            raise ValueError(text)
        a, b, c, d = ([int(n) for n in numbers] + [0, 0, 0])[:4]
        return cls((a, b, c, d))

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))


SERVICE_MENUS_SINCE = NxVersion((1, 1, 4, 0))
"""From here on the two 社会保険届出サービス menus can be switched on (manual (3))."""

RELINK_SINCE = NxVersion((1, 2, 6, 0))
"""From here on 社員/家族情報の再登録 exists (manual (7))."""

DEFAULT_VERSION = NxVersion((1, 2, 6, 0))
