"""A receipt of consent: what was agreed, in the fields of ISO/IEC TS 27560:2023, signed. Pure.

Names of fields follow the public guide of W3C's Data Privacy Vocabulary to that standard
(w3id.org/dpv/guides/consent-27560). It names no person: only an id of ours stands for them, so that
a receipt that is lost tells its finder nothing of whose it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORM = "indokona-consent-1"
#: Bytes of a receipt's file: it must fit a code on paper and any chat.
MOST = 2048


@dataclass(frozen=True, slots=True)
class Given:
    """One purpose that was agreed to."""

    consent_id: UUID
    purpose: str
    words: str | None
    method: str
    at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Parties:
    """Who agreed with whom: ids, the organisation's name and country, the operator, where the policy stands."""

    receipt_id: UUID
    contact_id: UUID
    organisation_id: UUID
    organisation: str
    country: str
    operator: str
    notice: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A receipt's text, its signature and the id of the key."""

    body: str
    signature: bytes
    key_id: str

    def file(self) -> str:
        """The receipt as it is handed over and verified."""
        outer = {"body": self.body, "key": self.key_id, "signature": self.signature.hex()}
        return json.dumps(outer, ensure_ascii=False, separators=(",", ":"))


def key_id(public_key: bytes) -> str:
    """How a key is named: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def sign(
    seed: bytes, parties: Parties, given: Sequence[Given], language: str, at: datetime
) -> Signed:
    """The signed receipt, at most `MOST` bytes as a file: words that are too long stand as their digest."""
    signed = _signed(seed, _body(parties, given, language, at, with_words=True))
    if len(signed.file().encode()) > MOST:
        signed = _signed(seed, _body(parties, given, language, at, with_words=False))
    return signed


def _signed(seed: bytes, body: str) -> Signed:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Signed(body, key.sign(body.encode()), key_id(key.public_key().public_bytes_raw()))


def _body(
    parties: Parties, given: Sequence[Given], language: str, at: datetime, *, with_words: bool
) -> str:
    fields = {
        "receipt": FORM,
        "schema_version": "ISO/IEC TS 27560:2023",
        "receipt_id": str(parties.receipt_id),
        "pii_principal_id": str(parties.contact_id),
        "privacy_notice": parties.notice,
        "language": language,
        "jurisdiction": parties.country,
        "party_identification": [
            {
                "party_id": str(parties.organisation_id),
                "party_name": parties.organisation,
                "party_role": "controller",
            },
            {"party_name": parties.operator, "party_role": "processor"},
        ],
        "purposes": [_purpose(one, with_words=with_words) for one in given],
        "pii_information": ["WhatsApp number or user id", "language"],
        "lawful_basis": "consent",
        "recipients": ["WhatsApp (Meta)"],
        "withdrawal_method": "write STOP in the chat",
        "issued_at": _time(at),
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _purpose(one: Given, *, with_words: bool) -> dict[str, Any]:
    event = {"event_type": "explicit", "event_state": "given", "event_time": _time(one.at)}
    if one.ends_at is not None:
        event["validity_end"] = _time(one.ends_at)
    found: dict[str, Any] = {
        "record_id": str(one.consent_id),
        "purpose": one.purpose,
        "collection_method": one.method,
        "event": event,
    }
    if one.words is not None:
        found["words_sha256"] = hashlib.sha256(one.words.encode()).hexdigest()
        found |= {"words": one.words} if with_words else {}
    return found


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
