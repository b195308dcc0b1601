"""What a file may be: sizes by kind, and the type that its bytes show. Pure.

Source: Meta, "Media: supported types and sizes" (2026).
"""

from __future__ import annotations

import base64
import binascii

import filetype

PIECE = 256 * 1024
_MB = 1024 * 1024
LARGEST = {
    "image": 5 * _MB,
    "video": 16 * _MB,
    "audio": 16 * _MB,
    "document": 100 * _MB,
    "sticker": _MB,
}

#: Types that are shown as what they are; all others leave as bytes without a meaning.
_OFFICE = "application/vnd.openxmlformats-officedocument."
SAFE = {
    "image/jpeg", "image/png", "image/webp", "video/mp4", "video/3gpp", "audio/aac", "audio/mp4", "audio/mpeg",
    "audio/amr", "audio/ogg", "application/pdf", "text/plain",
    f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet", f"{_OFFICE}presentationml.presentation",
}  # fmt: skip
UNKNOWN = "application/octet-stream"
#: Containers hold sound or pictures; their first bytes do not tell which.
_FAMILY = {"video/mp4": "mp4", "audio/mp4": "mp4", "audio/m4a": "mp4", "video/3gpp": "mp4", "audio/ogg": "ogg",
           "video/ogg": "ogg", "audio/x-m4a": "mp4", "application/zip": "zip", "video/quicktime": "mp4"}  # fmt: skip


def shown_type(claimed: str, head: bytes) -> str:
    """The claimed type if the first bytes bear it out, else `UNKNOWN`: a page is never a picture."""
    claimed = claimed.partition(";")[0].strip().lower()
    if claimed not in SAFE:
        return UNKNOWN
    guessed = filetype.guess(head)
    seen = guessed.mime if guessed else None
    if claimed == "text/plain":
        return claimed if seen is None and b"\x00" not in head else UNKNOWN
    if claimed.startswith(_OFFICE):
        return claimed if seen == claimed or _FAMILY.get(seen or "") == "zip" else UNKNOWN
    same = _FAMILY.get(claimed, claimed) == _FAMILY.get(seen or "", seen)
    return claimed if same else UNKNOWN


def same_digest(told: str | None, digest: bytes) -> bool:
    """Whether a digest is the one Meta told, which is base64 or hexadecimal; none told is no lie."""
    if not told:
        return True
    try:
        decoded = bytes.fromhex(told) if len(told) == 64 else base64.b64decode(told)
    except (ValueError, binascii.Error):
        return False
    return decoded == digest
