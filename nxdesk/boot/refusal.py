"""Why the program cannot start, in words."""

from nxdesk.records import sentences


class CannotStart(Exception):
    """Carries the Japanese sentence and its code."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{sentence}({code})")
        self.code = code
        self.sentence = sentence

    @classmethod
    def of(cls, code: str, /, **words: object) -> "CannotStart":
        """The reason in the catalogue's words."""
        return cls(code, sentences.sentence(code, **words))
