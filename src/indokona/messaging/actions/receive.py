"""Receiving: each inbound message once, stored sealed; STOP and START act in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from indokona.contacts.actions import identify, upsert
from indokona.contacts.actions.identities import change
from indokona.contacts.facts import Change, Person
from indokona.kernel import clock, events, ids, keyring
from indokona.kernel.database import Db
from indokona.messaging import events as names
from indokona.messaging import store, store_dispatch, store_media, store_thread
from indokona.messaging.actions import listen
from indokona.messaging.arrivals import Arrival
from indokona.messaging.rules import WINDOW
from indokona.numbers.facts import Number
from indokona.whatsapp.inbound import InboundMessage, MessagesValue, Profile


async def receive(db: Db, number: Number, value: MessagesValue) -> int:
    """Store the new messages of a change and act on their words; returns how many were new."""
    fresh = await _fresh(db, number, value.messages)
    if not fresh:
        return 0
    news = {one: message for one, message in fresh.items() if _is_change(message)}
    await _keep(db, number, await _changed(db, number, news))
    said = {one: message for one, message in fresh.items() if one not in news}
    arrivals = await _known(db, number, said, _profiles(value))
    await _keep(db, number, arrivals)
    await store.open_windows(db, _windows(number, arrivals))
    await identify.active(db, list({a.contact_id for a in arrivals}), clock.now())
    await events.publish(db, names.RECEIVED, [a.id for a in arrivals])
    await listen.listen(db, number, arrivals)
    return len(arrivals)


async def _fresh(
    db: Db, number: Number, messages: Sequence[InboundMessage]
) -> dict[UUID, InboundMessage]:
    """The messages that were not received before, each with a new id."""
    indexes = await db.indexes()
    keyed = {
        indexes.wamid(number.id, m.id): m
        for m in messages
        if m.from_ or m.from_user_id or _is_change(m)
    }
    new_ids = dict(zip(keyed, ids.new_many(len(keyed)), strict=True))
    seen = await store_thread.first_seen(db, new_ids, clock.now())
    return {new_ids[index]: keyed[index] for index in keyed if index in seen}


def _is_change(message: InboundMessage) -> bool:
    return message.system is not None and message.system.is_change


async def _changed(db: Db, number: Number, news: Mapping[UUID, InboundMessage]) -> list[Arrival]:
    """Numbers and user ids that changed: kept in the thread; they open no window."""
    found = []
    for message_id, message in news.items():
        contact_id = await change(db, _change(number, message))
        if contact_id is not None:
            found.append(Arrival(message_id, contact_id, message, _time(message)))
    return found


def _change(number: Number, message: InboundMessage) -> Change:
    system = message.system
    assert system is not None
    old_id = system.previous_user_id or (message.from_user_id if not system.user_id else None)
    return Change(
        number.portfolio_id, _e164(message.from_), old_id, _e164(system.wa_id), system.user_id,
        system.parent_user_id,
    )  # fmt: skip


def _e164(wa_id: str | None) -> str | None:
    return f"+{wa_id.lstrip('+')}" if wa_id else None


def _profiles(value: MessagesValue) -> dict[str, Profile]:
    return {
        key: contact.profile
        for contact in value.contacts
        for key in (contact.wa_id, contact.user_id)
        if key
    }


async def _known(
    db: Db, number: Number, fresh: Mapping[UUID, InboundMessage], profiles: Mapping[str, Profile]
) -> list[Arrival]:
    people = [_person(number, message, profiles) for message in fresh.values()]
    known = await upsert.upsert(db, people)
    return [
        Arrival(message_id, one.contact_id, message, _time(message))
        for (message_id, message), one in zip(fresh.items(), known, strict=True)
    ]


def _person(number: Number, message: InboundMessage, profiles: Mapping[str, Profile]) -> Person:
    shown = profiles.get(message.from_user_id or "") or profiles.get(message.from_ or "")
    return Person(
        _e164(message.from_), message.from_user_id, number.portfolio_id,
        parent_id=message.from_parent_user_id,
        username=shown.username if shown else None,
        profile=shown.name[:200] if shown and shown.name else None,
    )  # fmt: skip


def _time(message: InboundMessage) -> datetime:
    """Meta's time, never later than now: a clock ahead must not keep a window open."""
    now = clock.now()
    return min(datetime.fromtimestamp(message.timestamp, UTC), now) if message.timestamp else now


async def _keep(db: Db, number: Number, arrivals: Sequence[Arrival]) -> None:
    sealer = await db.sealer(keyring.CONTACT, {a.contact_id for a in arrivals})
    rows = []
    for one in arrivals:
        content = sealer.seal(
            one.contact_id, "message.content", one.id, msgspec.json.encode(_content(one))
        )
        wamid = sealer.seal(one.contact_id, "message.wamid", one.id, one.message.id)
        rows.append(
            (
                one.id, one.contact_id, number.id, "in", "service", one.message.type, None, "person",
                one.contact_id, None, 0, content, wamid, one.at,
            )
        )  # fmt: skip
    await store_dispatch.insert_messages(db, rows)
    files = [(a.id, a.contact_id, number.id, "waiting", a.at) for a in arrivals if a.message.media]
    await store_media.wait_for(db, files)


def _content(arrival: Arrival) -> dict[str, Any]:
    message = arrival.message
    content: dict[str, Any] = {"type": message.type, "text": message.words}
    if message.media:
        content["media"] = msgspec.to_builtins(message.media) | {"url": None}
    if payload := arrival.payload:
        content["payload"] = payload
    if content["text"] is None and message.media is None:
        content["raw"] = message.raw.decode("utf-8", "replace")
    return content


def _windows(number: Number, arrivals: Sequence[Arrival]) -> list[tuple[object, ...]]:
    latest: dict[UUID, datetime] = {}
    for one in arrivals:
        latest[one.contact_id] = max(one.at, latest.get(one.contact_id, one.at))
    return [(number.id, contact_id, at) for contact_id, at in latest.items()]


async def windows_end(
    db: Db, places: Sequence[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], datetime]:
    """When the service window of each (number, contact) closes; one that never was open is missing."""
    opened = await store.windows_of(db, places)
    return {place: at + WINDOW for place, at in opened.items()}
