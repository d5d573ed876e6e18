"""An import written: records and My Numbers of any number, piece by piece, all of it in one transaction or nothing."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nxdesk.masters.changes import IMPORTED, Author
from nxdesk.masters.store import Masters
from nxdesk.masters.writing import Write
from nxdesk.records.clock import Clock
from nxdesk.records.fields import Kind
from nxdesk.vault.secret import Secret

NumberedWrite = tuple[Write, Secret | None]
"""A record, and the My Number that is to be kept for it."""

_PURPOSE = "データ取込（{kind}）"


class ImportedRecords(NamedTuple):
    """How many records are new, how many were changed, and how many My Numbers were kept."""

    added: int
    changed: int
    numbers: int


def import_records(masters: Masters, clock: Clock, kind: Kind, pieces: Iterable[Sequence[NumberedWrite]],
                   by: str) -> ImportedRecords:
    """Write all pieces. Whatever is raised, by the pieces themselves too, leaves everything as it was.

    Raises as `Writer.write` does.
    """
    added = changed = numbered = 0
    purpose = _PURPOSE.format(kind=kind.label)
    with masters.database.writing() as connection:
        author = Author(by, clock.stamp(), IMPORTED)
        for piece in pieces:
            written, _ = masters.writer.write_within(connection, kind, [write for write, _ in piece], author)
            added += written.added
            changed += written.changed
            numbers = {key: number for key, (_, number) in zip(written.keys, piece, strict=True) if number is not None}
            if numbers:
                masters.my_numbers.set_within(connection, numbers, by, purpose)
                numbered += len(numbers)
    if numbered:
        # Those that were replaced are not to linger in the write-ahead log.
        masters.database.shrink_log()
    return ImportedRecords(added, changed, numbered)
