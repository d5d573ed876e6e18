"""Why the program cannot start, in words."""


class CannotStart(Exception):
    """Carries the Japanese sentence and its code."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{sentence}({code})")
        self.code = code
        self.sentence = sentence
