"""The numbers of records among those of their owner."""

from collections.abc import Collection

from nxdesk.masters.failures import MembersFull
from nxdesk.records.fields import Kind


def most_of(kind: Kind) -> int:
    """Numbers go up to this: to 99 for families."""
    return kind.by_id[kind.key[1]].shape.most


def next_free(taken: Collection[int], used: Collection[int], most: int, owner: str = "") -> int:
    """Behind the last one that was ever used; when there is nothing behind it, one that nobody has now.

    Raises MembersFull.
    """
    behind = max((*taken, *used), default=0) + 1
    if behind <= most:
        return behind
    free = [number for number in range(1, most + 1) if number not in taken]
    if not free:
        raise MembersFull(most, owner)
    return min(free, key=lambda number: number in used)
