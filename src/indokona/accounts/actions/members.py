"""Members of an organisation: who they are, what role they have, and that an owner stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.accounts import rules, store, store_leaving, store_members
from indokona.accounts.actions import logins
from indokona.accounts.errors import AlreadyMember
from indokona.accounts.events import MEMBERS_CHANGED
from indokona.kernel import audit, clock, directory, events, ids, keyring
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress import mail
from indokona.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Member:
    """A member as fellow members see them."""

    user_id: UUID
    name: str | None
    role: str
    created_at: datetime


async def is_member(db: Db, user_id: UUID) -> bool:
    """Whether a user is a member here."""
    return await store_members.role_of(db, user_id) is not None


async def every(db: Db) -> list[Member]:
    """All members with their names."""
    rows = await store_members.members(db)
    opener = await db.opener([row.name_sealed for row in rows])
    return [
        Member(
            row.user_id, opener.text(row.name_sealed, "membership.name", row.user_id), row.role,
            row.created_at,
        )
        for row in rows
    ]  # fmt: skip


async def write_to(
    db: Db, permission: str | None, kind: str, subject: str, text: str, but: UUID | None = None
) -> int:
    """Queue a mail to every member who may do something, or to all, but one; returns how many."""
    count = 0
    for row in await store_members.members(db):
        is_meant = permission is None or permission in rules.permissions(row.role)
        if not is_meant or row.user_id == but:
            continue
        await db.also_for(row.user_id)
        if email := await logins.email_of(db, row.user_id):
            await mail.send_later(db, kind, email, subject, text, row.user_id)
            count += 1
    return count


async def admit(db: Db, user_id: UUID, role: str, name: str | None) -> None:
    """Make a user a member, with the name that fellow members read; raises `AlreadyMember`."""
    sealed = await _sealed(db, user_id, name) if name else None
    if not await store.insert_membership(db, user_id, role, clock.now(), sealed):
        raise AlreadyMember
    await store_leaving.mark_used(db, user_id)


async def rename(db: Db, user_id: UUID, name: str) -> None:
    """Fellow members read another name."""
    await store_members.set_name(db, user_id, await _sealed(db, user_id, name))


async def _sealed(db: Db, user_id: UUID, name: str) -> bytes:
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    return sealer.seal(db.organisation_id, "membership.name", user_id, name)


async def change_role(db: Db, who: Caller, user_id: UUID, role: str) -> None:
    """Give a member another role, effective with their next request."""
    before = await _held(db, who, user_id)
    rules.check_gives(role, who.permissions)
    if before == role:
        return
    if before == "owner":
        rules.check_leaves_an_owner(await store_members.owners(db), user_id)
    await store_members.set_role(db, user_id, role)
    await events.publish(db, MEMBERS_CHANGED, [user_id])
    await audit.record(db, who.actor, "member.role_changed", "user", user_id, f"{before} to {role}")


async def remove(db: Db, who: Caller, user_id: UUID) -> None:
    """Remove a member; their sessions here are dead with the next request, other organisations' live."""
    before = await _held(db, who, user_id)
    if before == "owner":
        rules.check_leaves_an_owner(await store_members.owners(db), user_id)
    await events.publish(db, MEMBERS_CHANGED, [user_id])
    await audit.record(db, who.actor, "member.removed", "user", user_id, before)
    if await let_go(db, user_id):
        email = await logins.email_of(db, user_id)
        await mail.send_later(
            db, "login.alone", email, "Your INDOKONA login belongs to no business", _ALONE, user_id
        )


_ALONE = (
    f"You were removed from your only business. In {rules.ALONE_LIVES.days} days your login and everything about"
    " you is erased, unless you join one before. To have it gone sooner, write to us."
)


async def let_go(db: Db, user_id: UUID) -> bool:
    """A user is a member no more, their sessions here are dead; True if they belong nowhere now."""
    await db.also_for(user_id)
    await store.lock_user(db, user_id)  # two businesses that let go at once must see each other
    await store_members.delete(db, user_id)
    for key in await store.delete_sessions(db, user_id, only_here=True):
        await directory.leave(db, directory.SESSION, key)
    return await store_leaving.mark_unused(db, user_id, clock.now())


async def _held(db: Db, who: Caller, user_id: UUID) -> str:
    """A member's role, under the lock that orders changes of members.

    Who was removed or demoted while waiting for the lock acts no more: their rights are read again.
    """
    await store_members.lock(db)
    if who.user_id != ids.NIL:
        own = await store_members.role_of(db, who.user_id)
        if own is None or not who.permissions <= rules.permissions(own):
            raise NotAllowed
    role = await store_members.role_of(db, user_id)
    if role is None:
        raise NotFound
    rules.check_gives(role, who.permissions)
    return role


async def has_row(database: Database, user_id: UUID) -> bool:
    """Whether this user exists: asked of owners of keys, which are made before the row."""
    async with database.user(user_id) as db:
        return await store.user(db, user_id) is not None
