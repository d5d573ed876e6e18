"""The digests by which both sides know that a step is repeated with the same content."""

from collections.abc import Iterable
from hashlib import sha256


def body_digest(body: bytes) -> str:
    """Hex SHA-256 of one body exactly as it travels."""
    return sha256(body).hexdigest()


def manifest_digest(batch_digests: Iterable[str]) -> str:
    """Hex SHA-256 over the batches' hex digests in the order of their numbers, joined without a separator."""
    return sha256("".join(batch_digests).encode("ascii")).hexdigest()
