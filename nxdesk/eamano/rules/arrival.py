"""Whether everything that a registration announced has come, and as it was announced."""

from nxdesk.eamano.refusal import Refused
from nxdesk.eamano.store.registrations import Staging
from nxdesk.wire.digests import manifest_digest
from nxdesk.wire.problems import IDEMPOTENCY_MISMATCH, NOT_COMPLETE
from nxdesk.wire.shapes import Manifest


def arrived(staging: Staging, manifest: Manifest) -> list[tuple[int, str]] | Refused:
    """The batches by number with their digests, or why they are others; raises Refused where more may still come."""
    listed = staging.batches()
    photos = len(staging.photo_codes())
    if len(listed) != manifest["batches"] or photos != manifest["photos"]:
        raise Refused(NOT_COMPLETE, f"{manifest['batches']}束のうち{len(listed)}束、"
                                    f"顔写真{manifest['photos']}枚のうち{photos}枚が届いています。")
    if manifest_digest(digest for _, digest, _ in listed) != manifest["digest"]:
        return Refused(IDEMPOTENCY_MISMATCH)
    return [(number, digest) for number, digest, _ in listed]
