"""The catalogue of causes is complete, and every text fills."""

import re

import pytest

from nxdesk.link.answers import _PROBLEM_CAUSES
from nxdesk.link.causes import CAUSES, OutcomeWord, Retry, named
from nxdesk.link.classify import _RULES, scheme_names
from nxdesk.wire.problems import PROBLEM_TYPES

SPECIFIED = [f"{letter}-{number:02}" for letter, most in (
    ("I", 7), ("D", 3), ("C", 3), ("P", 11), ("T", 12), ("X", 6), ("R", 4), ("A", 3), ("V", 3), ("B", 5), ("S", 3))
    for number in range(1, most + 1)] + ["Z-99"]


def test_every_row_of_the_specification_is_declared_in_its_order():
    declared = [code for code in CAUSES if code.removeprefix("NXD_").replace("_", "-") in SPECIFIED]
    assert declared == ["NXD_" + code.replace("-", "_") for code in SPECIFIED]


@pytest.mark.parametrize("code", CAUSES)
def test_texts_fill_with_and_without_arguments(code):
    cause = CAUSES[code]
    texts = [cause.sentence, cause.check, *cause.variants.values()]
    holes = {name: "値" for text in texts for name in re.findall(r"\{(\w+)\}", text)}
    for args in ({}, holes):
        filled = [cause.words(args), cause.to_check(args), *(cause.words(args, v) for v in cause.variants)]
        assert all(text and not re.search(r"[{}⟨⟩]", text) for text in filled)


def test_every_problem_of_the_service_has_a_cause():
    assert set(PROBLEM_TYPES) <= set(_PROBLEM_CAUSES)
    assert {PROBLEM_TYPES[name].code for name in PROBLEM_TYPES} <= set(CAUSES)
    for name, problem in PROBLEM_TYPES.items():
        assert named(_PROBLEM_CAUSES[name][0]).code == problem.code


def test_every_rule_names_a_declared_cause():
    for name, _ in _RULES:
        named(name)


def test_input_credentials_certificates_and_refusals_are_never_repeated():
    for code, cause in CAUSES.items():
        if code.startswith(("NXD_I", "NXD_A", "NXD_V", "NXD_B")) or code in ("NXD_P_03", "NXD_P_04", "NXD_T_01"):
            assert cause.retry is Retry.NEVER


def test_what_is_repeated_blindly_was_never_sent():
    assert all(cause.outcome is OutcomeWord.NOT_SENT for cause in CAUSES.values() if cause.retry is Retry.NOTHING_SENT)


@pytest.mark.parametrize(("header", "names"), [
    ('Basic realm="a, b"', ["Basic"]), ("Negotiate, NTLM", ["Negotiate", "NTLM"]), ("NTLM", ["NTLM"]),
    ('Digest realm="x", qop="auth", Basic realm="y"', ["Digest", "Basic"]), ("", [])])
def test_schemes_of_a_challenge(header, names):
    assert scheme_names((header,)) == names
