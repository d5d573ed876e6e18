"""Paths, headers, states and limits of the protocol (wire.md; nxdesk's own, for nothing is public about the real one).

A registration is: open (PUT, with its manifest) → batches (PUT each) → photos (PUT each) → commit (PUT). Every step
carries the client-made UUID in its path, so that repeating it with the same content is harmless.
"""

from enum import StrEnum

PROTOCOL_VERSION = "1"
SERVICE_NAME = "e-AMANO"

CONNECTION = "/v1/connection"
RECORDS = "/v1/{kind}"
"""GET: full records; `codes` (comma separated), `since`, `as_of`, `cursor`, `limit`."""
DIGESTS = "/v1/{kind}/digests"
"""GET: `[code, version, digest, updated_at]` per person, with `cursor` and `limit`."""
DIGEST_LINES = "/v1/{kind}/digest-lines"
"""GET, of kinds with one record a person: the listing of DIGESTS with a page as one text, with `cursor` and `limit`."""
LOOKUP = "/v1/{kind}/lookup"
"""POST `{"codes": […], "as_of": …}`: as DIGESTS for a code list too long for a URL; unknown codes are absent."""
CHECK = "/v1/registrations/check"
"""POST a CheckRequest, answered by a CheckAnswer."""
SAME = "/v1/registrations/same"
"""POST a SameRequest, answered by a SameAnswer."""
REGISTRATION = "/v1/registrations/{id}"
"""PUT opens, GET tells the outcome, DELETE withdraws what is still being received: its answer is final."""
"""PUT a Manifest; GET the Outcome. Every PUT of a registration is answered by its Outcome, 201 the first time
(the commit 200), 200 when repeated; a refused commit by the problem that its Outcome keeps."""
BATCH = "/v1/registrations/{id}/batches/{number}"
"""PUT a Batch or a SameBatch; numbers run from 1 to the manifest's `batches` and may come in any order."""
PHOTO = "/v1/registrations/{id}/photos/{code}"
"""PUT the JPEG or PNG as it is."""
COMMIT = "/v1/registrations/{id}/commit"
"""PUT without a body."""
OPENAPI = "/v1/openapi.json"
PROBLEMS = "/problems/{name}"

HEADER_CUSTOMER = "X-EAmano-Customer"
HEADER_AUTH_ID = "X-EAmano-Auth-Id"
HEADER_REQUEST_ID = "X-EAmano-Request-Id"
HEADER_NX_VERSION = "X-NX-Version"
HEADER_PROTOCOL = "X-EAmano-Protocol"

BATCH_LIMIT = 500
"""Records in one batch at most."""
SAME_LIMIT = 10_000
"""People in one question who stays the same, and people or records in one batch of them, at most."""
BODY_LIMIT = 16 * 1024 * 1024
"""Bytes in one request body at most."""
RELINK_NX_VERSION = "1.2.6.0"
"""再登録 needs this version of NX at least (manual (7)); older ones are told `client-too-old`."""
CODES_LIMIT = 10_000
"""Codes in one lookup at most."""
PAGE_LIMIT = 10_000
"""Rows in one page of digests; full records come in pages of BATCH_LIMIT."""
LINES_LIMIT = 20_000
"""Lines in one page of digest lines, of some 30 bytes each."""


class State(StrEnum):
    """What the service says of a registration; one it has never seen is a 404 `unknown-registration`."""

    RECEIVING = "receiving"
    COMMITTED = "committed"
    REJECTED = "rejected"


class Verdict(StrEnum):
    """What a dry run says of one record."""

    NEW = "new"
    RELINK = "relink"
    UPDATE = "update"
    LEFT_OUT = "left_out"
    ERROR = "error"


VERDICT_LABELS = {Verdict.NEW: "新規データ", Verdict.RELINK: "再登録データ", Verdict.UPDATE: "更新データ",
                  Verdict.LEFT_OUT: "対象外", Verdict.ERROR: "エラー"}
