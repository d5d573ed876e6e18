"""The profile key stays the same, is readable by its owner alone, and is never replaced silently."""

import stat
from pathlib import Path

import pytest

from nxdesk.vault.keys import KeyUnavailable, profile_key


@pytest.fixture(autouse=True)
def _keys_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NXDESK_KEYRING", "off")


def test_the_key_stays_and_belongs_to_its_owner(tmp_path: Path) -> None:
    made = profile_key(tmp_path / "data", "masters")
    assert made.place == "file"
    assert len(made.key) == 32
    assert profile_key(tmp_path / "data", "masters") == made
    assert profile_key(tmp_path / "data", "eamano").key != made.key
    assert stat.S_IMODE((tmp_path / "data" / "masters.key").stat().st_mode) == 0o600
    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == ["eamano.key", "masters.key"]


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    assert "key=" not in repr(profile_key(tmp_path, "masters"))


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    profile_key(tmp_path, "masters")
    (tmp_path / "masters.key").write_text("damaged", "ascii")
    with pytest.raises(KeyUnavailable) as caught:
        profile_key(tmp_path, "masters")
    assert caught.value.code == "NXD_G_01"
    assert "壊れています" in caught.value.sentence


def test_a_key_noted_in_the_keyring_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "masters.keyring").write_text("an entry no keyring here has", "utf-8")
    with pytest.raises(KeyUnavailable) as caught:
        profile_key(tmp_path, "masters")
    assert "キーチェーン" in caught.value.sentence
    assert not (tmp_path / "masters.key").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyUnavailable) as caught:
        profile_key(tmp_path / "file" / "below", "masters")
    assert "保存できません" in caught.value.sentence
