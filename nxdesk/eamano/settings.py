"""What may be set about a running service, apart from where its data lies."""

from dataclasses import dataclass

from nxdesk.wire.protocol import BODY_LIMIT


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long the service puts up with, in bytes and seconds."""

    body_bytes: int = BODY_LIMIT
    form_bytes: int = 64 * 1024
    upload_bytes: int = 16 * 1024 * 1024
    """A form with pictures. One that is too large for its item is refused beside it; only beyond this, as a whole."""
    body_seconds: float = 60.0
    stall_seconds: float = 15.0
    head_seconds: float = 120.0
    failures_a_minute: int = 10
