"""What leaves with a login or a business: nobody gets in any more, before anything is destroyed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from indokona.accounts import rules, store, store_leaving, store_members
from indokona.accounts.actions import logins, members, organisation, sign_in
from indokona.accounts.actions.organisation import memberships
from indokona.kernel import clock, directory, ids
from indokona.kernel.database import Database, Db


async def check_may_leave(database: Database, user_id: UUID) -> None:
    """Raise `LastOwner` if an organisation would be left without an owner."""
    for one in await memberships(database, user_id):
        if one.role == "owner":
            async with database.organisation(one.organisation_id, user_id) as db:
                rules.check_leaves_an_owner(await store_members.owners(db), user_id)


async def may_leave(db: Db, user_id: UUID) -> bool:
    """Whether this organisation still has an owner without a user; its memberships are held meanwhile."""
    owners = await store_members.owners(db, lock=True)
    return user_id not in owners or len(owners) > 1


async def is_there(db: Db, is_user: bool) -> bool:
    """Whether the user, or else the organisation, of this unit of work has a row."""
    if is_user:
        return await store.user(db, db.user_id) is not None
    return await store.organisation(db) is not None


async def shut_login(db: Db, user_id: UUID) -> None:
    """End every session and take the login out of the directory, while its e-mail can still be read."""
    await db.also_for(user_id)
    await store.lock_user(db, user_id)
    await sign_in.forget_keys(db, await store.delete_sessions(db, user_id))
    email = await logins.email_of(db, user_id)
    if email:
        index = (await db.keyring.indexes(ids.PLATFORM)).lookup("email", email)
        await directory.leave(db, directory.LOGIN, index)
    await store_leaving.close_login(db, user_id)


async def nobodys(database: Database, most: int) -> list[UUID]:
    """Logins that nobody can use: never confirmed within a day, or for 30 days of no organisation."""
    async with database.platform("scout") as scout:
        return await store_leaving.nobodys(scout, *_before(), most)


async def shut_nobodys(db: Db, user_id: UUID) -> bool:
    """Shut a login out if it still is one; False for one that was confirmed or taken in meanwhile."""
    await db.also_for(user_id)
    await store.lock_user(db, user_id)
    if not await store_leaving.nobodys(db, *_before(), 1, user_id):
        return False
    await shut_login(db, user_id)
    return True


def _before() -> tuple[datetime, datetime]:
    now = clock.now()
    return now - rules.UNCONFIRMED_LIVES, now - rules.ALONE_LIVES


async def count_anew(database: Database) -> None:
    """The times of logins that nobody uses begin now: of what happened to them since these data were
    copied, nothing is known."""
    async with database.platform("scout") as scout:
        unused = await store_leaving.unused(scout)
    for user_id in unused:
        async with database.user(user_id) as db:
            await store_leaving.count_anew(db, user_id, clock.now())


async def unconfirmed_places(database: Database, user_id: UUID) -> list[UUID]:
    """The organisations that a login began and never confirmed: they leave with it."""
    async with database.user(user_id) as db:
        places = await store_members.memberships(db, user_id)
    found = []
    for organisation_id, _ in places:
        async with database.organisation(organisation_id, user_id) as db:
            if (await organisation.show(db)).state == "pending":
                found.append(organisation_id)
    return found


async def close_unconfirmed(db: Db) -> None:
    """The organisation of this unit of work ends, if nobody confirmed it: from now on nobody can."""
    await store_leaving.close_unconfirmed(db)


async def closed_organisations(database: Database) -> list[UUID]:
    """Organisations that left, and of which something is still there."""
    async with database.platform("scout") as scout:
        return await store_leaving.closed_organisations(scout)


async def shut_organisation(db: Db) -> None:
    """Take out every member, invitation and key of an organisation, and what others find it by."""
    for row in await store_members.members(db):
        await members.let_go(db, row.user_id)
    await db.also_for(ids.NIL)
    for key in await store.keys(db):
        await store.revoke_key(db, key.id, clock.now())
    await store.set_organisation_state(db, "closed")
    await directory.leave_all(db)
