"""Reading the audit: by who answers for people's data, as a file, and for the person it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from indokona.accounts.actions import members, organisation
from indokona.contacts.actions import show as contacts
from indokona.kernel import chain_check, closing
from indokona.kernel.chain_check import Signed
from indokona.kernel.database import Database, Db
from indokona.kernel.egress import disclosing
from indokona.kernel.egress.disclosing import MESSAGE
from indokona.kernel.spreadsheet import line
from indokona.messaging.actions import recipients
from indokona.privacy import acts, store_audit
from indokona.privacy.store_alarms import Alarm
from indokona.privacy.store_audit import Asked, AuditRow

PAGE = 1000
HEADER = ["at", "who", "who_kind", "act", "words", "about", "about_id", "reason"]


@dataclass(frozen=True, slots=True)
class ActView:
    """An act with the names that members know; None for who left, or was erased."""

    row: AuditRow
    actor_name: str | None
    subject_name: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody of the organisation saw a person's data."""

    id: UUID
    at: datetime
    act: str
    actor_kind: str
    actor_id: UUID
    name: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the record is closed, and its newest signed heads."""

    segments: int
    closed_at: datetime | None
    heads: list[Signed]


async def span(db: Db, day: date) -> tuple[datetime, datetime]:
    """A day by the organisation's clock, as two moments."""
    zone = ZoneInfo((await organisation.show(db)).zone)
    begin = datetime.combine(day, time(), zone)
    return begin, datetime.combine(day + timedelta(days=1), time(), zone)


async def names(db: Db, alarms: Sequence[Alarm]) -> dict[UUID, str | None]:
    """The names of who some alarms are of and about."""
    users = {one.user_id: one.name for one in await members.every(db)}
    return users | await contacts.names(db, [one.subject_id for one in alarms])


async def page(db: Db, asked: Asked, after: UUID | None, limit: int) -> list[ActView]:
    """A page of acts, newest first."""
    rows = await store_audit.page(db, asked, after, limit)
    users = {one.user_id: one.name for one in await members.every(db)}
    people = await contacts.names(
        db, list({row.subject_id for row in rows if row.subject_kind == "contact"})
    )
    named = users | people
    return [ActView(row, users.get(row.actor_id), named.get(row.subject_id)) for row in rows]


async def exported(
    database: Database, organisation_id: UUID, asked: Asked, language: str
) -> AsyncIterator[bytes]:
    """Acts as CSV, formulas escaped, page by page; each has a transaction of its own."""
    yield ("\ufeff" + line(HEADER)).encode()
    after: UUID | None = None
    while True:
        async with database.organisation(organisation_id) as db:
            views = await page(db, asked, after, PAGE)
        if not views:
            return
        after = views[-1].row.id
        yield "".join(_line(view, language) for view in views).encode()


def _line(view: ActView, language: str) -> str:
    row = view.row
    return line(
        [
            row.at.isoformat(), view.actor_name or str(row.actor_id), row.actor_kind, row.act,
            acts.words(row.act, language), row.subject_kind, str(row.subject_id), row.reason or "",
        ]
    )  # fmt: skip


async def seen(db: Db, contact_id: UUID, limit: int = 200, after: UUID | None = None) -> list[Seen]:
    """Who of the organisation saw a person's data, newest first; a page from `after` on."""
    rows = await store_audit.page(db, Asked(acts.SEEN, subject_id=contact_id), after, limit)
    known = {one.user_id: one for one in await members.every(db)}
    return [
        Seen(
            row.id, row.at, row.act, row.actor_kind, row.actor_id,
            known[row.actor_id].name if row.actor_id in known else None,
            known[row.actor_id].role if row.actor_id in known else None,
        )
        for row in rows
    ]  # fmt: skip


def for_the_person(views: Sequence[Seen], numbers: dict[UUID, int]) -> list[dict[str, object]]:
    """The same for the person themselves: roles instead of names, numbered so that two can be told apart.

    `numbers` holds who has which, and goes on from page to page.
    """
    told = list[dict[str, object]]()
    for view in views:
        number = numbers.setdefault(view.actor_id, len(numbers) + 1)
        who = view.role or ("former member" if view.actor_kind == "user" else view.actor_kind)
        told.append({"at": view.at, "act": view.act, "role": who, "member": number})
    return told


async def disclosed(db: Db, contact_id: UUID) -> list[dict[str, object]]:
    """To whom a person's data went: messages by purpose, all else one by one."""
    told: list[dict[str, object]] = [
        {"recipient": "Meta", "purpose": f"deliver {purpose} messages", "categories": list(MESSAGE),
         "first": first, "last": last, "times": times}
        for purpose, first, last, times in await recipients.disclosed(db, contact_id)
    ]  # fmt: skip
    for one in await disclosing.of(db, [contact_id]):
        told.append(
            {"recipient": one.processor, "purpose": one.purpose, "categories": one.categories, "first": one.at,
             "last": one.at, "times": 1}
        )  # fmt: skip
    return told


async def standing(db: Db) -> Standing:
    """How far the record is closed."""
    last = await closing.newest(db)
    heads = await chain_check.signed_heads(db, 30)
    return Standing(last.no if last else 0, last.closed_at if last else None, heads)
