"""A secret text does not show itself, whatever is done with it."""

import copy
import dataclasses
import pickle

import pytest

from nxdesk.vault.secret import Secret


@dataclasses.dataclass
class Holder:
    """Something that holds one."""

    word: Secret


def test_it_shows_nothing_of_itself() -> None:
    word = Secret("山と川")
    shown = f"{word} {word!r} {word:>8} %s {Holder(word)} {[word]}" % word
    assert "山" not in shown
    assert "川" not in shown
    assert word.reveal() == "山と川"


def test_it_compares_by_its_text() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret("")
    assert Secret("0")


def test_it_is_not_pickled_but_can_be_copied() -> None:
    word = Secret("x")
    with pytest.raises(TypeError):
        pickle.dumps(word)
    assert copy.deepcopy(word) is word
    assert dataclasses.asdict(Holder(word))["word"] is word
