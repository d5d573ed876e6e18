"""Passwords are kept as argon2id hashes only."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hash_password(text: str) -> str:
    """The argon2id hash with its salt and costs, as text."""
    return _HASHER.hash(text.encode("utf-8", "surrogatepass"))


def password_matches(stored: str, text: str) -> bool:
    """Whether `text` is the password behind the hash; a damaged hash matches nothing."""
    try:
        return _HASHER.verify(stored, text.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
