"""The verbs of the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from indokona.accounts.actions import members
from indokona.contacts.actions import show as contacts
from indokona.inbox import store
from indokona.inbox.store import ConversationRow
from indokona.kernel import audit, ids
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


async def on_received(db: Db, events: Sequence[Event]) -> None:
    """A message came: its conversation exists, stands open, and knows its newest message."""
    newest: dict[tuple[UUID, UUID], UUID] = {}
    for message_id, contact_id, number_id, _ in await thread.places(
        db, [e.subject_id for e in events]
    ):
        key = (contact_id, number_id)
        newest[key] = max(message_id, newest.get(key, message_id))
    gone = await contacts.fenced(db, [contact_id for contact_id, _ in newest])
    rows = [
        (ids.new(), contact, number, message, ids.time_of(message))
        for (contact, number), message in newest.items()
        if contact not in gone
    ]
    if rows:
        await store.upsert(db, rows)


async def on_stop_mentioned(db: Db, events: Sequence[Event]) -> None:
    """A sentence held a word that alone would be STOP: an agent decides, the machine does not guess."""
    found = await thread.places(db, [event.subject_id for event in events])
    await store.flag(db, [(contact, number) for _, contact, number, _ in found], "mentions_stop")


async def page(
    db: Db, after: UUID | None, limit: int, assignee: UUID | None, state: str | None
) -> list[ConversationView]:
    """Conversations, newest first."""
    return await _views(db, await store.page(db, after, limit, assignee, state))


async def show(db: Db, conversation_id: UUID) -> ConversationView:
    """One conversation."""
    return (await _views(db, [await _row(db, conversation_id)]))[0]


async def messages(
    db: Db, conversation_id: UUID, before: UUID | None, limit: int
) -> list[MessageView]:
    """A page of its thread, newest first; reading it marks it read."""
    row = await _row(db, conversation_id)
    found = await thread.page(db, row.contact_id, before, limit)
    if before is None:
        await store.mark_read(db, conversation_id)
        found = sorted([*await thread.queued(db, row.contact_id), *found], key=lambda m: m.id)[::-1]
    return found


async def reply(db: Db, conversation_id: UUID, content: Mapping[str, Any]) -> Queued:
    """Answer inside the window."""
    row = await _row(db, conversation_id)
    if content["type"] == "text" and (problems := wire.check_text(content["text"])):
        raise BadContent(problems[0].words)
    draft = Draft(row.contact_id, "service", content)
    queued = (await send.send(db, row.number_id, Origin("conversation", row.id), [draft]))[0]
    if queued.code == "window.closed":
        raise WindowClosed
    if queued.code is not None:
        raise NotPermitted(reason=queued.code)
    return queued


async def assign(db: Db, who: Caller, conversation_id: UUID, assignee: UUID | None) -> None:
    """Give a conversation to a member, or to nobody."""
    await _row(db, conversation_id)
    if assignee is not None and not await members.is_member(db, assignee):
        raise Invalid("Only a member can be assigned.")
    await store.assign(db, conversation_id, assignee)
    await audit.record(db, who.actor, "conversation.assigned", "conversation", conversation_id)


async def set_state(db: Db, conversation_id: UUID, state: str) -> None:
    """Resolve or reopen."""
    await _row(db, conversation_id)
    await store.set_state(db, conversation_id, state)


async def _row(db: Db, conversation_id: UUID) -> ConversationRow:
    row = await store.one(db, conversation_id)
    if row is None:
        raise NotFound
    return row


async def _views(db: Db, rows: Sequence[ConversationRow]) -> list[ConversationView]:
    names = await contacts.names(db, [row.contact_id for row in rows])
    ends = await receive.windows_end(db, [(row.number_id, row.contact_id) for row in rows])
    return [
        ConversationView(
            row.id, row.contact_id, row.number_id, names.get(row.contact_id), row.state, row.assignee_id,
            row.attention, row.unread, ends.get((row.number_id, row.contact_id)), row.last_message_id,
        )
        for row in rows
    ]  # fmt: skip
