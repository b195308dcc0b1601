"""Mail out: claimed, sent, recorded. The text waits sealed until its turn."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit
from uuid import UUID

import certifi

from indokona.kernel import clock, ids, keyring, log
from indokona.kernel.database import Database, Db
from indokona.kernel.datamap import Category
from indokona.kernel.egress import disclosing
from indokona.kernel.egress.disclosing import About, Carried
from indokona.kernel.egress.register import Register
from indokona.kernel.errors import Refusal
from indokona.kernel.settings import Settings

LOG = log.get("mail")
MOST_TRIES = 8


async def send_later(
    db: Db, kind: str, to: str, subject: str, text: str, user_id: UUID | None = None
) -> None:
    """Queue one mail in this transaction; sealed under the organisation's key until it is sent."""
    mail_id = ids.new()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    await db.run(
        "insert into mail_out (organisation_id, id, kind, user_id, to_sealed, text_sealed, due_at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id,
            mail_id,
            kind,
            user_id,
            sealer.seal(db.organisation_id, "mail.to", mail_id, to),
            sealer.seal(db.organisation_id, "mail.text", mail_id, f"{subject}\n{text}"),
            clock.now(),
        ),
    )


async def send_due(database: Database, settings: Settings) -> int:
    """Send what is due, each claimed first; a mail whose sending was cut off is tried again."""
    now = clock.now()
    async with database.glance() as scout:
        due = await scout.rows(
            "select organisation_id, id from mail_out where sent_at is null and failed is null"
            " and due_at <= %s and (claimed_at is null or claimed_at < %s) limit 20",
            (now, now - timedelta(minutes=2)),
        )
    for organisation_id, mail_id in due:
        await _send_one(database, settings, organisation_id, mail_id)
    return len(due)


async def _send_one(
    database: Database, settings: Settings, organisation_id: UUID, mail_id: UUID
) -> None:
    async with database.organisation(organisation_id) as db:
        rows = await db.rows(
            "update mail_out set claimed_at = %s, tries = tries + 1 where organisation_id = %s and id = %s"
            " and sent_at is null and (claimed_at is null or claimed_at < %s)"
            " returning to_sealed, text_sealed, tries, user_id, kind",
            (clock.now(), organisation_id, mail_id, clock.now() - timedelta(minutes=2)),
        )
        if not rows:
            return
        opener = await db.opener(rows[0][:2])
    to = opener.raw(rows[0][0], "mail.to", mail_id).decode()
    subject, _, text = opener.raw(rows[0][1], "mail.text", mail_id).decode().partition("\n")
    try:
        await _disclose(database, settings, organisation_id, rows[0][3], rows[0][4])
        await asyncio.to_thread(_transmit, settings, to, subject, text)
    except (OSError, smtplib.SMTPException, Refusal) as error:
        LOG.warning("not sent", error=type(error).__name__, attempt=rows[0][2])
        await _put_back(database, organisation_id, mail_id, rows[0][2])
        return
    async with database.organisation(organisation_id) as db:
        # What was sent is forgotten at once; the row stays as the record that it was.
        await db.run(
            "update mail_out set sent_at = %s, to_sealed = ''::bytea, text_sealed = ''::bytea"
            " where organisation_id = %s and id = %s",
            (clock.now(), organisation_id, mail_id),
        )


async def _put_back(database: Database, organisation_id: UUID, mail_id: UUID, tries: int) -> None:
    """It is tried again later; in the end it is given up, and its words and address are forgotten."""
    due_at = clock.now() + timedelta(seconds=min(5 * 4**tries, 3600))
    async with database.organisation(organisation_id) as db:
        if tries < MOST_TRIES:
            await db.run(
                "update mail_out set claimed_at = null, due_at = %s where organisation_id = %s and id = %s",
                (due_at, organisation_id, mail_id),
            )
        else:
            await db.run(
                "update mail_out set failed = 'gave up', to_sealed = ''::bytea, text_sealed = ''::bytea"
                " where organisation_id = %s and id = %s",
                (organisation_id, mail_id),
            )


async def _disclose(
    database: Database, settings: Settings, organisation_id: UUID, user_id: UUID | None, kind: str
) -> None:
    """The mail server is a processor like others: it may have to have ended, and what it gets is on record."""
    if settings.smtp_url is None:
        return
    about = About(organisation_id, "user", user_id or ids.NIL)
    carried = Carried(f"deliver the mail {kind}", (Category.profile,), about)
    url = settings.smtp_url.get_secret_value()
    await disclosing.tell(Register(database), url, carried)


def _transmit(settings: Settings, to: str, subject: str, text: str) -> None:
    if settings.smtp_url is None:
        raise OSError("no mail server: set INDOKONA_SMTP_URL")
    at = urlsplit(settings.smtp_url.get_secret_value())
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message.set_content(text)
    with smtplib.SMTP(at.hostname or "127.0.0.1", at.port or 587, timeout=15) as server:
        if at.hostname not in ("127.0.0.1", "localhost", "::1"):
            trusted = ssl.create_default_context(cafile=settings.ca_file or certifi.where())
            server.starttls(context=trusted)
        if at.username:
            server.login(unquote(at.username), unquote(at.password or ""))
        server.send_message(message)
