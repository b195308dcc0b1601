"""SQL of memberships and invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.kernel.database import Db


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, with the name as fellow members may read it."""

    user_id: UUID
    role: str
    created_at: datetime
    name_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation."""

    id: UUID
    email_sealed: bytes
    role: str
    invited_by: UUID
    ends_at: datetime
    used_at: datetime | None


async def members(db: Db) -> list[MemberRow]:
    """The members of the organisation."""
    return await db.all(
        "select user_id, role, created_at, name_sealed from membership where organisation_id = %s"
        " order by created_at, user_id",
        (db.organisation_id,),
        into=MemberRow,
    )


async def role_of(db: Db, user_id: UUID) -> str | None:
    """A member's role; None if the user is no member here."""
    found: str | None = await db.value(
        "select role from membership where organisation_id = %s and user_id = %s",
        (db.organisation_id, user_id),
    )
    return found


async def lock(db: Db) -> None:
    """One change of members at a time, so that what is counted next stays true until the commit."""
    await db.run(
        "select 1 from organisation where organisation_id = %s for update", (db.organisation_id,)
    )


async def owners(db: Db, *, lock: bool = False) -> list[UUID]:
    """The owners; with `lock` they stay so until this transaction ends."""
    rows = await db.rows(
        "select user_id from membership where organisation_id = %s and role = 'owner'"
        f" order by user_id{' for update' if lock else ''}",
        (db.organisation_id,),
    )
    return [row[0] for row in rows]


async def set_role(db: Db, user_id: UUID, role: str) -> None:
    """Another role for a member."""
    await db.run(
        "update membership set role = %s where organisation_id = %s and user_id = %s",
        (role, db.organisation_id, user_id),
    )


async def set_name(db: Db, user_id: UUID, name_sealed: bytes) -> None:
    """Another name, as fellow members read it."""
    await db.run(
        "update membership set name_sealed = %s where organisation_id = %s and user_id = %s",
        (name_sealed, db.organisation_id, user_id),
    )


async def delete(db: Db, user_id: UUID) -> None:
    """A user is a member no more."""
    await db.run(
        "delete from membership where organisation_id = %s and user_id = %s",
        (db.organisation_id, user_id),
    )


async def memberships(db: Db, user_id: UUID) -> list[tuple[UUID, str]]:
    """A user's organisations with the role in each, oldest first."""
    rows = await db.rows(
        "select organisation_id, role from membership where user_id = %s order by created_at, organisation_id",
        (user_id,),
    )
    return [(row[0], str(row[1])) for row in rows]


async def insert_invitation(db: Db, row: InvitationRow, token_hash: bytes) -> None:
    """A new invitation."""
    await db.run(
        "insert into invitation (organisation_id, id, email_sealed, role, token_hash, invited_by, ends_at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, row.id, row.email_sealed, row.role, token_hash, row.invited_by,
            row.ends_at,
        ),
    )  # fmt: skip


async def invitations(db: Db) -> list[InvitationRow]:
    """Invitations that nobody has accepted, newest first."""
    return await db.all(
        "select id, email_sealed, role, invited_by, ends_at, used_at from invitation"
        " where organisation_id = %s and used_at is null order by id desc",
        (db.organisation_id,),
        into=InvitationRow,
    )


async def open_invitation(db: Db, invitation_id: UUID, now: datetime) -> InvitationRow | None:
    """An invitation that can still be accepted."""
    return await db.maybe(
        "select id, email_sealed, role, invited_by, ends_at, used_at from invitation"
        " where organisation_id = %s and id = %s and used_at is null and ends_at > %s",
        (db.organisation_id, invitation_id, now),
        into=InvitationRow,
    )


async def use_invitation(db: Db, invitation_id: UUID, now: datetime) -> bytes | None:
    """Accept an invitation, once; returns its key in the directory."""
    found: bytes | None = await db.value(
        "update invitation set used_at = %s where organisation_id = %s and id = %s and used_at is null"
        " returning token_hash",
        (now, db.organisation_id, invitation_id),
    )
    return found


async def delete_invitation(db: Db, invitation_id: UUID) -> bytes | None:
    """Withdraw an invitation that nobody has accepted; returns its key in the directory."""
    found: bytes | None = await db.value(
        "delete from invitation where organisation_id = %s and id = %s and used_at is null"
        " returning token_hash",
        (db.organisation_id, invitation_id),
    )
    return found
