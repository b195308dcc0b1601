"""Conversations: who wrote, what was answered, whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.accounts.actions import members
from indokona.contacts.actions import restrict
from indokona.contacts.actions import show as contacts
from indokona.contacts.facts import ERASED
from indokona.inbox import store
from indokona.inbox.actions import notes
from indokona.inbox.actions.notes import NoteView
from indokona.inbox.events import CHANGED
from indokona.inbox.store import Asked, ConversationRow, Tally
from indokona.kernel import audit, events, ids
from indokona.kernel.database import Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import Invalid, NotFound
from indokona.kernel.events import Event
from indokona.messaging.actions import receive, send, thread
from indokona.messaging.errors import BadContent, NotPermitted, WindowClosed
from indokona.messaging.facts import Draft, MessageView, Origin, Queued
from indokona.whatsapp import messages as wire


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation as an agent sees it."""

    id: UUID
    contact_id: UUID
    number_id: UUID
    name: str | None
    state: str
    assignee_id: UUID | None
    attention: str | None
    unread: int
    window_ends_at: datetime | None
    last_message_id: UUID
    last_message_at: datetime
    newest: MessageView | None


async def on_received(db: Db, told: Sequence[Event]) -> None:
    """A message came: its conversation exists, stands open, and knows its newest message."""
    newest: dict[tuple[UUID, UUID], UUID] = {}
    for message_id, contact_id, number_id, _ in await thread.places(
        db, [event.subject_id for event in told]
    ):
        key = (contact_id, number_id)
        newest[key] = max(message_id, newest.get(key, message_id))
    closed = await contacts.closed(db, [contact_id for contact_id, _ in newest])
    rows = [
        (ids.new(), contact, number, message, ids.time_of(message))
        for (contact, number), message in newest.items()
        if closed.get(contact) != ERASED
    ]
    if rows:
        await events.publish(db, CHANGED, await store.upsert(db, rows))


async def on_stop_mentioned(db: Db, told: Sequence[Event]) -> None:
    """A sentence held a word that alone would be STOP: an agent decides, the machine does not guess."""
    found = await thread.places(db, [event.subject_id for event in told])
    places = [(contact, number) for _, contact, number, _ in found]
    await events.publish(db, CHANGED, await store.flag(db, places, "mentions_stop"))


async def page(db: Db, after: UUID | None, limit: int, asked: Asked) -> list[ConversationView]:
    """Conversations, newest first."""
    return await _views(db, await store.page(db, after, limit, asked))


async def tally(db: Db, user_id: UUID) -> Tally:
    """How many open conversations there are, for one member's eyes."""
    return await store.tally(db, user_id)


async def show(db: Db, conversation_id: UUID) -> ConversationView:
    """One conversation."""
    return (await _views(db, [await row(db, conversation_id)]))[0]


async def readable(db: Db, conversation_id: UUID, message_id: UUID) -> ConversationRow:
    """The conversation of a message that members may read, or `NotFound`: nobody opens what is restricted,
    nor what was written before a doubt about who the person is. Raises `ContactRestricted`."""
    conversation = await row(db, conversation_id)
    await restrict.check_readable(db, conversation.contact_id)
    if not await thread.is_sure(db, conversation.contact_id, message_id):
        raise NotFound
    return conversation


async def thread_of(
    db: Db, conversation: ConversationRow, before: UUID | None, limit: int
) -> list[MessageView | NoteView]:
    """A page of messages and notes, newest first; above the newest stand answers that wait."""
    await restrict.check_readable(db, conversation.contact_id)
    found: list[MessageView | NoteView] = [
        *await thread.page(db, conversation.contact_id, before, limit),
        *await notes.page(db, conversation.id, before, limit),
    ]
    found = sorted(found, key=lambda one: one.id, reverse=True)[:limit]
    if before is None:
        waiting = await thread.queued(db, conversation.contact_id)
        found = sorted([*waiting, *found], key=lambda one: one.id, reverse=True)
    return found


async def read(db: Db, conversation_id: UUID, up_to: UUID | None) -> None:
    """Somebody saw everything up to a message; None is the newest there is."""
    conversation = await row(db, conversation_id)
    seen = min(up_to or conversation.last_message_id, conversation.last_message_id)
    if await store.mark_read(db, conversation_id, seen):
        await events.publish(db, CHANGED, [conversation_id])


async def reply(db: Db, conversation_id: UUID, content: Mapping[str, Any]) -> Queued:
    """Answer inside the window."""
    conversation = await row(db, conversation_id)
    if content["type"] == "text" and (problems := wire.check_text(content["text"])):
        raise BadContent(problems[0].words)
    return await queue(db, conversation, Draft(conversation.contact_id, "service", content))


async def queue(db: Db, conversation: ConversationRow, draft: Draft) -> Queued:
    """Queue an answer, or refuse it in words."""
    origin = Origin("conversation", conversation.id)
    queued = (await send.send(db, conversation.number_id, origin, [draft]))[0]
    if queued.code == "window.closed":
        raise WindowClosed
    if queued.code is not None:
        raise NotPermitted(reason=queued.code)
    await events.publish(db, CHANGED, [conversation.id])
    return queued


async def assign(db: Db, who: Caller, conversation_id: UUID, assignee: UUID | None) -> None:
    """Give a conversation to a member, or to nobody."""
    await row(db, conversation_id)
    if assignee is not None and not await members.is_member(db, assignee):
        raise Invalid("Only a member can be assigned.")
    await store.assign(db, conversation_id, assignee)
    await audit.record(db, who.actor, "conversation.assigned", "conversation", conversation_id)
    await events.publish(db, CHANGED, [conversation_id])


async def set_state(db: Db, who: Caller, conversation_id: UUID, state: str) -> None:
    """Resolve or reopen."""
    await row(db, conversation_id)
    await store.set_state(db, conversation_id, state)
    act = "conversation.resolved" if state == "resolved" else "conversation.reopened"
    await audit.record(db, who.actor, act, "conversation", conversation_id)
    await events.publish(db, CHANGED, [conversation_id])


async def row(db: Db, conversation_id: UUID) -> ConversationRow:
    """A conversation as it is stored, or `NotFound`."""
    found = await store.one(db, conversation_id)
    if found is None:
        raise NotFound
    return found


async def _views(db: Db, rows: Sequence[ConversationRow]) -> list[ConversationView]:
    names = await contacts.names(db, [row.contact_id for row in rows])
    ends = await receive.windows_end(db, [(row.number_id, row.contact_id) for row in rows])
    closed = await contacts.closed(db, [row.contact_id for row in rows])
    newest = await thread.newest(
        db, [row.contact_id for row in rows if row.contact_id not in closed]
    )
    return [
        ConversationView(
            row.id, row.contact_id, row.number_id, names.get(row.contact_id), row.state, row.assignee_id,
            row.attention, row.unread, ends.get((row.number_id, row.contact_id)), row.last_message_id,
            ids.time_of(row.last_message_id), newest.get(row.contact_id),
        )
        for row in rows
    ]  # fmt: skip
