"""Seals open in their own context with their own key, and nowhere else."""

import os

import pytest

from nxdesk.vault.seal import SealBroken, Sealer


def test_a_seal_opens_where_it_was_made() -> None:
    sealer = Sealer(os.urandom(32))
    sealed = sealer.seal("個人番号".encode(), "a")
    assert sealer.open(sealed, "a").decode() == "個人番号"
    assert sealed != sealer.seal("個人番号".encode(), "a")
    assert "個人番号".encode() not in sealed


@pytest.mark.parametrize("damage", [
    lambda sealed: sealed[:-1], lambda sealed: b"", lambda sealed: b"\x02" + sealed[1:],
    lambda sealed: sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:]])
def test_a_damaged_seal_is_refused(damage: object) -> None:
    sealer = Sealer(os.urandom(32))
    assert callable(damage)
    with pytest.raises(SealBroken):
        sealer.open(damage(sealer.seal(b"value", "a")), "a")


def test_another_context_or_key_is_refused() -> None:
    sealer, other = Sealer(os.urandom(32)), Sealer(os.urandom(32))
    sealed = sealer.seal(b"value", "a")
    with pytest.raises(SealBroken):
        sealer.open(sealed, "b")
    with pytest.raises(SealBroken):
        other.open(sealed, "a")
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(b"short")


def test_a_person_has_a_key_of_their_own() -> None:
    sealer = Sealer(os.urandom(32))
    ichiro, yuko = sealer.new_person_key("101"), sealer.new_person_key("131")
    sealed = sealer.person(ichiro, "101").seal(b"value", "101")
    assert sealer.person(ichiro, "101").open(sealed, "101") == b"value"
    with pytest.raises(SealBroken):
        sealer.person(ichiro, "131")
    with pytest.raises(SealBroken):
        sealer.person(yuko, "131").open(sealed, "101")
    with pytest.raises(SealBroken):
        sealer.open(ichiro, "101")
