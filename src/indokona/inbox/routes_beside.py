"""Routes of what stands beside the messages: notes, drafts, presence, quick replies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from indokona.inbox.actions import conversations, drafts, notes, presence, quick_replies
from indokona.inbox.schemas import MessageOut, PresentOut
from indokona.inbox.schemas_beside import (
    DraftOut,
    Here,
    KeepDraft,
    NewNote,
    QuickReplyBody,
    QuickReplyOut,
)
from indokona.kernel import audit
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may

router = APIRouter(prefix="/api", tags=["inbox"], route_class=EdgeRoute)


@router.post("/conversations/{conversation_id}/notes", status_code=201, **may("inbox.write"))
async def write_note(conversation_id: UUID, body: NewNote, db: TenantDb, who: Who) -> MessageOut:
    """Write a note for members into the thread; it is never sent."""
    conversation = await conversations.row(db, conversation_id)
    await audit.record(db, who.actor, "note.written", "contact", conversation.contact_id)
    return MessageOut.of(await notes.write(db, conversation, who.user_id, body.text))


@router.get("/conversations/{conversation_id}/draft", **may("inbox.write"))
async def show_draft(conversation_id: UUID, db: TenantDb, who: Who) -> DraftOut:
    """One's own half-written answer or note."""
    conversation = await conversations.row(db, conversation_id)
    return DraftOut.model_validate(await drafts.show(db, conversation, who.user_id))


@router.put("/conversations/{conversation_id}/draft", **may("inbox.write"))
async def keep_draft(conversation_id: UUID, body: KeepDraft, db: TenantDb, who: Who) -> DraftOut:
    """Keep one's half-written answer or note."""
    conversation = await conversations.row(db, conversation_id)
    mine = drafts.DraftView(body.text, body.note, body.seen)
    kept = await drafts.keep(db, conversation, who.user_id, mine, overwrite=body.overwrite)
    return DraftOut.model_validate(kept)


@router.delete("/conversations/{conversation_id}/draft", status_code=204, **may("inbox.write"))
async def drop_draft(conversation_id: UUID, db: TenantDb, who: Who) -> None:
    """Forget one's half-written answer or note."""
    await drafts.drop(db, await conversations.row(db, conversation_id), who.user_id)


@router.get("/conversations/{conversation_id}/presence", **may("inbox.read"))
async def show_presence(conversation_id: UUID, db: TenantDb, who: Who) -> list[PresentOut]:
    """Who else looks at the conversation now, and who types."""
    await conversations.row(db, conversation_id)
    found = await presence.others(db, conversation_id, who.user_id)
    return [PresentOut.model_validate(one) for one in found]


@router.put("/conversations/{conversation_id}/presence", status_code=204, **may("inbox.write"))
async def be_present(conversation_id: UUID, body: Here, db: TenantDb, who: Who) -> None:
    """Say that one looks at it, and whether one types; to be said again within 15 seconds."""
    await conversations.row(db, conversation_id)
    await presence.here(db, conversation_id, who.user_id, typing=body.typing)


@router.delete("/conversations/{conversation_id}/presence", status_code=204, **may("inbox.write"))
async def leave(conversation_id: UUID, db: TenantDb, who: Who) -> None:
    """Say that one looks at it no more."""
    await conversations.row(db, conversation_id)
    await presence.away(db, conversation_id, who.user_id)


@router.get("/quick-replies", **may("inbox.read"))
async def list_quick_replies(db: TenantDb) -> list[QuickReplyOut]:
    """The organisation's quick replies, by name."""
    return [QuickReplyOut.model_validate(one) for one in await quick_replies.every(db)]


@router.post("/quick-replies", status_code=201, **may("inbox.write"))
async def create_quick_reply(body: QuickReplyBody, db: TenantDb) -> QuickReplyOut:
    """Keep an answer for everybody."""
    return QuickReplyOut.model_validate(await quick_replies.create(db, body.name, body.text))


@router.put("/quick-replies/{quick_reply_id}", **may("inbox.write"))
async def change_quick_reply(
    quick_reply_id: UUID, body: QuickReplyBody, db: TenantDb
) -> QuickReplyOut:
    """Give it another name or text."""
    changed = await quick_replies.change(db, quick_reply_id, body.name, body.text)
    return QuickReplyOut.model_validate(changed)


@router.delete("/quick-replies/{quick_reply_id}", status_code=204, **may("inbox.write"))
async def delete_quick_reply(quick_reply_id: UUID, db: TenantDb) -> None:
    """Forget it."""
    await quick_replies.delete(db, quick_reply_id)
