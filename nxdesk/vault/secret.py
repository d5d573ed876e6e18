"""A text that does not show itself: printing, formatting, logging and pickling it give nothing away."""

from hmac import compare_digest
from typing import NoReturn

from nxdesk.records.masks import COVERED


class Secret:
    """Holds a secret text; only `reveal` hands it out. Copies are the object itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(self._text.encode("utf-8", "surrogatepass"),
                              other._text.encode("utf-8", "surrogatepass"))

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return COVERED

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return format(COVERED, format_spec)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not pickled")
