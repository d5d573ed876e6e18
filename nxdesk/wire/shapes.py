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
    """Opening of a registration. `digest` is the hex SHA-256 over the batches' digests, in order, as text.

    `people` counts persons, `rows` records (as many, but for kinds with several records a person), `deletions` the
    listed deletions. `relink` is 再登録: people who are there already are overwritten.
    """

    kind: str
    as_of: str
    people: int
    rows: int
    batches: int
    photos: int
    deletions: int
    relink: bool
    with_my_number: bool
    digest: str


class Batch(TypedDict):
    """At most 500 records; `versions` holds the version that the user saw compared, null for a new record.

    `my_numbers` stands beside the rows, a number or null, and only where the manifest has `with_my_number`.
    Kinds with several records a person also have `people`, everybody whose records this batch states as a whole (also
    those without a row; at most 500), and `deletions` `[code, member, version]`, the records of these people that go
    because NX does not have them: `member` is the record's id at e-AMANO.
    """

    fields: list[str]
    rows: list[Row]
    versions: list[int | None]
    my_numbers: NotRequired[list[str | None]]
    people: NotRequired[list[str]]
    deletions: NotRequired[list[list[str | int]]]


class SamePeople(TypedDict):
    """People whose records stay as they are: beside each of `people` the digests of all that NX has of the person, one
    behind the other in one text (nothing for nobody), and in the order of the digests the versions that the user saw
    compared. At most 10,000 people and as many records.
    """

    people: list[str]
    digests: list[str]
    versions: list[int]


class SameBatch(TypedDict):
    """A batch of a registration with 再登録 and without My Numbers, in place of rows: its people are registered again
    with what they have. Each must still have exactly these records at the commit; of nobody anything is written.

    The manifest counts people and records as it does those with rows.
    """

    same: SamePeople


class SameRequest(TypedDict):
    """Who would stay just as he is when all that NX has of him were registered again, My Numbers left alone, and no
    photo sent? `digests` as in SamePeople; at most 10,000 people.
    """

    kind: str
    as_of: str
    people: list[str]
    digests: list[str]


class SameAnswer(TypedDict):
    """The places of those who would, in the question's order, and of their records, in the order of the digests, the
    version, the time (a place in `stamps`) and of kinds with several records a person the record's id.

    Whoever is not named has to be asked about by a dry run.
    """

    places: list[int]
    versions: list[int]
    updated: list[int]
    members: list[int]
    stamps: list[str]


class Outcome(TypedDict):
    """State of a registration with its stored result: numbers of records, and `run:seq:hash` of the audit log's head
    after it, for the client to remember.
    """

    id: str
    state: str
    kind: str
    people: int
    digest: str
    registered: int
    relinked: int
    deleted: int
    audit_head: str | None
    committed_at: str | None
    run: int | None
    replayed: bool
    problem: NotRequired[dict[str, object]]


class DigestPage(TypedDict):
    """Rows `[code, version, digest, updated_at]`; `next` is the cursor of the next page or null.

    Of kinds with several records a person: `[code, version, digest, updated_at, member]`, and a page of a listing never
    ends within a person.
    """

    rows: list[list[str | int]]
    next: str | None


class DigestLines(TypedDict):
    """A page of digest lines `code:version:digest` (`records.digests`); `next` as in DigestPage."""

    lines: str
    next: str | None


class RecordPage(TypedDict):
    """Rows in the order of `fields`, which ends with `version`, `digest`, `updated_at`."""

    fields: list[str]
    rows: list[Row]
    next: str | None


class CheckRequest(TypedDict):
    """A dry run: a batch (without My Numbers and deletions) with the switches of a registration.

    Beside the batch's rows stand `numbers`, whether NX has a My Number (only with `with_my_number`), and `photos`, the
    digest of NX's photo or null (only for kinds with a photo). With `full` the effects also hold what stays as it is.
    """

    kind: str
    as_of: str
    relink: bool
    with_my_number: bool
    batch: Batch
    numbers: NotRequired[list[bool]]
    photos: NotRequired[list[str | None]]
    full: NotRequired[bool]


class CheckedRecord(TypedDict):
    """Verdict of the dry run on one record; `effects` are `[field, effect, old, new, rule]` of what changes.

    For a new person only the items stand there that are not simply the sent value. `effect` is the word shown.
    `member` and `name` (姓名 続柄) are those of the record that is overwritten, of kinds with several records a person.
    """

    code: str
    verdict: str
    version: int | None
    updated_at: str | None
    member: int | None
    name: str
    effects: list[list[str | int | None]]
    errors: list["RecordError"]


class CheckedDeletion(TypedDict):
    """A record that e-AMANO would delete because NX does not have it (③-6), with all it holds.

    `near` is the place among the rows of a new one that is probably the same person under another name (V-F06).
    """

    code: str
    member: int
    version: int
    updated_at: str
    name: str
    my_number: bool
    near: int | None
    effects: list[list[str | int | None]]


class CheckAnswer(TypedDict):
    """Answer of a dry run: a verdict per record, in the order of the batch's rows, and what would be deleted."""

    records: list[CheckedRecord]
    deletions: list[CheckedDeletion]


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
