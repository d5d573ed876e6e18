"""Sealing of single values with AES-256-GCM. A seal opens only in the context (whose, which item) it was made for."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = b"\x01"


class SealBroken(Exception):
    """The sealed value was changed, belongs elsewhere, or was sealed with another key."""


class Sealer:
    """Seals and opens values with one key of 32 bytes; usable from any thread."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, context: str) -> bytes:
        """The sealed form: a version byte, a random nonce, and the encrypted text with its tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """The plain value; raises SealBroken."""
        nonce, body = sealed[1:1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES:]
        if sealed[:1] != _FORM or len(nonce) != _NONCE_BYTES:
            raise SealBroken
        try:
            return self._cipher.decrypt(nonce, body, context.encode())
        except InvalidTag:
            raise SealBroken from None

    def new_person_key(self, context: str) -> bytes:
        """A fresh key for one person, wrapped by this one. Destroying it makes the person's values unreadable."""
        return self.seal(os.urandom(KEY_BYTES), _key_context(context))

    def person(self, wrapped: bytes, context: str) -> "Sealer":
        """The sealer of the person with this wrapped key; raises SealBroken."""
        return Sealer(self.open(wrapped, _key_context(context)))


def _key_context(context: str) -> str:
    """Keeps a wrapped key from being opened as a value of the same context."""
    return f"{context}\x1fkey"
