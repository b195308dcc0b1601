"""Routes of the inbox."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from indokona.accounts.actions import members
from indokona.contacts.actions import show as contacts
from indokona.inbox.actions import conversations, presence, template_reply
from indokona.inbox.schemas import (
    Assign,
    ColleagueOut,
    ConversationDetail,
    ConversationOut,
    ConversationPage,
    MessageOut,
    PersonOut,
    Reply,
    ReplyOut,
    Seen,
    SetState,
    TallyOut,
    UploadOut,
)
from indokona.inbox.store import Asked
from indokona.kernel import audit, paging
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.messaging.actions import again, fetch
from indokona.numbers.actions import upload

router = APIRouter(prefix="/api/conversations", tags=["inbox"], route_class=EdgeRoute)

After = Annotated[str | None, Query(max_length=40)]
Limit = Annotated[int, Query(ge=1, le=paging.MOST)]


@router.get("", **may("inbox.read"))
async def list_conversations(
    db: TenantDb,
    who: Who,
    after: After = None,
    limit: Limit = 50,
    view: Literal["all", "mine", "unassigned", "unread"] = "all",
    mine: bool = False,
    state: Literal["open", "resolved"] | None = None,
    contact_id: UUID | None = None,
) -> ConversationPage:
    """Conversations, newest message first."""
    await audit.saw(db, who.actor, "inbox.listed", "organisation", db.organisation_id)
    asked = Asked(
        assignee=who.user_id if mine or view == "mine" else None, unassigned=view == "unassigned",
        unread=view == "unread", state=state, contact_id=contact_id,
    )  # fmt: skip
    views = await conversations.page(db, paging.decode(after), limit + 1, asked)
    page = paging.page(views, limit, lambda found: found.last_message_id)
    return ConversationPage(
        items=[ConversationOut.of(found) for found in page.items], after=page.after
    )


@router.get("/counts", **may("inbox.read"))
async def count_conversations(db: TenantDb, who: Who) -> TallyOut:
    """How many open conversations there are: all, mine, unassigned, and how many of each unread."""
    return TallyOut.model_validate(await conversations.tally(db, who.user_id))


@router.get("/colleagues", **may("inbox.read"))
async def list_colleagues(db: TenantDb) -> list[ColleagueOut]:
    """Members by name: to whom a conversation can be given, and who wrote a note."""
    found = await members.every(db)
    return [ColleagueOut(user_id=one.user_id, name=one.name, role=one.role) for one in found]


@router.get("/{conversation_id}", **may("inbox.read"))
async def show_conversation(conversation_id: UUID, db: TenantDb, who: Who) -> ConversationDetail:
    """One conversation, and who else looks at it."""
    view = await conversations.show(db, conversation_id)
    await audit.saw(db, who.actor, "conversation.opened", "contact", view.contact_id)
    return ConversationDetail.whole(view, await presence.others(db, conversation_id, who.user_id))


@router.get("/{conversation_id}/person", **may("inbox.read"))
async def show_person(conversation_id: UUID, db: TenantDb, who: Who) -> PersonOut:
    """The person of a conversation, without phone and user id."""
    conversation = await conversations.row(db, conversation_id)
    await audit.saw(db, who.actor, "conversation.opened", "contact", conversation.contact_id)
    person = await contacts.one(db, conversation.contact_id)
    return PersonOut(**{name: getattr(person, name) for name in PersonOut.model_fields})


@router.get("/{conversation_id}/messages", **may("inbox.read"))
async def list_messages(
    conversation_id: UUID, db: TenantDb, who: Who, before: After = None, limit: Limit = 50
) -> list[MessageOut]:
    """Its messages and notes, newest first."""
    conversation = await conversations.row(db, conversation_id)
    await audit.saw(db, who.actor, "conversation.opened", "contact", conversation.contact_id)
    views = await conversations.thread_of(db, conversation, paging.decode(before), limit)
    return [MessageOut.of(view) for view in views]


@router.put("/{conversation_id}/read", status_code=204, **may("inbox.write"))
async def mark_read(conversation_id: UUID, db: TenantDb, body: Seen | None = None) -> None:
    """Mark it read, for everybody, up to a message; without a body up to its newest."""
    await conversations.read(db, conversation_id, body.up_to if body else None)


@router.get("/{conversation_id}/messages/{message_id}/media", **may("inbox.read"))
async def fetch_media(
    conversation_id: UUID, message_id: UUID, db: TenantDb, who: Who, edge: TheEdge
) -> StreamingResponse:
    """A file that the person sent, as an attachment that no browser runs."""
    conversation = await conversations.readable(db, conversation_id, message_id)
    await audit.saw(db, who.actor, "file.taken", "contact", conversation.contact_id)
    mime_type, size, pieces = await fetch.opened(
        edge.database, db.organisation_id, conversation.contact_id, message_id
    )
    headers = {
        "content-disposition": f"attachment; filename={message_id}",
        "content-security-policy": "sandbox; default-src 'none'",
        "content-length": str(size),
    }
    return StreamingResponse(pieces, media_type=mime_type, headers=headers)


@router.post("/{conversation_id}/messages", status_code=202, **may("inbox.write"))
async def reply(conversation_id: UUID, body: Reply, db: TenantDb, who: Who) -> ReplyOut:
    """Answer inside the 24-hour window with text or a file uploaded to the number; a template any time."""
    if body.template is not None:
        asked = body.template
        queued = await template_reply.reply(db, conversation_id, asked.id, asked.values)
    else:
        queued = await conversations.reply(db, conversation_id, body.content())
    await audit.record(db, who.actor, "conversation.answered", "message", queued.message_id)
    return ReplyOut(message_id=queued.message_id)


@router.post(
    "/{conversation_id}/messages/{message_id}/again", status_code=202, **may("inbox.write")
)
async def send_message_again(
    conversation_id: UUID, message_id: UUID, db: TenantDb, who: Who
) -> ReplyOut:
    """Send again a message whose outcome nobody knows: the person may get it twice."""
    conversation = await conversations.row(db, conversation_id)
    await again.message(db, who.actor, conversation.contact_id, message_id)
    return ReplyOut(message_id=message_id)


@router.post("/{conversation_id}/media", status_code=201, **may("inbox.write"))
async def upload_media(
    conversation_id: UUID,
    request: Request,
    db: TenantDb,
    edge: TheEdge,
    filename: Annotated[str, Query(min_length=1, max_length=240)],
) -> UploadOut:
    """Upload a file, sent as the raw body with its Content-Type, to be sent in this conversation."""
    mime_type = request.headers.get("content-type", "application/octet-stream")
    conversation = await conversations.show(db, conversation_id)
    file = await upload.whole(request.stream(), filename, mime_type)
    http = edge.extras["http"]
    media_id = await upload.for_messages(
        db, edge.database, http, conversation.number_id, file, conversation.contact_id
    )
    return UploadOut(id=media_id)


@router.put("/{conversation_id}/assignee", status_code=204, **may("inbox.write"))
async def assign(conversation_id: UUID, body: Assign, db: TenantDb, who: Who) -> None:
    """Give it to a member, or to nobody."""
    await conversations.assign(db, who, conversation_id, body.assignee_id)


@router.put("/{conversation_id}/state", status_code=204, **may("inbox.write"))
async def set_state(conversation_id: UUID, body: SetState, db: TenantDb, who: Who) -> None:
    """Resolve or reopen."""
    await conversations.set_state(db, who, conversation_id, body.state)
