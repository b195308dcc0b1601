"""Invitations: made and withdrawn by members, accepted by whoever holds the mailed token.

A token is 256 random bits, kept as a hash, good for 72 hours and for one acceptance, and bound to
the e-mail it was sent to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from indokona.accounts import rules, store, store_members
from indokona.accounts.actions import logins, members, organisation
from indokona.accounts.errors import AlreadyMember, InvitationRefused
from indokona.accounts.store_members import InvitationRow
from indokona.kernel import audit, clock, directory, ids, keyring, rates
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress import mail
from indokona.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has accepted."""

    id: UUID
    organisation_id: UUID
    email: str
    role: str
    invited_by: UUID
    ends_at: datetime


async def invite(
    database: Database, who: Caller, email: str, role: str, public_url: str
) -> Invitation:
    """Invite a person by e-mail; nobody gives a role that may do more than they may."""
    email, organisation_id = rules.clean_email(email), who.organisation_id
    rules.check_gives(role, who.permissions)
    found = await logins.find(database, email)
    await rates.spend(database, "invitations", organisation_id.hex, most=100, per=timedelta(days=1))
    async with database.organisation(organisation_id) as db:
        if found is not None and await members.is_member(db, found.subject_id):
            raise AlreadyMember
        token, row = rules.new_token("in_"), await _row(db, who, email, role)
        key = directory.token_key(token)
        await store_members.insert_invitation(db, row, key)
        await directory.enter(db, directory.INVITATION, key, row.id, row.id)
        await _write_to(db, email, f"{public_url}/invitation#{token}")
        await audit.record(db, who.actor, "member.invited", "invitation", row.id, role)
    return Invitation(row.id, organisation_id, email, role, row.invited_by, row.ends_at)


async def _row(db: Db, who: Caller, email: str, role: str) -> InvitationRow:
    row_id = ids.new()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    sealed = sealer.seal(db.organisation_id, "invitation.email", row_id, email)
    ends = clock.now() + rules.INVITATION_LIVES
    return InvitationRow(row_id, sealed, role, who.actor.id, ends, None)


async def _write_to(db: Db, email: str, link: str) -> None:
    """The business's name stands in one line of the text, never in a header of the mail."""
    name = " ".join((await organisation.show(db)).name.split())
    text = (
        f"You are invited to work for “{name}” on INDOKONA.\n\n{link}\n\n"
        "The link is good for 72 hours and for one person. If you did not expect it, do nothing."
    )
    await mail.send_later(db, "invitation", email, "You are invited to INDOKONA", text)


async def every(db: Db) -> list[Invitation]:
    """The organisation's invitations that nobody has accepted, newest first."""
    rows = await store_members.invitations(db)
    opener = await db.opener([row.email_sealed for row in rows])
    return [
        Invitation(
            row.id, db.organisation_id,
            opener.text(row.email_sealed, "invitation.email", row.id) or "",
            row.role, row.invited_by, row.ends_at,
        )
        for row in rows
    ]  # fmt: skip


async def withdraw(db: Db, who: Caller, invitation_id: UUID) -> None:
    """Withdraw an invitation; its link is dead at once."""
    key = await store_members.delete_invitation(db, invitation_id)
    if key is None:
        raise NotFound
    await directory.leave(db, directory.INVITATION, key)
    await audit.record(db, who.actor, "invitation.withdrawn", "invitation", invitation_id)


async def find(database: Database, token: str) -> Invitation:
    """What a token invites to; raises `InvitationRefused`, whatever is wrong with it."""
    found = await directory.behind(database, directory.INVITATION, token)
    if found is None:
        raise InvitationRefused
    async with database.organisation(found.organisation_id) as db:
        row = await store_members.open_invitation(db, found.subject_id, clock.now())
        if row is None:
            raise InvitationRefused
        opener = await db.opener([row.email_sealed])
    email = opener.text(row.email_sealed, "invitation.email", row.id) or ""
    return Invitation(row.id, found.organisation_id, email, row.role, row.invited_by, row.ends_at)


async def join(database: Database, user_id: UUID, token: str) -> UUID:
    """An existing login accepts; the invitation must be addressed to its e-mail. Returns where."""
    invitation = await find(database, token)
    async with database.organisation(invitation.organisation_id, user_id) as db:
        await take(db, invitation, user_id)
    return invitation.organisation_id


async def take(db: Db, invitation: Invitation, user_id: UUID) -> None:
    """Use the invitation up and admit the user, in the organisation's own transaction."""
    await store.lock_user(db, user_id)
    user = await store.user(db, user_id)
    if user is None or user.state != "active":
        raise InvitationRefused
    opener = await db.keyring.opener(ids.PLATFORM, [user.name_sealed, user.email_sealed])
    if opener.text(user.email_sealed, "user.email", user_id) != invitation.email:
        raise InvitationRefused
    key = await store_members.use_invitation(db, invitation.id, clock.now())
    if key is None:
        raise InvitationRefused
    await members.admit(
        db, user_id, invitation.role, opener.text(user.name_sealed, "user.name", user_id)
    )
    await directory.leave(db, directory.INVITATION, key)
    who = Actor("user", user_id)
    await audit.record(db, who, "invitation.accepted", "invitation", invitation.id, invitation.role)
