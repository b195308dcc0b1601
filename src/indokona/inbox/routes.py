"""Routes of the inbox."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from indokona.inbox import actions
from indokona.inbox.schemas import (
    Assign,
    ConversationOut,
    ConversationPage,
    MessageOut,
    Reply,
    ReplyOut,
    SetState,
    UploadOut,
)
from indokona.kernel import paging
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.messaging.actions import fetch
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
    mine: bool = False,
    state: Literal["open", "resolved"] | None = None,
) -> ConversationPage:
    """Conversations, newest message first."""
    assignee = who.user_id if mine else None
    views = await actions.page(db, paging.decode(after), limit + 1, assignee, state)
    page = paging.page(views, limit, lambda view: view.last_message_id)
    return ConversationPage(
        items=[ConversationOut.of(view) for view in page.items], after=page.after
    )


@router.get("/{conversation_id}", **may("inbox.read"))
async def show_conversation(conversation_id: UUID, db: TenantDb) -> ConversationOut:
    """One conversation."""
    return ConversationOut.of(await actions.show(db, conversation_id))


@router.get("/{conversation_id}/messages", **may("inbox.read"))
async def list_messages(
    conversation_id: UUID, db: TenantDb, before: After = None, limit: Limit = 50
) -> list[MessageOut]:
    """Its messages, newest first."""
    views = await actions.messages(db, conversation_id, paging.decode(before), limit)
    return [MessageOut.of(view) for view in views]


@router.get("/{conversation_id}/messages/{message_id}/media", **may("inbox.read"))
async def fetch_media(
    conversation_id: UUID, message_id: UUID, db: TenantDb, edge: TheEdge
) -> StreamingResponse:
    """A file that the person sent, as an attachment that no browser runs."""
    conversation = await actions.show(db, conversation_id)
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
async def reply(conversation_id: UUID, body: Reply, db: TenantDb) -> ReplyOut:
    """Answer inside the 24-hour window: text, or a file that was uploaded to the number."""
    queued = await actions.reply(db, conversation_id, body.content())
    return ReplyOut(message_id=queued.message_id)


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
    conversation = await actions.show(db, conversation_id)
    file = await upload.whole(request.stream(), filename, mime_type)
    http = edge.extras["http"]
    media_id = await upload.for_messages(db, edge.database, http, conversation.number_id, file)
    return UploadOut(id=media_id)


@router.put("/{conversation_id}/assignee", status_code=204, **may("inbox.write"))
async def assign(conversation_id: UUID, body: Assign, db: TenantDb, who: Who) -> None:
    """Give it to a member, or to nobody."""
    await actions.assign(db, who, conversation_id, body.assignee_id)


@router.put("/{conversation_id}/state", status_code=204, **may("inbox.write"))
async def set_state(conversation_id: UUID, body: SetState, db: TenantDb) -> None:
    """Resolve or reopen."""
    await actions.set_state(db, conversation_id, body.state)
