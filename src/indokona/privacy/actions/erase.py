"""Erasure: fence, shred, sweep, tell, receipt. Each step commits by itself and can be resumed.

A hold stops it before the key is destroyed: what is not held is swept, the request is `held`, and
goes on by itself when the hold has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from indokona.kernel import clock, keyring
from indokona.kernel.database import Db
from indokona.privacy import store
from indokona.privacy.actions import holds, receipts, telling, turns
from indokona.privacy.actions.receipts import public_key, signing_key
from indokona.privacy.hooks import HOOKS
from indokona.privacy.rules import Kept
from indokona.privacy.store import Request

__all__ = ["STEPS", "public_key", "signing_key", "step"]

STEPS = ("fence", "shred", "sweep", "tell", "receipt")


async def step(db: Db, request_id: UUID) -> bool:
    """Do the next step; True while there is more."""
    request = await store.one(db, request_id, lock=True)
    if request is None or request.state != "running":
        return False
    done = await store.steps(db, request_id)
    if "fence" in done and "shred" not in done:
        kept = (await holds.kept(db, [request]))[request_id]
        if kept:
            await _hold(db, request, kept)
            return False
    name = next((one for one in STEPS if one not in done), None)
    if name is None:
        if not await telling.finish(db, request_id):
            await turns.turned(db, request_id, "telling", None)
        return False
    counts = await _DO[name](db, request)
    await store.finish_step(db, request_id, name, counts, clock.now())
    return True


async def _fence(db: Db, request: Request) -> dict[str, Any]:
    """The no goes into the ledger while the identities can still be read, then everything is hidden."""
    await telling.gather(db, request.id, request.contact_id)
    for slice_ in reversed(HOOKS.slices):
        await slice_.fence(db, request.contact_id)
    return {}


async def _hold(db: Db, request: Request, kept: Sequence[Kept]) -> None:
    """What is allowed is done: rows of other classes go, and the person reads what stays and why."""
    held = {one.what for one in kept}
    counts = await _swept(db, request, held)
    await store.finish_step(db, request.id, "sweep_part", counts, clock.now())
    await receipts.issue(db, request.id, "held", kept)
    until = max(one.until for one in kept)
    await turns.turned(db, request.id, "held", None, held_until=until)


async def _shred(db: Db, request: Request) -> dict[str, Any]:
    """The keys are destroyed; what each was is told by its commitment, so that a kept copy would show."""
    whose = (db.organisation_id, keyring.CONTACT, request.contact_id)
    keys = await db.keyring.shred(*whose, clock.now())
    commitments = await db.keyring.destroyed(*whose)
    return {"keys": max(keys, len(commitments)), "commitments": commitments}


async def _sweep(db: Db, request: Request) -> dict[str, Any]:
    return await _swept(db, request, set())


async def _swept(db: Db, request: Request, held: set[str]) -> dict[str, Any]:
    counts: dict[str, Any] = {"package": await store.delete_packages(db, request.contact_id)}
    for slice_ in reversed(HOOKS.slices):
        if slice_.NAME not in held:
            counts |= await slice_.erase(db, request.contact_id)
    return counts


async def _tell(db: Db, request: Request) -> dict[str, Any]:
    return {"calls": await telling.start(db, request.id)}


async def _receipt(db: Db, request: Request) -> dict[str, Any]:
    """The first one that says that nothing is left here; who was told follows in the last."""
    await receipts.issue(db, request.id, "telling")
    return {}


_DO = {"fence": _fence, "shred": _shred, "sweep": _sweep, "tell": _tell, "receipt": _receipt}
