"""Forms that carry pictures. Everything stays in memory: pictures of documents never reach a temporary file."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.formparsers import MultiPartException, MultiPartParser

from nxdesk.eamano.pages.screens import check_token, without_nul
from nxdesk.eamano.refusal import Refused
from nxdesk.wire.problems import INVALID_REQUEST

_FIELDS, _FILES = 200, 8
_TEXT_BYTES = 64 * 1024
_UNREADABLE = "フォームの内容を読み取れません。"


@dataclass(frozen=True, slots=True)
class Upload:
    """What a form sent: texts as typed, and of its files those that were chosen."""

    texts: Mapping[str, str]
    files: Mapping[str, bytes]


class _InMemory(MultiPartParser):
    """The door lets no body in that is larger than this."""

    spool_max_size = 64 * 1024 * 1024


async def upload(request: Request, token: str) -> Upload:
    """The form that one of our own pages sent; raises Refused for any other."""
    kind, _, options = request.headers.get("content-type", "").partition(";")
    # A character set of the sender's choice could bring texts that cannot be written.
    if kind.strip().lower() != "multipart/form-data" or "charset" in options.lower():
        raise Refused(INVALID_REQUEST, _UNREADABLE)
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=_FILES, max_fields=_FIELDS,
                               max_part_size=_TEXT_BYTES).parse()
    except MultiPartException:
        raise Refused(INVALID_REQUEST, _UNREADABLE) from None
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    try:
        for name, value in form.multi_items():
            if isinstance(value, str):
                texts.setdefault(name, without_nul(value))
            elif value.filename:
                files[name] = await value.read()
    finally:
        await form.close()
    check_token(request, texts.get("form_token", ""), token)
    return Upload(texts, files)
