"""What a file is, judged by its bytes."""

from __future__ import annotations

import base64
import hashlib

import pytest

from indokona.messaging import media

JPEG, PNG = b"\xff\xd8\xff\xe0" + bytes(64), b"\x89PNG\r\n\x1a\n" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
OGG, PDF, ZIP = b"OggS" + bytes(64), b"%PDF-1.7" + bytes(64), b"PK\x03\x04" + bytes(64)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("claimed", "head", "shown"),
    [
        ("image/jpeg", JPEG, "image/jpeg"), ("image/png", PNG, "image/png"),
        ("image/jpeg", PNG, media.UNKNOWN), ("image/png", b"<svg onload=x>", media.UNKNOWN),
        ("video/mp4", MP4, "video/mp4"), ("audio/mp4", MP4, "audio/mp4"),
        ("audio/ogg; codecs=opus", OGG, "audio/ogg"), ("application/pdf", PDF, "application/pdf"),
        (DOCX, ZIP, DOCX), (DOCX, PDF, media.UNKNOWN), ("text/plain", b"hello", "text/plain"),
        ("text/plain", b"a\x00b", media.UNKNOWN), ("text/html", b"<html>", media.UNKNOWN),
        ("image/svg+xml", b"<svg>", media.UNKNOWN), ("", b"", media.UNKNOWN), ("image/png", b"", media.UNKNOWN),
    ],
)  # fmt: skip
def test_a_type_is_shown_only_if_the_bytes_bear_it_out(
    claimed: str, head: bytes, shown: str
) -> None:
    assert media.shown_type(claimed, head) == shown


def test_a_digest_is_read_as_base64_or_hexadecimal() -> None:
    digest = hashlib.sha256(b"x").digest()
    assert media.same_digest(None, digest)
    assert media.same_digest(digest.hex(), digest)
    assert media.same_digest(base64.b64encode(digest).decode(), digest)
    assert not media.same_digest(base64.b64encode(b"y" * 32).decode(), digest)
    assert not media.same_digest("not base64!", digest)
