"""Shapes of the bodies, as typed dictionaries. Rows are arrays in the order of the `fields` named beside them.

Dates are ISO days, times are UTC as `2020-04-06T00:00:53Z`. An item not named means "leave", null means "clear".
"""

from typing import NotRequired, TypedDict

Row = list[str | int | None]


class Connection(TypedDict):
    """Answer of the connection check."""

    service: str
    version: str
    protocol: str
    time: str
    customer_name: str
    my_number_allowed: bool
    services: list[str]
    limits: dict[str, int]


class Manifest(TypedDict):
    """Opening of a registration. `digest` is the hex SHA-256 over the batches' digests, in order, as text."""

    kind: str
    as_of: str
    people: int
    batches: int
    photos: int
    relink: bool
    with_my_number: bool
    digest: str


class Batch(TypedDict):
    """At most 500 records; `versions` holds the version that the user saw compared, null for a new person.

    `my_numbers` holds `[code, number or null]` and stands only where the manifest has `with_my_number`.
    """

    fields: list[str]
    rows: list[Row]
    versions: list[int | None]
    my_numbers: NotRequired[list[list[str | None]]]


class Outcome(TypedDict):
    """State of a registration with its stored result."""

    id: str
    state: str
    kind: str
    people: int
    digest: str
    registered: int
    relinked: int
    committed_at: str | None
    run: int | None
    replayed: bool
    problem: NotRequired[dict[str, object]]


class DigestPage(TypedDict):
    """Rows `[code, version, digest, updated_at]`; `next` is the cursor of the next page or null."""

    rows: list[list[str | int]]
    next: str | None


class RecordPage(TypedDict):
    """Rows in the order of `fields`, which ends with `version`, `digest`, `updated_at`."""

    fields: list[str]
    rows: list[Row]
    next: str | None


class CheckRequest(TypedDict):
    """A dry run: a batch with the switches of a registration."""

    kind: str
    as_of: str
    relink: bool
    with_my_number: bool
    batch: Batch


class CheckedRecord(TypedDict):
    """Verdict of the dry run on one record; `effects` are `[field, effect, old, new, rule]` of what changes.

    For a new person only the items stand there that are not simply the sent value. `effect` is the word shown.
    """

    code: str
    verdict: str
    version: int | None
    updated_at: str | None
    effects: list[list[str | int | None]]
    errors: list["RecordError"]


class CheckAnswer(TypedDict):
    """Answer of a dry run: one verdict per record, in the order of the batch's rows."""

    records: list[CheckedRecord]


class RecordError(TypedDict):
    """One finding inside a problem: where (RFC 6901 pointer), whose, which code, in words. Never the refused value."""

    pointer: str
    person: str
    code: str
    detail: str


class Problem(TypedDict):
    """RFC 9457 with nxdesk's members."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    retryable: bool
    errors: NotRequired[list[RecordError]]
    min_version: NotRequired[str]
