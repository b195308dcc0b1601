"""Receipts of an erasure: what was done, what stays, who was told; signed, and without a name or number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from indokona.kernel import clock
from indokona.kernel.database import Db
from indokona.privacy import store, store_telling
from indokona.privacy.hooks import HOOKS
from indokona.privacy.rules import Kept
from indokona.privacy.store_telling import Telling

FORM = "indokona-erasure-1"

#: What outlives the data, and until when; the receipt says so.
KEPT = [
    {
        "what": "keyed token of the no",
        "why": "so that nobody writes to you again",
        "until": "the business leaves",
    },
    {
        "what": "consent and withdrawal rows without name or number",
        "why": "proof of what was agreed",
        "until": "3 years",
    },
    {
        "what": "this request and its receipt",
        "why": "proof that it was answered",
        "until": "3 years",
    },
]


#: What a state means, for the person who reads it.
MEANS = {
    "held": "What may be deleted is deleted and nobody sees the rest; it follows when the hold has ended.",
    "telling": "Everything is deleted here. Others who held something are being told.",
    "failed": "Everything is deleted here. One who was told has not confirmed; the business must see to it.",
    "done": "Everything is deleted, and everybody who was told has confirmed or has a date.",
}


async def issue(db: Db, request_id: UUID, state: str, held: Sequence[Kept] = ()) -> None:
    """Sign a receipt of how an erasure stands: `held`, `telling`, `failed` or `done`; the newest counts."""
    request = await store.one(db, request_id)
    assert request is not None
    done = await store.steps(db, request_id)
    told = await store_telling.of(db, [request_id])
    body = {
        "receipt": FORM,
        "state": state,
        "means": MEANS[state],
        "request": str(request.id),
        "asked_at": request.opened_at.isoformat(),
        "written_at": clock.now().isoformat(),
        "policy": ["P7.3"],
        "steps": {name: done[name] for name in ("shred", "sweep", "sweep_part") if name in done},
        "kept": [_held(one) for one in held] + KEPT,
        "processors": [_told(one) for one in told],
    }
    if state == "done":
        body["finished_at"] = clock.now().isoformat()
    await sign(db, request_id, body)


async def sign(db: Db, request_id: UUID, body: dict[str, Any]) -> None:
    """Keep a signed body; it names the key, so that a verifier knows which one to ask for."""
    text = json.dumps({**body, "key": key_id(public_key())}, sort_keys=True)
    await store.insert_receipt(db, request_id, text, signing_key().sign(text.encode()), clock.now())


def _held(one: Kept) -> dict[str, str]:
    return {
        "what": one.what, "why": one.reason, "source": one.source, "until": one.until.isoformat(),
    }  # fmt: skip


def _told(one: Telling) -> dict[str, str]:
    """How a processor stands: told, acknowledged, failed, or until when what it holds expires."""
    at = one.acknowledged_at or one.told_at or one.expires_at
    found = {"name": one.processor, "call": one.call, "state": one.state}
    return {**found, "at": at.isoformat()} if at else found


def signing_key() -> Ed25519PrivateKey:
    """The installation's key for receipts."""
    return Ed25519PrivateKey.from_private_bytes(HOOKS.receipt_seed)


def public_key() -> str:
    """The key that verifies receipts, as hex."""
    return signing_key().public_key().public_bytes_raw().hex()


def key_id(public_key_hex: str) -> str:
    """A short name of a public key."""
    return hashlib.sha256(bytes.fromhex(public_key_hex)).hexdigest()[:16]
