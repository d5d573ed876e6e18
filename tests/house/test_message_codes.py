"""Codes inside, words outside: every code the program uses has its words, and every set of words a use."""

import re
from pathlib import Path

from nxdesk.link.causes import CAUSES
from nxdesk.records.messages import CATALOGUE
from nxdesk.wire.problems import PROBLEM_TYPES

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\b(?:NXD_[A-Z]+_\d+[A-Z]?|MXGEGV_[A-Z]_\d+)\b")


def test_every_code_used_has_words():
    known = set(CATALOGUE) | {problem.code for problem in PROBLEM_TYPES.values()} | set(CAUSES)
    unknown = {f"{path.relative_to(ROOT)}: {code}" for path in (ROOT / "nxdesk").rglob("*.py")
               for code in CODE.findall(path.read_text(encoding="utf-8")) if code not in known}
    assert not unknown


def test_every_message_is_used():
    uses = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "nxdesk").rglob("*.py")
                   if path.name != "messages.py")
    assert not [code for code in CATALOGUE if f'"{code}"' not in uses]


def test_sentences_take_only_known_arguments():
    for code, sentence in CATALOGUE.items():
        assert sentence.endswith(("。", "）", "{hint}")), code
