"""Leaving: a member's login, or a whole business. A day to undo, then fence, shred, sweep, certificate.

Each step commits by itself and can be resumed; the certificate stands under a link that outlives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from indokona.accounts import rules
from indokona.accounts.actions import leaving, logins, members, passwords
from indokona.kernel import audit, clock, events, ids, jobs, keyring
from indokona.kernel.audit import MACHINE
from indokona.kernel.database import Database, Db
from indokona.kernel.datamap import Keep
from indokona.kernel.edge import Caller
from indokona.kernel.egress import mail, register
from indokona.kernel.errors import NotFound
from indokona.privacy import store, store_closing, store_holds
from indokona.privacy.actions import links, receipts
from indokona.privacy.datamap_words import KEEPS
from indokona.privacy.errors import UnderHold
from indokona.privacy.events import CLOSING
from indokona.privacy.hooks import HOOKS
from indokona.privacy.store_closing import ORGANISATION, USER, Closure

JOB = "privacy.close"
#: Developers and users err; what is destroyed then cannot come back.
GRACE = timedelta(hours=24)
FORM = "indokona-certificate-1"

_WORDS = {
    USER: "Your INDOKONA login and everything about you will be erased",
    ORGANISATION: "Your business and everything that it holds on INDOKONA will be erased",
}
_OTHERS = "A business that you belong to, and everything that it holds on INDOKONA, will be erased"
_ALONE = (
    f" A login that then belongs to no other business is erased {rules.ALONE_LIVES.days} days later, with"
    " everything about its person."
)
_STAYS = "A business that you belong to, and that was to be erased on INDOKONA, stays."
_SUBJECT, _UNDONE = "INDOKONA: erasure asked", "INDOKONA: erasure undone"


@dataclass(frozen=True, slots=True)
class Asked:
    """A closure, and where its certificate will stand."""

    closure: Closure
    url: str


async def ask(database: Database, who: Caller, kind: str, password: str) -> Asked:
    """Begin the day in which it can be undone. Raises `WrongPassword`, `LastOwner`, `UnderHold`."""
    await passwords.check(database, who.user_id, password)
    if kind == USER:
        await leaving.check_may_leave(database, who.user_id)
    async with database.organisation(who.organisation_id, who.user_id) as db:
        return await _asked(db, who, kind)


async def _asked(db: Db, who: Caller, kind: str) -> Asked:
    known = [one for one in await store_closing.waiting(db) if one.kind == kind]
    now = clock.now()
    closure = known[0] if known else Closure(
        ids.new(), kind, who.user_id, "grace", now, now + GRACE, None
    )  # fmt: skip
    if not known:
        if kind == ORGANISATION:
            await _refuse_under_hold(db)
        await store_closing.insert(db, closure)
        await jobs.later(db, JOB, closure.id, closure.due_at)
        await audit.record(db, who.actor, f"{kind}.closing", kind, closure.id)
    url = await links.to_receipt(db, closure.id, closure.user_id)
    await _write(db, closure, url)
    await events.publish(db, CLOSING, [closure.id])
    return Asked(closure, url)


async def _refuse_under_hold(db: Db) -> None:
    standing = await store_holds.standing(db, clock.now())
    if standing:
        last = max(standing, key=lambda one: one.ends_at)
        raise UnderHold(last.source, until=last.ends_at.isoformat())


async def _write(db: Db, closure: Closure, url: str) -> None:
    at = f"{closure.due_at:%Y-%m-%d %H:%M} UTC"
    is_all = closure.kind == ORGANISATION
    text = (
        f"{_WORDS[closure.kind]} on {at}. Until then you can undo it in the"
        f" settings. If you did not ask for this, undo it and change your password.{_ALONE * is_all}\n\nAfterwards"
        f" the signed certificate stands here: {url}\nThe same to read and print: {url}/page"
    )
    if email := await logins.email_of(db, closure.user_id):
        await mail.send_later(db, "closing", email, _SUBJECT, text, closure.user_id)
    if is_all:
        others = f"{_OTHERS} on {at}.{_ALONE} Until that moment you can fetch what is held of you in the settings."
        await members.write_to(db, None, "closing", _SUBJECT, others, but=closure.user_id)


async def undo(db: Db, who: Caller, kind: str) -> None:
    """Take it back within the day; raises `NotFound`."""
    found = [one for one in await store_closing.waiting(db) if one.kind == kind]
    if not found:
        raise NotFound
    for one in found:
        if not await store_closing.take_back(db, one.id, clock.now()):
            raise NotFound  # its day ended at this very moment
        await audit.record(db, who.actor, f"{kind}.closing_undone", kind, one.id)
        await events.publish(db, CLOSING, [one.id])
        if kind == ORGANISATION:
            await members.write_to(db, None, "closing", _UNDONE, _STAYS, but=who.user_id)


async def waiting(db: Db) -> list[Closure]:
    """What can still be undone, of the caller and of the organisation."""
    return await store_closing.waiting(db)


async def step(db: Db, closure_id: UUID) -> bool:
    """Do the next step; True while there is more."""
    closure = await store_closing.one(db, closure_id)
    if closure is None or closure.state not in ("grace", "running"):
        return False
    if clock.now() < closure.due_at:  # a clock that went back
        await jobs.later(db, JOB, closure.id, closure.due_at)
        return False
    if closure.kind == USER:
        await db.also_for(closure.user_id)
    done = await store.steps(db, closure_id)
    if "fence" not in done:
        return await _begin(db, closure)
    if "shred" not in done:
        await store.finish_step(db, closure_id, "shred", await _shred(db, closure), clock.now())
        return True
    if await _sweep(db, closure.kind):
        return True
    await _certify(db, closure, done)
    return False


async def _begin(db: Db, closure: Closure) -> bool:
    """Ask again what was asked a day ago, then fence: a hold came, or the other owner went."""
    standing = await store_holds.standing(db, clock.now()) if closure.kind == ORGANISATION else []
    if standing:
        until = max(one.ends_at for one in standing)
        await store_closing.postpone(db, closure.id, until)
        await jobs.later(db, JOB, closure.id, until)
        return False
    if closure.kind == USER and not await leaving.may_leave(db, closure.user_id):
        await store_closing.take_back(db, closure.id, clock.now())
        await audit.record(db, MACHINE, "user.closing_undone", "user", closure.id, "last owner")
        await events.publish(db, CLOSING, [closure.id])
        return False
    await _fence(db, closure)
    return True


async def _fence(db: Db, closure: Closure) -> None:
    if closure.kind == USER:
        await leaving.shut_login(db, closure.user_id)
    else:
        await leaving.shut_organisation(db)
    await store_closing.set_state(db, closure.id, "running", None)
    await store.finish_step(db, closure.id, "fence", {}, clock.now())
    await audit.record(db, MACHINE, f"{closure.kind}.closed", closure.kind, closure.id)


async def _shred(db: Db, closure: Closure) -> dict[str, Any]:
    if closure.kind == USER:
        whose = (ids.PLATFORM, keyring.USER, closure.user_id)
        await db.keyring.shred(*whose, clock.now())
    else:
        whose = (db.organisation_id, keyring.ORGANISATION, db.organisation_id)
        await db.keyring.shred_organisation(db.organisation_id)
    commitments = await db.keyring.destroyed(*whose)
    return {"keys": len(commitments), "commitments": commitments}


async def _sweep(db: Db, kind: str) -> bool:
    """One batch of one table; False if nothing is left."""
    for table in store_closing.swept(HOOKS.metadata, kind):
        if await store_closing.sweep(db, table, kind):
            return True
    return False


async def _certify(db: Db, closure: Closure, done: dict[str, Any]) -> None:
    now = clock.now()
    body = {
        "receipt": FORM,
        "state": "done",
        "what": closure.kind,
        "request": str(closure.id),
        "asked_at": closure.asked_at.isoformat(),
        "finished_at": now.isoformat(),
        "policy": ["P7.3"],
        "steps": {"shred": done["shred"], "swept": _swept_tables(closure.kind)},
        "kept": await _kept(db, closure),
        "processors": [
            {
                "name": one.name, "call": "expiry", "state": "expires",
                "at": (now + timedelta(days=one.erase_days)).isoformat(),
            }
            for one in await register.processors(db)
        ],
    }  # fmt: skip
    await receipts.sign(db, closure.id, body)
    await store_closing.set_state(db, closure.id, "done", now)


def _swept_tables(kind: str) -> list[str]:
    return sorted(table.name for table in store_closing.swept(HOOKS.metadata, kind))


async def _kept(db: Db, closure: Closure) -> Sequence[dict[str, Any]]:
    """What stays, table by table: it names nobody, since what was sealed in it went with the key."""
    found = []
    for table in store_closing.staying(HOOKS.metadata, closure.kind):
        rows = await store_closing.count(db, table, closure.kind)
        if rows:
            found.append(
                {"what": table.name, "rows": rows, "until": KEEPS[Keep(table.info["keep"])]}
            )
    return found


async def replay(database: Database) -> int:
    """Sweep logins and businesses that were erased after the copy was made that these data are.

    Their keys are gone, so that nothing of them can be read; the rows and the ways in follow here,
    before a port opens. Returns how many there were.
    """
    count = 0
    for kind, keys in ((USER, keyring.USER), (ORGANISATION, keyring.ORGANISATION)):
        for _, owner in await database.keyring.erased(keys):
            count += await sweep(database, kind, owner)
    return count


async def sweep(database: Database, kind: str, owner: UUID) -> bool:
    """Shut and sweep a login or a business whose keys are gone; False if nothing of it is there."""
    where = (ids.PLATFORM, owner) if kind == USER else (owner, ids.NIL)
    async with database.organisation(*where) as db:
        if not await leaving.is_there(db, kind == USER):
            return False
        if kind == USER:
            await leaving.shut_login(db, owner)
        else:
            await leaving.shut_organisation(db)
    more = True
    while more:
        async with database.organisation(*where) as db:
            more = await _sweep(db, kind)
    return True
