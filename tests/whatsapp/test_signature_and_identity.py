"""Who sent this, and who is meant."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from indokona.whatsapp.identity import is_parent_user_id, is_user_id, variants
from indokona.whatsapp.signature import verify

RAW = b'{"text":"\\u0928 a\\/b"}'


def header(secret: bytes, raw: bytes = RAW) -> str:
    return "sha256=" + hmac.new(secret, raw, hashlib.sha256).hexdigest()


def test_the_right_secret_verifies() -> None:
    assert verify([b"one"], RAW, header(b"one"))


def test_either_secret_verifies_while_it_is_rotated() -> None:
    assert verify([b"new", b"old"], RAW, header(b"old"))
    assert verify([b"new", b"old"], RAW, header(b"new"))


def test_reserialised_json_does_not_verify() -> None:
    assert not verify([b"one"], '{"text":"न a/b"}'.encode(), header(b"one"))


@pytest.mark.parametrize(
    "given",
    [None, "", "sha256=", "sha1=abc", header(b"two"), header(b"one")[7:], "sha256=é\udc80"],
)
def test_anything_else_is_refused(given: str | None) -> None:
    assert not verify([b"one"], RAW, given)


def test_without_a_secret_nothing_verifies() -> None:
    assert not verify([], RAW, header(b""))


@pytest.mark.parametrize("text", ["IN.2f9", "IN.ENT.7a", "BR." + "a" * 128])
def test_user_ids_are_recognised(text: str) -> None:
    assert is_user_id(text)


@pytest.mark.parametrize("text", ["", "919812345678", "in.2f9", "IN.", "IN.2-9", "IN." + "a" * 129])
def test_other_texts_are_no_user_ids(text: str) -> None:
    assert not is_user_id(text)


def test_a_parent_is_told_apart() -> None:
    assert is_parent_user_id("IN.ENT.7a")
    assert not is_parent_user_id("IN.ENT7a")


@pytest.mark.parametrize(
    ("given", "others"),
    [
        ("+5511987654321", ["+551187654321"]),
        ("+551187654321", ["+5511987654321"]),
        ("+551133334444", []),
        ("+5215512345678", ["+525512345678"]),
        ("+525512345678", ["+5215512345678"]),
        ("+5491123456789", ["+541123456789"]),
        ("+541123456789", ["+5491123456789"]),
        ("+919812345678", []),
    ],
)
def test_the_spellings_of_a_number_begin_with_the_given_one(given: str, others: list[str]) -> None:
    assert list(variants(given)) == [given, *others]
