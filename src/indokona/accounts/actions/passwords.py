"""Passwords: changed by who knows the old one, reset by who reads the mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from indokona.accounts import rules, store, store_codes
from indokona.accounts.actions import codes, logins, security_log, sign_in
from indokona.accounts.errors import WrongCode, WrongPassword
from indokona.accounts.events import PASSWORD_RESET_ASKED
from indokona.accounts.facts import Client
from indokona.accounts.store_codes import CodeRow
from indokona.kernel import audit, clock, events, ids, rates
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress import mail
from indokona.kernel.events import Event

RESET = "reset"
CHANGED, RESET_DONE = "password.changed", "password.reset"


async def change(database: Database, who: Caller, old: str, new: str, client: Client) -> None:
    """Another password; every other session of this person ends, wherever it is."""
    await check(database, who.user_id, old)
    rules.check_password(new)
    password_hash = await logins.hashed(new)
    async with database.organisation(who.organisation_id, who.user_id) as db:
        await _replace(db, who.user_id, password_hash, CHANGED, client)
        await end_sessions(db, who.user_id, but=who.session_id)


async def check(database: Database, user_id: UUID, password: str) -> None:
    """Raise `WrongPassword` unless it is this person's; ten tries in fifteen minutes."""
    await rates.spend(database, "password", user_id.hex, most=10, per=timedelta(minutes=15))
    async with database.user(user_id) as db:
        user = await store.user(db, user_id)
    if not await logins.matches(user.password_hash if user else None, password):
        raise WrongPassword


async def ask_reset(database: Database, email: str, client: Client) -> None:
    """Ask for a mail with a link. Known and unknown e-mails do the same work here: an event each.

    The event of an unknown e-mail names nobody, and its reader finds nothing to do.
    """
    email = rules.clean_email(email)
    await rates.spend(database, "reset.ip", client.ip, most=30, per=timedelta(hours=1))
    await rates.spend(database, "reset.email", email, most=5, per=timedelta(hours=1))
    found = await logins.find(database, email)
    async with database.organisation(ids.PLATFORM) as db:
        subject_id = found.subject_id if found else ids.new()
        await events.publish(db, PASSWORD_RESET_ASKED, [subject_id])


async def on_reset_asked(db: Db, asked: Sequence[Event]) -> None:
    """The reader of the event: the link goes out, older links are void."""
    for event in asked:
        await _send_link(db, event.subject_id)


async def _send_link(db: Db, user_id: UUID) -> None:
    await db.also_for(user_id)
    await store.lock_user(
        db, user_id
    )  # else a link could leave for an e-mail that is changed just now
    user = await store.user(db, user_id)
    if user is None or user.state != "active":
        return
    opener = await db.keyring.opener(ids.PLATFORM, [user.email_sealed])
    email = opener.text(user.email_sealed, "user.email", user_id) or ""
    token, row_id = rules.new_token(f"rs_{user_id.hex}_"), ids.new()
    await store_codes.void(db, user_id, RESET, clock.now())
    row = CodeRow(
        row_id,
        user_id,
        RESET,
        rules.hash_of(token),
        b"",
        b"",
        0,
        clock.now() + rules.CODE_LIVES,
        None,
    )
    await store_codes.insert(db, row, rules.hash_of(token))
    text = (
        f"Someone asked for a new password of your INDOKONA login. If it was you, use this within ten"
        f" minutes, on the page that asks for it:\n\n{token}\n\nIf not, do nothing: your password stays."
    )
    await mail.send_later(db, "password.reset", email, "Your INDOKONA password", text, user_id)


async def reset(database: Database, token: str, new: str, client: Client) -> None:
    """The mailed token, once, gives a new password and ends all sessions."""
    await rates.spend(database, "reset.use", client.ip, most=60, per=timedelta(hours=1))
    rules.check_password(new)
    user_id = codes.user_of(token)
    password_hash = await logins.hashed(new)
    async with database.organisation(ids.PLATFORM, user_id) as db:
        now = clock.now()
        if not await store_codes.take(db, user_id, rules.hash_of(token), RESET, now):
            raise WrongCode
        await _replace(db, user_id, password_hash, RESET_DONE, client)
        await end_sessions(db, user_id, but=None)


async def _replace(db: Db, user_id: UUID, password_hash: str, act: str, client: Client) -> None:
    await store.set_password(db, user_id, password_hash)
    await store_codes.void(db, user_id, RESET, clock.now())
    await security_log.record(db, user_id, act, client)
    await audit.record(db, Actor("user", user_id), act, "user", user_id)
    user = await store.user(db, user_id)
    assert user is not None
    opener = await db.keyring.opener(ids.PLATFORM, [user.email_sealed])
    email = opener.text(user.email_sealed, "user.email", user_id) or ""
    text = "Your password was changed just now. If it was not you, reset it at once and tell us."
    await mail.send_later(db, act, email, "Your INDOKONA password was changed", text, user_id)


async def end_sessions(db: Db, user_id: UUID, but: UUID | None) -> None:
    """Every session of theirs is dead, but one."""
    await sign_in.forget_keys(db, await store.delete_sessions(db, user_id, but=but))
