"""Alarms: a decoy was touched, one member opened very many chats, the record got shorter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from indokona.accounts.actions import members
from indokona.contacts.actions import show as contacts
from indokona.kernel import audit, clock, closing, events, ids
from indokona.kernel.audit import Actor
from indokona.kernel.closing import Act, Watch
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound
from indokona.messaging.actions import recipients
from indokona.privacy import acts, store_alarms, store_audit
from indokona.privacy.events import ALARM
from indokona.privacy.store_alarms import Alarm

HONEY, MANY, BEHIND = "honey", "many_chats", "behind"
#: A processor was told of an erasure again and again, and never acknowledged.
UNTOLD = "untold"
#: Something was queued for a decoy: the message is the record of it, not a row of the audit.
SENT = "message.queued"
#: What only owners may do: the mail goes to whoever may.
OWNERS = "owners.write"
DAY = timedelta(days=1)
#: How far back sends are looked at; a look comes twice a minute.
BACK = timedelta(minutes=10)
#: What somebody does about a decoy without touching its data.
_ABOUT = ("honey.marked", "honey.unmarked")


def watcher(most_chats: int) -> Watch:
    """Looks at acts as they are closed; `most_chats` people a member may open within 24 hours."""

    async def watch(db: Db, closed: Sequence[Act]) -> None:
        await _decoys(db, closed)
        await _many(db, closed, most_chats)
        for act in closed:
            if act.act == closing.BEHIND:
                await raised(db, BEHIND, audit.MACHINE, act.act, db.organisation_id)

    return watch


async def _decoys(db: Db, closed: Sequence[Act]) -> None:
    decoys = await store_alarms.honey(db)
    for act in closed if decoys else ():
        if _is_touched(act, decoys) or await _is_taken_out(db, act, decoys):
            await raised(db, HONEY, Actor(act.actor_kind, act.actor_id), act.act, act.subject_id)


def _is_touched(act: Act, decoys: Mapping[UUID, datetime]) -> bool:
    """An act about a decoy, by somebody else than the person, since it is one."""
    since = decoys.get(act.subject_id)
    by_others = act.actor_kind != "person" and act.act not in _ABOUT
    return since is not None and by_others and ids.time_of(act.id) > since


async def _is_taken_out(db: Db, act: Act, decoys: Mapping[UUID, datetime]) -> bool:
    """A file of a campaign's recipients with a decoy among them."""
    if act.act != "campaign.exported":
        return False
    known = [one for one, since in decoys.items() if ids.time_of(act.id) > since]
    return await recipients.reached_among(db, act.subject_id, known) > 0


async def _many(db: Db, closed: Sequence[Act], most: int) -> None:
    lookers = list({act.actor_id for act in closed if act.act in acts.OPENED})
    if not lookers:
        return
    since = clock.now() - DAY
    for kind, actor_id, count in await store_audit.opened_by(db, lookers, acts.OPENED, since, most):
        await raised(db, MANY, Actor(kind, actor_id), acts.OPENED[1], actor_id, count)


async def raised(db: Db, kind: str, who: Actor, act: str, subject_id: UUID, count: int = 1) -> None:
    """Raise an alarm, once a day for the same doer and the same subject."""
    now = clock.now()
    alarm = Alarm(
        ids.new(), kind, who.kind, who.id, act, subject_id, count, closing.day_of(now), now
    )
    if await store_alarms.insert(db, alarm):
        await events.publish(db, ALARM, [alarm.id])


async def look_for_sends(database: Database) -> int:
    """Raise an alarm for everything that was queued for a decoy since it is one."""
    async with database.platform("scout") as scout:
        watching = await store_alarms.watching(scout)
    for organisation_id in watching:
        async with database.organisation(organisation_id) as db:
            decoys = await store_alarms.honey(db)
            since = clock.now() - BACK
            for contact_id, kind, origin_id, at in await recipients.meant_since(
                db, list(decoys), since
            ):
                if at > decoys[contact_id]:
                    await raised(db, HONEY, Actor(kind, origin_id), SENT, contact_id)
    return 0


async def mail_due(database: Database, public_url: str) -> int:
    """Tell owners by mail of new alarms, at most once a day; returns how many organisations were told."""
    async with database.platform("scout") as scout:
        waiting = await store_alarms.unmailed(scout)
    told = 0
    for organisation_id in waiting:
        async with database.organisation(organisation_id) as db:
            count = await store_alarms.take_for_mail(db, clock.now(), DAY)
            if count:
                text = (
                    f"{count} thing{'s' * (count > 1)} happened in your organisation that you should look at:"
                    f" {public_url}/privacy/audit\n\nFor at least a day no further mail will be sent about this."
                )
                title = "INDOKONA: please look"
                told += bool(await members.write_to(db, OWNERS, "alarm", title, text))
    return told


async def every(db: Db, *, unseen: bool) -> list[Alarm]:
    """Alarms, newest first."""
    return await store_alarms.every(db, unseen=unseen, limit=200)


async def see(db: Db, who: Caller, alarm_id: UUID) -> None:
    """Put an alarm aside."""
    if not await store_alarms.see(db, alarm_id, who.user_id, clock.now()):
        raise NotFound
    await audit.record(db, who.actor, "alarm.seen", "alarm", alarm_id)
    await events.publish(db, ALARM, [alarm_id])


async def is_honey(db: Db, contact_id: UUID) -> bool:
    """Whether a contact is a decoy."""
    return contact_id in await store_alarms.honey(db)


async def mark(db: Db, who: Caller, contact_id: UUID, *, on: bool) -> None:
    """Make a contact a decoy, or an ordinary one again."""
    await contacts.one(db, contact_id)
    if on:
        changed = await store_alarms.mark(db, contact_id, who.user_id, clock.now())
    else:
        changed = await store_alarms.unmark(db, contact_id)
    if changed:
        act = "honey.marked" if on else "honey.unmarked"
        await audit.record(db, who.actor, act, "contact", contact_id)
