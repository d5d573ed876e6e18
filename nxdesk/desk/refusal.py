"""A thing the user asked for and does not get, in words, with the field it concerns."""

from typing import NamedTuple

from nxdesk.records.sentences import sentence


class Refusal(Exception):
    """Not done, and why: a Japanese sentence, its code, what to check, and the field beside which it is shown."""

    def __init__(self, code: str, sentence: str, field: str = "", check: str = "") -> None:
        super().__init__(f"{sentence}({code})")
        self.code = code
        self.sentence = sentence
        self.field = field
        self.check = check

    @classmethod
    def of(cls, code: str, field: str = "", /, **words: object) -> "Refusal":
        """A refusal in the catalogue's words."""
        return cls(code, sentence(code, **words), field)


class FieldIssue(NamedTuple):
    """A remark beside one field of a form, and what to check where there is something."""

    field: str
    code: str
    sentence: str
    check: str = ""
