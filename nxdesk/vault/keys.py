"""The profile key: kept in the system's keyring, or, where there is none, in a file that only its owner can read.

A key once made is never replaced silently, because everything sealed with it would be lost: a note beside the data says
that it is in the keyring, and if the keyring does not give it out, `KeyUnavailable` is raised.
"""

import base64
import binascii
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

SERVICE = "nxdesk"
KEY_BYTES = 32
SWITCH = "NXDESK_KEYRING"
"""Environment variable; the value `off` keeps keys in files."""

CODE = "NXD_G_01"


class KeyUnavailable(Exception):
    """The key exists but cannot be had, or cannot be kept anywhere. `sentence` is for people."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.code = CODE
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ProfileKey:
    """32 bytes, and where they are kept."""

    key: bytes = field(repr=False)
    place: Literal["keyring", "file"]


def profile_key(folder: Path, name: str) -> ProfileKey:
    """The key `name` of the data in `folder`, made at the first call; raises KeyUnavailable."""
    key_file, note = folder / f"{name}.key", folder / f"{name}.keyring"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if key_file.exists():
            return ProfileKey(_read(key_file), "file")
        entry = f"{name} {folder.resolve()}"
        if note.exists():
            return ProfileKey(_from_keyring(note.read_text("utf-8").strip() or entry), "keyring")
        if os.environ.get(SWITCH, "").lower() != "off" and (kept := _keep_in_keyring(entry)):
            note.write_text(entry, "utf-8")
            return ProfileKey(kept, "keyring")
        return ProfileKey(_keep_in_file(key_file), "file")
    except OSError as failure:
        raise KeyUnavailable(f"データを守る鍵を「{folder}」に保存できません。"
                             "書き込めるフォルダーか確認してください。") from failure


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnavailable("データを守る鍵が壊れています。鍵ファイルを控えから戻してください。")
    return key


def _read(key_file: Path) -> bytes:
    return _decoded(key_file.read_text("ascii", "replace"))


def _keep_in_file(key_file: Path) -> bytes:
    """Written aside and then linked into place, so that two programs starting at once agree on one whole key."""
    aside = key_file.with_name(f"{key_file.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode())
        file.flush()
        os.fsync(file.fileno())
    try:
        key_file.hardlink_to(aside)
    except FileExistsError:
        pass
    except OSError:
        # No hard links here (FAT, some shares).
        aside.replace(key_file)
    aside.unlink(missing_ok=True)
    return _read(key_file)


def _keep_in_keyring(entry: str) -> bytes | None:
    """A key kept in the keyring; None where there is none that remembers it."""
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError):
        if kept := keyring.get_password(SERVICE, entry):
            return _decoded(kept)
        keyring.set_password(SERVICE, entry, base64.b64encode(os.urandom(KEY_BYTES)).decode())
        # Some stand-in keyrings accept everything and remember nothing.
        if kept := keyring.get_password(SERVICE, entry):
            return _decoded(kept)
    return None


def _from_keyring(entry: str) -> bytes:
    import keyring
    from keyring.errors import KeyringError

    kept = None
    with suppress(KeyringError, RuntimeError):
        kept = keyring.get_password(SERVICE, entry)
    if not kept:
        raise KeyUnavailable("データを守る鍵をキーチェーンから取り出せません。"
                             "キーチェーンのロックを解除してから起動してください。")
    return _decoded(kept)
