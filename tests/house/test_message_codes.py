"""A code has words, and one code means one thing wherever it is said."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from nxdesk.records.messages import CATALOGUE

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\b(?:NXD_[A-Z]+_\d+[A-Z]?|MXGEGV_[A-Z]_\d+)\b")
SPOKEN = re.compile(rf"\(({CODE.pattern})\)$")
SHARED = {"nxdesk/link/causes.py", "nxdesk/wire/problems.py"}
"""The two ends of the wire name one trouble by one code, each in its own words."""
SENTENCE = re.compile(r"[ぁ-ん]")


def code_of(node: ast.AST | None) -> str:
    """The code that a constant is, or nothing."""
    given = node.value if isinstance(node, ast.Constant) else None
    return given if isinstance(given, str) and CODE.fullmatch(given) else ""


def definitions(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Code and sentence, where they stand together: in a catalogue, in a call, in a class, or in one text."""
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr | None, ast.expr]] = []
        if isinstance(node, ast.Dict):
            pairs = list(zip(node.keys, node.values, strict=True))
        elif isinstance(node, ast.Call):
            pairs = list(combinations(node.args, 2))
        elif isinstance(node, ast.Assign) and code_of(node.value):
            yield code_of(node.value), ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((found[1], repr(node.value[:found.start()])) for found in SPOKEN.finditer(node.value))
        yield from ((code_of(code), ast.unparse(words)) for code, words in pairs
                    if code_of(code) and (isinstance(words, ast.Name) or SENTENCE.search(ast.unparse(words))))


def program() -> dict[str, str]:
    """Every source file of the program, by its path."""
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
            for path in (ROOT / "nxdesk").rglob("*.py")}


def test_every_code_used_has_words():
    sources = program()
    known = {code for source in sources.values() for code, _ in definitions(ast.parse(source))}
    used = {f"{name}: {code}" for name, source in sources.items() for code in CODE.findall(source) if code not in known}
    assert not used


def covers(template: str, words: str) -> bool:
    """The words are the template with its arguments filled in."""
    fixed = re.split(r"\{[^}]*\}", template.lstrip("f").strip("'\""))
    return re.fullmatch(".*".join(map(re.escape, fixed)), words.lstrip("f").strip("'\""), re.DOTALL) is not None


def test_one_code_means_one_thing():
    said: dict[str, set[str]] = defaultdict(set)
    for name, source in program().items():
        for code, words in definitions(ast.parse(source)):
            if "。" in words and name not in SHARED:
                said[code].add(words)
    several = {code: words for code, words in said.items()
               if not any(all(covers(template, other) for other in words) for template in words)}
    assert not several


def test_every_message_of_the_catalogue_is_used():
    uses = "".join(source for name, source in program().items() if name != "nxdesk/records/messages.py")
    assert not [code for code in CATALOGUE if f'"{code}"' not in uses]
