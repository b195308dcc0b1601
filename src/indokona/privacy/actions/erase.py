"""Erasure: fence, shred, sweep, receipt. Each step commits by itself and can be resumed."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from indokona.kernel import clock, keyring
from indokona.kernel.database import Db
from indokona.privacy import store
from indokona.privacy.actions import turns
from indokona.privacy.hooks import HOOKS
from indokona.privacy.store import Request

STEPS = ("fence", "shred", "sweep", "receipt")

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


async def step(db: Db, request_id: UUID) -> bool:
    """Do the next step; True while there is more."""
    request = await store.one(db, request_id, lock=True)
    if request is None or request.state != "running":
        return False
    done = await store.steps(db, request_id)
    name = next((one for one in STEPS if one not in done), None)
    if name is None:
        await turns.turned(db, request_id, "done", clock.now())
        return False
    counts = await _DO[name](db, request, done)
    await store.finish_step(db, request_id, name, counts, clock.now())
    return True


async def _fence(db: Db, request: Request, _done: dict[str, Any]) -> dict[str, Any]:
    """The no goes into the ledger while the identities can still be read, then everything is hidden."""
    for slice_ in reversed(HOOKS.slices):
        await slice_.fence(db, request.contact_id)
    return {}


async def _shred(db: Db, request: Request, _done: dict[str, Any]) -> dict[str, Any]:
    keys = await db.keyring.shred(
        db.organisation_id, keyring.CONTACT, request.contact_id, clock.now()
    )
    return {"keys": keys}


async def _sweep(db: Db, request: Request, _done: dict[str, Any]) -> dict[str, Any]:
    counts: dict[str, Any] = {"package": await store.delete_packages(db, request.contact_id)}
    for slice_ in reversed(HOOKS.slices):
        counts |= await slice_.erase(db, request.contact_id)
    return counts


async def _receipt(db: Db, request: Request, done: dict[str, Any]) -> dict[str, Any]:
    """What was done, signed; no name and no number in it."""
    body = json.dumps(
        {
            "receipt": "indokona-erasure-1",
            "request": str(request.id),
            "asked_at": request.opened_at.isoformat(),
            "finished_at": clock.now().isoformat(),
            "policy": ["P7.3"],
            "steps": {name: done[name] for name in ("shred", "sweep")},
            "kept": KEPT,
            "processors": [{"name": "Meta", "state": "content expires there within 30 days"}],
        },
        sort_keys=True,
    )
    signature = signing_key().sign(body.encode())
    await store.insert_receipt(db, request.id, body, signature, clock.now())
    return {}


def signing_key() -> Ed25519PrivateKey:
    """The installation's key for receipts."""
    return Ed25519PrivateKey.from_private_bytes(HOOKS.receipt_seed)


def public_key() -> str:
    """The key that verifies receipts, as hex."""
    return signing_key().public_key().public_bytes_raw().hex()


_DO = {"fence": _fence, "shred": _shred, "sweep": _sweep, "receipt": _receipt}
