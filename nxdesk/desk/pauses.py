"""What is said while the link waits before its next attempt (connection.md §5)."""

import math

from nxdesk.link.retry import OnPause, Pause

__all__ = ["OnPause", "Pause", "pause_line", "pause_reason"]


def pause_line(pause: Pause) -> str:
    """Which attempt follows and when, as of now: 「2回目 / 全4回: 3秒後に再試行」."""
    return f"{pause.next_attempt}回目 / 全{pause.of}回: {math.ceil(pause.left)}秒後に再試行"


def pause_reason(pause: Pause) -> str:
    """Why the attempt before failed."""
    return f"{pause.sentence}({pause.code})"
